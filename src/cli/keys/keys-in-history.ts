import type { Payload } from '@temporalio/common';

import { sealFacts } from '../../codec/seal.ts';

/** What of a history was not encrypted. */
export const IN_CLEAR = Symbol('in clear');

/**
 * What no codec ever touches: search attributes, headers, and the marker with which Temporal notes a
 * patch.
 */
const UNTOUCHED = new Set(['searchAttributes', 'header', 'markerRecordedEventAttributes']);

/** The ids of the keys that encrypted something in a piece of a history, and {@link IN_CLEAR}, with a payload of each. */
export function keysIn(piece: unknown): ReadonlyMap<string | typeof IN_CLEAR, Payload> {
  return new Map(
    payloadsIn(piece).map((payload) => [sealFacts(payload)?.keyId ?? IN_CLEAR, payload]),
  );
}

/** Every payload in a piece of a history that goes through the codec. */
export function payloadsIn(value: unknown): readonly Payload[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  if (isPayload(value)) return [value];
  return Object.entries(value).flatMap(([name, part]) =>
    UNTOUCHED.has(name) ? [] : payloadsIn(part),
  );
}

function isPayload(value: object): value is Payload {
  if (!('metadata' in value)) return false;
  const { metadata } = value;
  if (typeof metadata !== 'object' || metadata === null || !('encoding' in metadata)) return false;
  return ArrayBuffer.isView(metadata.encoding);
}
