import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { z } from 'zod';

import { readJson } from '../../listings/read-json.ts';

/** Who may have payloads decrypted, and on which web pages. */
export interface CodecAccess {
  readonly tokens: readonly { readonly name: string; readonly sha256: readonly string[] }[];
  /** Of the Temporal UI, such as `http://localhost:8080`. */
  readonly origins: readonly string[];
}

/** The access file cannot be used. The text quotes nothing of it. */
export class CodecAccessError extends Error {
  override readonly name = 'CodecAccessError';
  readonly next: string;

  constructor(path: string, wrong: string) {
    super(`The access file ${path} ${wrong}`);
    this.next =
      'It is {"origins": ["http://localhost:8080"], "tokens": [{"name": "…", "sha256": ["…"]}]}; ' +
      '"nightlatch codec-server --new-token NAME" makes a token and its line.';
  }
}

const TOKEN_BYTES = 32;

const schema = z.strictObject({
  origins: z.array(z.string().refine(isOrigin, 'is no origin')),
  tokens: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[\w.-]{1,64}$/),
        // Two while a token is rotated.
        sha256: z.array(z.string().regex(/^[0-9a-f]{64}$/)).min(1),
      }),
    )
    .min(1),
});

/**
 * Reads the access file.
 *
 * @throws CodecAccessError
 */
export function readAccess(path: string): CodecAccess {
  const read = readJson(bytesOf(path));
  if ('fault' in read) throw new CodecAccessError(path, read.fault);
  const parsed = schema.safeParse(read.value);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map((issue) => z.core.toDotPath(issue.path) || 'the file');
  throw new CodecAccessError(path, `is malformed at ${[...new Set(places)].join(', ')}`);
}

/** Whose token it is; takes the same time for each that is nobody's. */
export function holderOf({ tokens }: CodecAccess, token: string): string | undefined {
  const hash = createHash('sha256').update(token).digest();
  let holder: string | undefined;
  for (const { name, sha256 } of tokens)
    for (const known of sha256) if (timingSafeEqual(hash, Buffer.from(known, 'hex'))) holder = name;
  return holder;
}

/** A token, to be told once, and what the access file keeps of it. */
export function newToken(): { readonly token: string; readonly sha256: string } {
  const token = `nlc_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
  return { token, sha256: createHash('sha256').update(token).digest('hex') };
}

function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    throw new CodecAccessError(path, 'cannot be read');
  }
}

/** Nothing of a path, and nothing that is of many pages, such as "*" and "null". */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
