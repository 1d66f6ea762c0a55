import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { z } from 'zod';

import { readJson } from '../listings/read-json.ts';

import { type Endpoint, webhooksSchema } from './endpoint.ts';

/** The webhooks file cannot be used; says where in the file, and what to do. */
export class WebhooksFileError extends Error {
  override readonly name = 'WebhooksFileError';
  readonly next: string;

  constructor(message: string, next = 'Correct the file and try again.') {
    super(message);
    this.next = next;
  }
}

/** What signs: the prefix of Standard Webhooks, and 24 to 64 bytes in base64. */
const SECRET =
  /^whsec_(?=[A-Za-z0-9+/]{32,86}={0,2}$)(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The receivers of events, and the files that say so: the webhooks file itself first. */
interface Read {
  readonly endpoints: readonly Endpoint[];
  readonly files: readonly string[];
}

/**
 * Reads the webhooks file and the secrets that it names, which are looked for beside it.
 *
 * @throws WebhooksFileError if one is not there, or says what cannot be used. It quotes no secret.
 */
export async function loadEndpoints(path: string): Promise<readonly Endpoint[]> {
  return (await readEndpoints(path)).endpoints;
}

/**
 * The receivers of a file that people edit while workers run: answers what the file and its secrets say
 * now, and reads them again only when one of them has changed.
 *
 * @throws WebhooksFileError, at each call, while they cannot be used
 */
export function endpointsFrom(path: string): () => Promise<readonly Endpoint[]> {
  let known: (Read & { readonly version: string }) | undefined;
  return async () => {
    if (known !== undefined && known.version === (await versionOf(known.files)))
      return known.endpoints;
    known = undefined;
    const read = await readEndpoints(path);
    known = { ...read, version: await versionOf(read.files) };
    return known.endpoints;
  };
}

async function readEndpoints(path: string): Promise<Read> {
  const bytes = await readFile(path).catch(() => {
    const next = 'Check that NIGHTLATCH_WEBHOOKS names a file that this process may read.';
    throw new WebhooksFileError(`The webhooks file ${path} cannot be read`, next);
  });
  const read = readJson(bytes);
  if ('fault' in read)
    throw new WebhooksFileError(`The webhooks file ${path} ${read.fault}`, read.next);
  const parsed = webhooksSchema.safeParse(read.value);
  if (!parsed.success) throw unusable(path, parsed.error.issues.slice(0, 5).map(describe));
  const entries = parsed.data.endpoints;
  const twice = entries.find(({ name }, at) => entries.findIndex((e) => e.name === name) !== at);
  if (twice !== undefined) throw unusable(path, [`${twice.name} is named twice`]);
  const files = [path];
  const endpoints: Endpoint[] = [];
  for (const { secretFiles, ...entry } of entries) {
    const paths = secretFiles.map((file) => resolve(dirname(path), file));
    files.push(...paths);
    endpoints.push({ ...entry, secrets: await Promise.all(paths.map(secretIn)) });
  }
  return { endpoints, files };
}

async function secretIn(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new WebhooksFileError(`The secret file ${path} cannot be read`);
  });
  const secret = text.trim();
  if (SECRET.test(secret)) return secret;
  throw new WebhooksFileError(
    `The secret file ${path} has no secret of a webhook`,
    'It holds "whsec_" and 24 to 64 random bytes in base64: printf "whsec_%s\\n" "$(openssl rand -base64 32)"',
  );
}

async function versionOf(paths: readonly string[]): Promise<string> {
  // An editor that replaces the file by another may keep its time, but not its number.
  const files = await Promise.all(
    paths.map((path) => stat(path, { bigint: true }).catch(() => undefined)),
  );
  return files.map((f) => (f === undefined ? 'none' : `${f.ino}:${f.size}:${f.mtimeNs}`)).join();
}

function unusable(path: string, faults: readonly string[]): WebhooksFileError {
  return new WebhooksFileError(`The webhooks file ${path} cannot be used: ${faults.join('; ')}`);
}

/** By place and rule alone: an address may carry a token of its receiver. */
function describe(issue: z.core.$ZodIssue): string {
  const place = z.core.toDotPath(issue.path) || 'the file';
  return issue.code === 'unrecognized_keys'
    ? `${place}: has unknown fields ${issue.keys.join(', ')}`
    : `${place}: ${issue.message}`;
}
