import { declarationsIn, parametersOf, type Declaration } from './declarations.ts';
import { matches, placeholderOf, type Bound } from './match.ts';
import type { Edit } from './planted-bug.ts';
import type { Standing } from './replacement.ts';
import type { Sources } from './sources.ts';
import { isNode, nameOf, nodesIn, parsePiece, type Node, type Piece } from './syntax.ts';

/** The place of an edit, from where to where in the text of its file, and what placeholders stand for there. */
export interface Place extends Declaration, Standing {
  readonly start: number;
  readonly end: number;
}

/** Looks for the place of an edit in whatever has the name. Throws if it is not there exactly once. */
export function placeOf(edit: Edit, find: Piece, sources: Sources): Place {
  const [signature] = parsePiece(edit.in).nodes;
  const name = nameOf(signature) ?? nameOf(signature?.fields['callee']);
  if (name === undefined) throw new Error('`in` names nothing.');
  const parameters = nodesIn(signature?.fields['arguments']);
  const declarations = declarationsIn(sources, name);
  const places = declarations.flatMap((each) => placesIn(each, find, parameters));
  const [place, ...others] = places;
  if (place !== undefined && others.length === 0) return place;
  const found = place === undefined ? elsewhere(find, sources) : places.map(whereOf);
  const where = found.length === 0 ? '' : ` (${found.join(', ')})`;
  throw new Error(
    declarations.length === 0
      ? `nothing in the product has this name${where}.`
      : `what it replaces is there ${places.length} times${where}: ${edit.find}`,
  );
}

/** Where it is found instead, for whoever words the edit anew; nothing if it is found all over the product. */
function elsewhere(find: Piece, sources: Sources): readonly string[] {
  const all = declarationsIn(sources).flatMap((each) => placesIn(each, find, []));
  const where = new Set(all.map((place) => `but in ${whereOf(place)}`));
  return where.size > 3 ? [] : [...where];
}

function whereOf({ name, file }: Declaration): string {
  return `${name} of ${file}`;
}

function placesIn(within: Declaration, find: Piece, named: readonly Node[]): readonly Place[] {
  const given: Bound = new Map();
  const parameters = parametersOf(within.node);
  for (const [at, name] of named.entries()) bindParameter(name, parameters[at], given);
  return [...runsIn(within.node, find.nodes.length)].flatMap(({ nodes, isListed }) => {
    const bound: Bound = new Map(given);
    const [first, last] = [nodes[0], nodes.at(-1)];
    if (first === undefined || last === undefined || !matches(find.nodes, nodes, bound)) return [];
    return [{ ...within, bound, isListed, start: first.start, end: last.end }];
  });
}

/** Has `$name` stand for a parameter, and in `{ key: $name }` for a part of one that is taken apart. */
function bindParameter(named: Node, declared: Node | undefined, bound: Bound): void {
  const { left } = declared?.fields ?? {};
  const parameter = isNode(left) ? left : declared;
  const placeholder = placeholderOf(named);
  if (placeholder !== undefined && parameter?.type === 'Identifier') {
    bound.set(placeholder, parameter);
  }
  const parts = nodesIn(parameter?.fields['properties']);
  for (const { fields } of nodesIn(named.fields['properties'])) {
    const key = nameOf(fields['key']);
    const part = parts.find((each) => nameOf(each.fields['key']) === key)?.fields['value'];
    if (isNode(fields['value']) && isNode(part)) bindParameter(fields['value'], part, bound);
  }
}

/** All runs of so many nodes that follow each other, and whether more could stand beside them. */
function* runsIn(
  node: Node,
  length: number,
): Generator<{ readonly nodes: readonly Node[]; readonly isListed: boolean }> {
  for (const value of Object.values(node.fields)) {
    const nodes = nodesIn(value);
    for (let at = 0; at + length <= nodes.length; at += 1) {
      yield { nodes: nodes.slice(at, at + length), isListed: Array.isArray(value) };
    }
    for (const child of nodes) yield* runsIn(child, length);
  }
}
