import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The texts of the product's files, by their paths from its root. */
export type Sources = ReadonlyMap<string, string>;

/** Where the product's own code is, from the root of a checkout. */
const FOLDERS = ['activities', 'src', 'workflows'];

/** Reads the product's files in a checkout, or in a copy of it. */
export async function readSources(root: string): Promise<Sources> {
  const files = await Promise.all(FOLDERS.map((folder) => filesIn(root, folder)));
  return new Map(
    await Promise.all(
      files.flat().map(async (file) => [file, await readFile(join(root, file), 'utf8')] as const),
    ),
  );
}

async function filesIn(root: string, folder: string): Promise<readonly string[]> {
  const names = await readdir(join(root, folder), { recursive: true });
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .toSorted();
}
