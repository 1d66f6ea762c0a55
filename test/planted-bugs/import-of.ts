import { posix } from 'node:path';

import { namesDeclaredBy } from './names.ts';
import type { Sources } from './sources.ts';
import { childrenOf, parseFile, type Node } from './syntax.ts';

/**
 * The import of a name into a file, from the file of the product that exports it; undefined if none
 * does. Throws if more than one does.
 */
export function importOf(name: string, file: string, sources: Sources): string | undefined {
  const exporters = [...sources]
    .filter(([path, text]) => text.includes(name) && exportsIt(name, parseFile(path, text)))
    .map(([path]) => path);
  const [exporter] = exporters;
  if (exporter === undefined) return undefined;
  if (exporters.length > 1) {
    throw new Error(`${name} could be imported from each of ${exporters.join(', ')}.`);
  }
  const path = posix.relative(posix.dirname(file), exporter);
  return `import { ${name} } from '${path.startsWith('.') ? path : `./${path}`}';`;
}

function exportsIt(name: string, program: Node): boolean {
  return childrenOf(program).some(
    (statement) =>
      statement.type === 'ExportNamedDeclaration' && namesDeclaredBy(statement).includes(name),
  );
}
