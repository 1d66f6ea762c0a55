import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import sdk from '@temporalio/client/package.json' with { type: 'json' };
import { z } from 'zod';

import type { SearchContext } from './executable-search.ts';
import { addToCache } from './program-cache.ts';
import { runCommand } from './run-command.ts';

/** How long the download site may take to say where the archive is, in milliseconds. */
const ANSWER_WITHIN_MS = 5_000;

/** How long the archive may take, in milliseconds. */
const ARCHIVE_WITHIN_MS = 5 * 60_000;

const archiveSchema = z.object({
  archiveUrl: z.url({ protocol: /^https$/ }),
  fileToExtract: z.string(),
});

/** A program that Temporal's download site offers. */
export type Artifact = 'cli' | 'temporal-test-server';

/**
 * The file in our cache that holds a downloaded program; its name says for which SDK it was made.
 */
export function downloadedFile(artifact: Artifact): { folder: string; file: string } {
  return {
    folder: `${artifact}-for-sdk-${sdk.version}`,
    file: artifact === 'cli' ? 'temporal' : artifact,
  };
}

/**
 * Downloads a program into our cache from where the SDK itself would.
 *
 * @throws Error that says what failed; without a network that takes seconds at most
 */
export async function download(artifact: Artifact, context: SearchContext): Promise<string> {
  const { environment, onProgress, signal } = context;
  const { archiveUrl, fileToExtract } = await findArchive(artifact, signal);
  onProgress(`Downloading Temporal (${artifact}) from ${new URL(archiveUrl).host}`);
  const { folder, file } = downloadedFile(artifact);
  const home = await addToCache(environment, folder, async (incoming) => {
    const archive = join(incoming, 'archive.tar.gz');
    const response = await get(archiveUrl, ARCHIVE_WITHIN_MS, signal);
    if (response.body === null) throw new Error(`${archiveUrl} is empty`);
    await pipeline(Readable.fromWeb(response.body), createWriteStream(archive));
    await runCommand({
      name: 'tar',
      command: 'tar',
      args: ['-xzf', archive, '-C', incoming, fileToExtract],
      environment,
      withinMs: 60_000,
      signal,
    });
    await rename(join(incoming, fileToExtract), join(incoming, file));
    await rm(archive);
  });
  return join(home, file);
}

async function findArchive(
  artifact: Artifact,
  signal: AbortSignal | undefined,
): Promise<z.infer<typeof archiveSchema>> {
  const query = new URLSearchParams({
    arch: process.arch === 'x64' ? 'amd64' : process.arch,
    platform: process.platform,
    format: 'tar.gz',
    'sdk-name': 'sdk-typescript',
    'sdk-version': sdk.version,
  });
  const url = `https://temporal.download/${artifact}/default?${query.toString()}`;
  const response = await get(url, ANSWER_WITHIN_MS, signal);
  const answer = archiveSchema.safeParse(await response.json().catch(() => undefined));
  if (!answer.success) throw new Error(`${new URL(url).host} answered with no archive to fetch`);
  return answer.data;
}

async function get(
  url: string,
  withinMs: number,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const { host } = new URL(url);
  const deadline = AbortSignal.timeout(withinMs);
  const response = await fetch(url, {
    signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
  }).catch((error: unknown) => {
    throw new Error(`${host} cannot be reached (${whyUnreachable(error)})`, { cause: error });
  });
  if (!response.ok) throw new Error(`${host} answered ${response.status}`);
  return response;
}

/** What lies under fetch's own "fetch failed". */
function whyUnreachable(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
