import { readFile, stat } from 'node:fs/promises';

import { z } from 'zod';

import { readJson } from '../listings/read-json.ts';

import { type TokenEntry, tokensSchema } from './tokens.ts';

/** The tokens file cannot be used; says where in the file, and what to do. */
export class TokensFileError extends Error {
  override readonly name = 'TokensFileError';
  readonly next: string;

  constructor(message: string, next: string) {
    super(message);
    this.next = next;
  }
}

/**
 * Reads the tokens file.
 *
 * @throws TokensFileError if it is not there, is not JSON, or has an entry that cannot be used
 */
export async function loadTokens(path: string): Promise<readonly TokenEntry[]> {
  const bytes = await readFile(path).catch(() => {
    throw new TokensFileError(
      `The tokens file ${path} cannot be read`,
      'Check that NIGHTLATCH_TOKENS names a file that this process may read; "nightlatch token new" prints a line for it.',
    );
  });
  const read = readJson(bytes);
  if ('fault' in read)
    throw new TokensFileError(`The tokens file ${path} ${read.fault}`, read.next);
  const parsed = tokensSchema.safeParse(read.value);
  if (parsed.success) return parsed.data.tokens;
  const faults = parsed.error.issues.slice(0, 5).map(describe);
  throw new TokensFileError(
    `The tokens file ${path} cannot be used: ${faults.join('; ')}`,
    'Correct the file and try again.',
  );
}

/** Where a reader of the tokens file tells what it notices. */
export interface TokensNoted {
  read(count: number): void;
  failed(error: TokensFileError): void;
}

/**
 * The tokens of a file that people edit while the gateway runs: answers what the file says now. While it
 * cannot be used, what it said before counts, and that is told once for each version of the file.
 */
export function tokensFrom(
  path: string,
  first: readonly TokenEntry[],
  noted: TokensNoted,
): () => Promise<readonly TokenEntry[]> {
  let tokens = first;
  let seen: string | undefined;
  const look = async (): Promise<void> => {
    const version = await versionOf(path);
    if (version === seen) return;
    seen = version;
    try {
      tokens = await loadTokens(path);
      noted.read(tokens.length);
    } catch (error) {
      if (!(error instanceof TokensFileError)) throw error;
      noted.failed(error);
    }
  };
  let last: Promise<void> = Promise.resolve();
  return async () => {
    // One after the other: a look that was overtaken would bring back a token that was taken out meanwhile.
    const own = last.then(look);
    last = own.catch(() => {});
    await own;
    return tokens;
  };
}

async function versionOf(path: string): Promise<string> {
  // An editor that replaces the file by another may keep its time, but not its number.
  const file = await stat(path, { bigint: true }).catch(() => undefined);
  return file === undefined ? 'none' : `${file.ino}:${file.size}:${file.mtimeNs}`;
}

/** By place and rule alone: what was written there may be a token that somebody mistook for a hash. */
function describe(issue: z.core.$ZodIssue): string {
  const place = z.core.toDotPath(issue.path) || 'the file';
  return issue.code === 'unrecognized_keys'
    ? `${place}: has fields that are not known`
    : `${place}: ${issue.message}`;
}
