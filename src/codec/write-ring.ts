import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';

import type { RingFile } from './key-ring.ts';
import { readRingFile } from './ring-file.ts';

/** What a key is made for. */
export interface NewKey {
  /** Only decrypts for now, until somebody moves it to the front: for rings that are on several machines. */
  readonly isStandby: boolean;
  /** Of a ring that is new: until when payloads in clear are read, ISO 8601; never if absent. */
  readonly acceptClear?: string;
}

/** A ring with a new key, and which key that is. */
export interface Grown {
  readonly keyId: string;
  readonly ring: RingFile;
}

const SECRET_BYTES = 32;

/**
 * Puts a new key into the key ring file, or makes the file, readable for its owner alone. Whoever reads
 * it meanwhile reads the one or the other.
 *
 * @throws KeyRingError if the file is there and cannot be used
 */
export function addKey(path: string, { isStandby, acceptClear }: NewKey, now: Date): Grown {
  const before: RingFile | undefined = existsSync(path) ? readRingFile(path) : undefined;
  const created = now.toISOString().slice(0, 10);
  const keyId = freeId(created, before?.keys ?? []);
  const key = { id: keyId, created, secret: randomBytes(SECRET_BYTES).toString('base64') };
  const others = before?.keys ?? [];
  const keys = isStandby && others.length > 0 ? [...others, key] : [key, ...others];
  const clear = before === undefined ? acceptClear : before.acceptClear;
  const ring = { ...(clear !== undefined && { acceptClear: clear }), keys };
  replace(path, `${JSON.stringify(ring, null, 2)}\n`);
  return { keyId, ring };
}

function freeId(date: string, keys: RingFile['keys']): string {
  const taken = new Set(keys.map(({ id }) => id));
  let id = date;
  for (let number = 2; taken.has(id); number += 1) id = `${date}.${number}`;
  return id;
}

function replace(path: string, text: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0o600;
  const beside = `${path}.new`;
  const file = openSync(beside, 'w', mode & 0o777);
  try {
    writeSync(file, text);
    // A key that encrypts must not be lost with the power.
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
}
