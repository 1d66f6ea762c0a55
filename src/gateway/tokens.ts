import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

import { z } from 'zod';

import { ID_RULE, isId } from '../contract/ids.ts';

import { SCOPES } from './scopes.ts';

const HASH_RULE = 'must be a SHA-256 in 64 hexadecimal digits';

const entrySchema = z.strictObject({
  name: z.string().refine(isId, ID_RULE),
  /** Two while the token is replaced by another: either is good. */
  sha256: z
    .array(z.string().regex(/^[0-9a-f]{64}$/i, HASH_RULE))
    .min(1, 'must have one hash')
    .max(2, 'must have two hashes at most'),
  scopes: z
    .array(z.enum(SCOPES, `must be one of ${SCOPES.join(', ')}`))
    .min(1, 'must have a scope'),
});

/** What the tokens file holds: hashes, and no token. */
export const tokensSchema = z.strictObject({
  tokens: z
    .array(entrySchema)
    .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, {
      message: 'must have each name once',
    }),
});

/** A token's line in the tokens file. */
export type TokenEntry = z.output<typeof entrySchema>;

const SECRET_BYTES = 32;

/** A new token, and its line for the tokens file. The token itself is kept nowhere. */
export function newToken(
  name: string,
  scopes: TokenEntry['scopes'],
): { readonly token: string; readonly entry: TokenEntry } {
  const token = `nl_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { token, entry: { name, sha256: [hashOf(token).toString('hex')], scopes } };
}

/**
 * The entry of a token that somebody presents; undefined if nobody has it. Every hash is compared, each in
 * constant time, so that the time tells nothing.
 */
export function findToken(
  entries: readonly TokenEntry[],
  presented: string,
): TokenEntry | undefined {
  const hash = hashOf(presented);
  let found: TokenEntry | undefined;
  for (const entry of entries) {
    for (const known of entry.sha256) {
      if (timingSafeEqual(hash, Buffer.from(known, 'hex'))) found = entry;
    }
  }
  return found;
}

/** A token has 256 random bits, so that a slow hash would protect nothing more. */
function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
