import { parseSync } from 'oxc-parser';

export type Value = Node | readonly Value[] | string | number | boolean | bigint | null;

/**
 * A piece of code in a syntax tree. Of its fields there are only those that say what runs: no types,
 * and nothing of how it is laid out.
 */
export interface Node {
  readonly type: string;
  /** Where its text begins and ends in the file, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly fields: Readonly<Record<string, Value>>;
}

/** An expression, or statements. */
export interface Piece {
  /** A whole in which it can stand, and how much of that stands before it. */
  readonly text: string;
  readonly begin: number;
  readonly end: number;
  readonly nodes: readonly Node[];
  readonly isExpression: boolean;
}

const LAYOUT = new Set(['type', 'start', 'end', 'raw', 'shorthand', 'decorators']);
const TYPES = new Set([
  ...['typeAnnotation', 'returnType', 'typeParameters', 'typeArguments', 'superTypeArguments'],
  ...['implements', 'accessibility', 'readonly', 'definite', 'declare', 'override', 'abstract'],
]);
/** An expression with a type beside it. */
const TYPED = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression']);
/** Where a block of one statement is that statement. */
const BRANCHES = new Set(['IfStatement', 'ForStatement', 'ForOfStatement', 'WhileStatement']);

/** What was read, by its text: each bug looks through the same files. */
const READ = new Map<string, Node>();

/** Reads a whole file. Throws if it is not TypeScript. */
export function parseFile(name: string, text: string): Node {
  const known = READ.get(text);
  if (known !== undefined) return known;
  const { program, errors } = parseSync(name, text, { lang: 'ts', preserveParens: false });
  const [error] = errors;
  if (error !== undefined) throw new Error(`${name} cannot be read: ${error.message}`);
  const node = nodeOf(program as unknown as Raw);
  READ.set(text, node);
  return node;
}

/** Reads one expression, or else the statements of an asynchronous function. Throws if it is neither. */
export function parsePiece(text: string): Piece {
  return (
    parseWithin('async () => (', text, ')') ??
    parseWithin('async () => {', text, '}') ??
    cannotRead(text)
  );
}

function parseWithin(before: string, piece: string, after: string): Piece | undefined {
  const text = `${before}${piece}\n${after}`;
  const { program, errors } = parseSync('piece.ts', text, { preserveParens: false });
  if (errors.length > 0) return undefined;
  const [statement, ...others] = childrenOf(nodeOf(program as unknown as Raw));
  const body = statement && childrenOf(statement)[0]?.fields['body'];
  if (!isNode(body) || others.length > 0) return undefined;
  const isExpression = body.type !== 'BlockStatement';
  const nodes = isExpression ? [body] : childrenOf(body);
  return { text, begin: before.length, end: before.length + piece.length, nodes, isExpression };
}

function cannotRead(text: string): never {
  throw new Error(`This is neither an expression nor statements: ${text}`);
}

/** What a node is made of, in the order of its fields. */
export function childrenOf(node: Node): readonly Node[] {
  return Object.values(node.fields).flatMap(nodesIn);
}

/** The node and everything in it. */
export function* everyNode(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* everyNode(child);
}

export function nodesIn(value: Value | undefined): readonly Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  return isNode(value) ? [value] : [];
}

export function isNode(value: Value | undefined): value is Node {
  return typeof value === 'object' && value !== null && 'fields' in value;
}

/** The name that an identifier is; undefined for any other node. */
export function nameOf(node: Value | undefined): string | undefined {
  if (!isNode(node) || node.type !== 'Identifier') return undefined;
  const { name } = node.fields;
  return typeof name === 'string' ? name : undefined;
}

type Raw = Readonly<Record<string, unknown>> & Pick<Node, 'type' | 'start' | 'end'>;

function nodeOf(raw: Raw): Node {
  const { type, start, end } = raw;
  const fields = Object.entries(raw)
    .filter(([name]) => !LAYOUT.has(name) && !TYPES.has(name) && !isBesideThePoint(raw, name))
    .map(([name, value]) => [name, valueOf(value, BRANCHES.has(type))]);
  return { type, start, end, fields: Object.fromEntries(fields) };
}

function isBesideThePoint({ type, regex }: Raw, field: string): boolean {
  // A parameter that may be left out has the flag of a call that may not be made.
  if (field === 'optional') return type !== 'MemberExpression' && type !== 'CallExpression';
  return field === 'value' && regex !== undefined;
}

function valueOf(value: unknown, isBranch: boolean): Value {
  if (Array.isArray(value)) return value.map((each) => valueOf(each, false));
  if (typeof value !== 'object' || value === null) return (value ?? null) as Value;
  const raw = value as Raw;
  if (TYPED.has(raw.type)) return valueOf(raw['expression'], false);
  if (isBranch && raw.type === 'BlockStatement') {
    const [only, ...others] = raw['body'] as readonly unknown[];
    if (only !== undefined && others.length === 0) return valueOf(only, false);
  }
  if (typeof raw.type !== 'string') return Object.values(raw).map((each) => valueOf(each, false));
  return nodeOf(raw);
}
