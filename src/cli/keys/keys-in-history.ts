import { sealFacts } from '../../codec/seal.ts';

/** What of a history was not encrypted. */
export const IN_CLEAR = Symbol('in clear');

/**
 * What no codec ever touches: search attributes, headers, and the marker with which Temporal notes a
 * patch.
 */
const UNTOUCHED = new Set(['searchAttributes', 'header', 'markerRecordedEventAttributes']);

/** The ids of the keys that encrypted something in a piece of a history, and {@link IN_CLEAR}. */
export function keysIn(piece: unknown): ReadonlySet<string | typeof IN_CLEAR> {
  const keys = new Set<string | typeof IN_CLEAR>();
  collect(piece, keys);
  return keys;
}

function collect(value: unknown, keys: Set<string | typeof IN_CLEAR>): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  if (isPayload(value)) {
    keys.add(sealFacts(value)?.keyId ?? IN_CLEAR);
    return;
  }
  for (const [name, part] of Object.entries(value)) if (!UNTOUCHED.has(name)) collect(part, keys);
}

interface FoundPayload {
  readonly metadata: Record<string, Uint8Array>;
}

function isPayload(value: object): value is FoundPayload {
  if (!('metadata' in value)) return false;
  const { metadata } = value;
  if (typeof metadata !== 'object' || metadata === null || !('encoding' in metadata)) return false;
  return ArrayBuffer.isView(metadata.encoding);
}
