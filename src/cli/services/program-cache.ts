import { access, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Environment } from '../../config.ts';

import { codeOf } from './error-facts.ts';
import { cacheFolder } from './program-folders.ts';

/** The path of a file if we may run it, or undefined. */
export async function runnable(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.X_OK);
    return path;
  } catch {
    return undefined;
  }
}

/**
 * Puts a folder into our cache: `fill` writes into a temporary one, which then takes its name in
 * one step. So a cancelled download leaves nothing that looks whole, and of two that fill the same
 * folder the first one counts.
 */
export async function addToCache(
  environment: Environment,
  name: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const cache = cacheFolder(environment);
  await mkdir(cache, { recursive: true });
  const incoming = await mkdtemp(join(cache, 'incoming-'));
  const folder = join(cache, name);
  try {
    await fill(incoming);
    await rename(incoming, folder).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw error;
    });
    return folder;
  } finally {
    await rm(incoming, { recursive: true, force: true });
  }
}
