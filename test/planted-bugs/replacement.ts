import { placeholderOf, type Bound } from './match.ts';
import { childrenOf, nameOf, type Node, type Piece } from './syntax.ts';

/** Where new code is going to stand, and what its placeholders stand for. */
export interface Standing {
  readonly bound: Bound;
  /** More than one statement may stand there. */
  readonly isListed: boolean;
}

/** Expressions that mean the same in any other one, without brackets around them. */
const WHOLE = new Set([
  ...['Identifier', 'Literal', 'TemplateLiteral', 'ThisExpression'],
  ...['MemberExpression', 'CallExpression', 'ArrayExpression'],
]);

/** The text of new code, each placeholder replaced by the text of `file` that it stands for. */
export function filledIn(piece: Piece, file: string, { bound, isListed }: Standing): string {
  let text = '';
  let at = piece.begin;
  for (const { start, end, stands } of holesIn(piece.nodes, bound)) {
    text += piece.text.slice(at, start) + inBrackets(stands, textOf(stands, file));
    at = end;
  }
  text = `${text}${piece.text.slice(at, piece.end)}`.trim();
  const [expression] = piece.nodes;
  if (piece.isExpression && expression !== undefined) return inBrackets(expression, text);
  return isListed ? text : `{ ${text} }`;
}

interface Hole {
  readonly start: number;
  readonly end: number;
  readonly stands: Node;
}

function holesIn(nodes: readonly Node[], bound: Bound): readonly Hole[] {
  return nodes.flatMap((node): readonly Hole[] => {
    const stands = bound.get(placeholderOf(node) ?? '');
    if (stands === undefined) return holesIn(childrenOf(node), bound);
    // A statement stands for a statement, its semicolon too; any other keeps the one that is there.
    const isWhole = node.type !== 'ExpressionStatement' || !stands.type.endsWith('Expression');
    const [inner = node] = isWhole ? [node] : childrenOf(node);
    return [{ start: inner.start, end: inner.end, stands }];
  });
}

function textOf(node: Node, file: string): string {
  // Where it is declared, its type belongs to it.
  return nameOf(node) ?? file.slice(node.start, node.end);
}

function inBrackets({ type }: Node, text: string): string {
  return type.endsWith('Expression') && !WHOLE.has(type) ? `(${text})` : text;
}
