import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';

/** The version of this program, as its package.json has it. */
export async function ownVersion(): Promise<string> {
  const path = findPackageJSON('..', import.meta.url);
  if (path === undefined) return '0.0.0';
  const { version } = JSON.parse(await readFile(path, 'utf8')) as { readonly version: string };
  return version;
}
