/** FNV-1a: https://datatracker.ietf.org/doc/draft-eastlake-fnv/ */
const OFFSET = 0x81_1c_9d_c5;
const PRIME = 0x01_00_01_93;

/**
 * A short digest of what a message said, to tell a repetition from another content: equal for equal
 * JSON in any order of keys, 32 bits in hex. The key makes the same words of two messages differ. It
 * cannot be a secret, since whatever a workflow knows is in its history. So the guest is protected by
 * the shortness: many millions of guests have the same digest, and none can be read back out of it.
 */
export function digestOf(key: string, said: unknown): string {
  let hash = OFFSET;
  for (const character of `${key}\n${JSON.stringify(said, sorted)}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), PRIME);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
