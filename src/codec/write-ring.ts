import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';

import { KeyRingError, type RingFile } from './key-ring.ts';
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
const ID_BYTES = 4;
const FOR_ITS_OWNER = 0o600;

/**
 * Puts a new key into the key ring file, or makes the file, readable for its owner alone. Whoever reads
 * it meanwhile reads the one or the other; of two who change it at once one is refused, since the other's key
 * would be lost. The file keeps its owner and its permissions; a link to it stays a link.
 *
 * @throws KeyRingError if the file is there and cannot be used, or cannot be written
 */
export function addKey(path: string, wanted: NewKey, now: Date): Grown {
  const place = existsSync(path) ? realpathSync(path) : path;
  const beside = `${place}.new`;
  const file = openNew(path, beside);
  try {
    const grown = grow(place, wanted, now);
    keepOwner(file, place);
    writeSync(file, `${JSON.stringify(grown.ring, null, 2)}\n`);
    // A key that encrypts must not be lost with the power.
    fsyncSync(file);
    renameSync(beside, place);
    return grown;
  } catch (error) {
    rmSync(beside, { force: true });
    throw error instanceof KeyRingError ? error : notWritable(path);
  } finally {
    closeSync(file);
  }
}

function grow(path: string, { isStandby, acceptClear }: NewKey, now: Date): Grown {
  const before: RingFile | undefined = existsSync(path) ? readRingFile(path) : undefined;
  const created = now.toISOString().slice(0, 10);
  const keyId = newId(created);
  const key = { id: keyId, created, secret: randomBytes(SECRET_BYTES).toString('base64') };
  const others = before?.keys ?? [];
  const keys = isStandby && others.length > 0 ? [...others, key] : [key, ...others];
  const clear = before === undefined ? acceptClear : before.acceptClear;
  return { keyId, ring: { ...(clear !== undefined && { acceptClear: clear }), keys } };
}

/** Two rings that are made on one day must not call two secrets by one name: a stay's key would seem to be there. */
function newId(date: string): string {
  return `${date}-${randomBytes(ID_BYTES).toString('hex')}`;
}

function openNew(path: string, beside: string): number {
  try {
    return openSync(beside, 'wx', FOR_ITS_OWNER);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw notWritable(path);
    const next = `Run it again. If nobody is, ${beside} was left behind: remove it.`;
    throw new KeyRingError(`Somebody else is changing the key ring ${path}`, next);
  }
}

/** The service that reads the ring is another user than the one who makes a key for it, as often as not. */
function keepOwner(file: number, path: string): void {
  const before = statSync(path, { throwIfNoEntry: false });
  if (before === undefined) return;
  const { uid, gid } = fstatSync(file);
  if (uid !== before.uid || gid !== before.gid) fchownSync(file, before.uid, before.gid);
  fchmodSync(file, before.mode & 0o777);
}

function notWritable(path: string): KeyRingError {
  const next = 'Its folder must be there; run it as the user to whom the file belongs, or as root.';
  return new KeyRingError(`The key ring ${path} cannot be written`, next);
}
