import { readFileSync, statSync } from 'node:fs';

import {
  type KeyRing,
  KeyRingError,
  parseRingFile,
  type RingFile,
  type RingKey,
  ringOf,
} from './key-ring.ts';

/** A key ring that may change while it is used. */
export interface RingSource {
  /** The ring as it is by now. */
  current(): KeyRing;
  /** The key of that id; looks for a newer ring where it is not there. */
  find(keyId: string): RingKey | undefined;
}

/** How long a ring is used without a look whether its file has changed, in milliseconds. */
const LOOK_AGAIN_MS = 1_000;

/**
 * The ring of a file that is changed while processes run: read again when it changes. A change that
 * cannot be used is told to `onFault` once, and the ring before stays in use.
 *
 * @throws KeyRingError if it cannot be used now
 */
export function ringFile(path: string, onFault: (why: string) => void = () => {}): RingSource {
  let version = versionOf(path);
  let ring = readRing(path);
  let lookedAt = Date.now();
  const look = (): void => {
    lookedAt = Date.now();
    const seen = versionOf(path);
    if (seen === version) return;
    version = seen;
    try {
      ring = readRing(path);
    } catch (error) {
      onFault(error instanceof Error ? error.message : String(error));
    }
  };
  const findIn = (keyId: string): RingKey | undefined => ring.keys.find(({ id }) => id === keyId);
  return {
    current() {
      if (Math.abs(Date.now() - lookedAt) >= LOOK_AGAIN_MS) look();
      return ring;
    },
    find(keyId) {
      const found = findIn(keyId);
      if (found !== undefined) return found;
      look();
      return findIn(keyId);
    },
  };
}

/**
 * What a key ring file says.
 *
 * @throws KeyRingError, which names the file
 */
export function readRing(path: string): KeyRing {
  return ringOf(readRingFile(path));
}

/**
 * The same as it is written there.
 *
 * @throws KeyRingError, which names the file
 */
export function readRingFile(path: string): RingFile {
  const text = readText(path);
  try {
    return parseRingFile(text);
  } catch (error) {
    throw error instanceof KeyRingError ? new KeyRingError(`${error.message} (${path})`) : error;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new KeyRingError(
      `The key ring ${path} cannot be read`,
      'Check that NIGHTLATCH_PAYLOAD_KEYS names a file, and its permissions; "nightlatch keys new" makes one where there is none.',
    );
  }
}

/** Empty for a file that is not there, or out of reach: whoever reads it then says so. */
function versionOf(path: string): string {
  try {
    const { ino, size, mtimeNs } = statSync(path, { bigint: true });
    // Whoever replaces the file by another may keep its time, but not its number.
    return `${ino}:${size}:${mtimeNs}`;
  } catch {
    return '';
  }
}
