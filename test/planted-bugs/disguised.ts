import { format } from 'oxfmt';

import { namesAtTop, namesDeclaredIn, usesIn } from './names.ts';
import type { Sources } from './sources.ts';
import { childrenOf, everyNode, isNode, nameOf, parseFile, type Node } from './syntax.ts';

/** A layout in which hardly a line is as it was. */
const LAYOUT = { printWidth: 50, singleQuote: false, tabWidth: 4, arrowParens: 'avoid' } as const;

/** The product with every local called otherwise and every file laid out anew: it does the same. */
export async function disguised(sources: Sources): Promise<Sources> {
  const files = [...sources].map(async ([file, text]) => {
    const { code, errors } = await format(file, renamed(text, parseFile(file, text)), LAYOUT);
    const [error] = errors;
    if (error !== undefined) throw new Error(`${file} in disguise: ${error.message}`);
    return [file, code] as const;
  });
  return new Map(await Promise.all(files));
}

function renamed(text: string, program: Node): string {
  const locals = namesDeclaredIn([program]).difference(namesAtTop(program));
  const body = childrenOf(program).filter(({ type }) => type !== 'ImportDeclaration');
  const keys = new Set(body.flatMap((node) => [...everyNode(node)].flatMap(startOfKey)));
  const uses = body
    .flatMap(usesIn)
    .filter((use) => locals.has(nameOf(use) ?? ''))
    .toSorted((a, b) => b.start - a.start);
  return uses.reduce((rest, use) => {
    const name = nameOf(use) ?? '';
    // The name of a property stays: `{ id }` becomes `{ id: idRenamed }`.
    const key = keys.has(use.start) ? `${name}: ` : '';
    const end = use.start + name.length;
    return `${rest.slice(0, use.start)}${key}${name}Renamed${rest.slice(end)}`;
  }, text);
}

function startOfKey({ type, fields: { key, computed } }: Node): readonly number[] {
  return type === 'Property' && computed === false && isNode(key) ? [key.start] : [];
}
