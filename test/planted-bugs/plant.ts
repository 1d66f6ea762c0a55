import { importOf } from './import-of.ts';
import { namesAtTop, namesDeclaredIn, namesUsedIn, placeholdersAsKeys } from './names.ts';
import { placeOf } from './place.ts';
import type { Edit, PlantedBug } from './planted-bug.ts';
import { filledIn } from './replacement.ts';
import type { Sources } from './sources.ts';
import { parseFile, parsePiece, type Piece } from './syntax.ts';

/** An edit that was made: the whole text of the file before and after it. */
export interface Planted {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** Makes the edits of a bug, one after the other. Throws, and names the bug, where one cannot be made. */
export function plant(
  { name, edits }: Pick<PlantedBug, 'name' | 'edits'>,
  sources: Sources,
): readonly Planted[] {
  const texts = new Map(sources);
  return edits.map((edit, at) => {
    try {
      const planted = made(edit, texts);
      texts.set(planted.file, planted.after);
      return planted;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(
        `Edit ${at + 1} of the planted bug ${name}, in ${edit.in}: ${why}\n` +
          'Word it anew after the code as it is now (test/planted-bugs/README.md says how), or drop the ' +
          'bug if the code cannot have it any more.',
        { cause: error },
      );
    }
  });
}

function made(edit: Edit, sources: Sources): Planted {
  const [find, replace] = [parsePiece(edit.find), parsePiece(edit.replace)];
  if (find.isExpression !== replace.isExpression) {
    throw new Error('`find` and `replace` must both be expressions, or both be statements.');
  }
  const place = placeOf(edit, find, sources);
  const { file, program, bound, start, end } = place;
  const atTop = namesAtTop(program);
  for (const name of unknownIn(find, atTop.union(new Set(bound.keys())))) throw aLocal(name);
  const known = atTop.union(namesDeclaredIn(replace.nodes)).union(new Set(bound.keys()));
  const imports = unknownIn(replace, known).map((name) => {
    if (name.startsWith('$')) throw new Error(`neither \`find\` nor \`in\` has ${name}.`);
    return importOf(name, file, sources) ?? fail(aLocal(name));
  });
  const before = sources.get(file) ?? '';
  const text = before.slice(0, start) + filledIn(replace, before, place) + before.slice(end);
  if (text === before) throw new Error('it changes nothing.');
  const after = [...imports, text].join('\n');
  parseFile(file, after);
  return { file, before, after };
}

/** The names in a piece that are neither known nor JavaScript's own. */
function unknownIn({ nodes }: Piece, known: ReadonlySet<string>): readonly string[] {
  for (const name of nodes.flatMap(placeholdersAsKeys)) {
    throw new Error(`{ ${name} } names a property after a placeholder: write { name: ${name} }.`);
  }
  const names = new Set(nodes.flatMap(namesUsedIn));
  return [...names.difference(known)].filter((name) => !(name in globalThis));
}

/** Anybody may rename a local. */
function aLocal(name: string): Error {
  return new Error(`${name} is nothing that the file has at its top: write $${name} for a local.`);
}

function fail(error: Error): never {
  throw error;
}
