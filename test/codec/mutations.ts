import { isDeepStrictEqual } from 'node:util';

import type { Payload } from '@temporalio/common';
import * as fc from 'fast-check';

import { KeyRingError, parseRingFile, ringOf } from '../../src/codec/key-ring.ts';
import { PayloadUnreadable } from '../../src/codec/unreadable.ts';

import { codecOf, decode, encode, newRing, stay } from './rings.ts';

const RING = newRing(['one', 'two']);
const CODEC = codecOf(RING);

/** What may become of bytes that somebody touches. */
const touched = fc.oneof(
  fc.record({ do: fc.constant('flip' as const), at: fc.nat(), bit: fc.nat(7) }),
  fc.record({ do: fc.constant('cut' as const), at: fc.nat() }),
  fc.record({ do: fc.constant('keep the end' as const), at: fc.nat() }),
  fc.record({ do: fc.constant('insert' as const), at: fc.nat(), byte: fc.nat(255) }),
  fc.record({ do: fc.constant('add' as const), bytes: fc.uint8Array({ maxLength: 40 }) }),
);
type Touch = typeof touched extends fc.Arbitrary<infer T> ? T : never;

const FIELDS = ['data', 'encoding', 'key-id', 'workflow-id'] as const;

/** A payload of stay A that is touched, renamed, stripped or given to another stay. */
export const MUTATED_PAYLOADS = fc.record({
  value: fc.jsonValue({ maxDepth: 3 }),
  field: fc.constantFrom(...FIELDS),
  touch: touched,
  strip: fc.option(fc.constantFrom(...FIELDS.slice(1)), { freq: 8 }),
  addition: fc.option(fc.string({ maxLength: 12 }), { freq: 8 }),
  moved: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});

/**
 * Decodes a mutated payload, and says what went wrong with us: another error than ours, or another
 * value than was encrypted. Untouched and at home it must be read.
 */
export async function judgePayload(
  mutation: typeof MUTATED_PAYLOADS extends fc.Arbitrary<infer T> ? T : never,
): Promise<string | undefined> {
  const sealed = await encode(CODEC, mutation.value, stay('A'));
  const changed = mutate(sealed, mutation);
  const isSame = isDeepStrictEqual(plain(changed), plain(sealed)) && !mutation.moved;
  try {
    const read = await decode(CODEC, changed, stay(mutation.moved ? 'B' : 'A'));
    if (!isSame) return 'a touched payload was read';
    return isDeepStrictEqual(read, JSON.parse(JSON.stringify(mutation.value)))
      ? undefined
      : 'another value was read';
  } catch (error) {
    if (!(error instanceof PayloadUnreadable)) return `an error of somebody else: ${String(error)}`;
    return isSame ? 'an untouched payload was not read' : undefined;
  }
}

/** A key ring file with a piece of its text changed. */
export const MUTATED_RINGS = fc.array(touched, { minLength: 1, maxLength: 3 });

/**
 * Reads a mutated key ring file and a payload with it. It is refused in our words, which hold no secret,
 * or it is a ring: then the payload is read as it was or not at all.
 */
export async function judgeRing(touches: readonly Touch[]): Promise<string | undefined> {
  const text = Buffer.from(JSON.stringify(RING));
  const changed = Buffer.from(touches.reduce<Uint8Array>(apply, text)).toString();
  const sealed = await encode(CODEC, 'Ada Guest', stay('A'));
  try {
    const ring = parseRingFile(changed);
    ringOf(ring);
    const read = await decode(codecOf(ring), sealed, stay('A'));
    return read === 'Ada Guest' ? undefined : 'another value was read';
  } catch (error) {
    if (error instanceof PayloadUnreadable) return undefined;
    if (!(error instanceof KeyRingError)) return `an error of somebody else: ${String(error)}`;
    const isTold = RING.keys.some(({ secret }) => error.message.includes(secret.slice(0, 8)));
    return isTold ? 'the error tells a secret' : undefined;
  }
}

function mutate(
  { metadata, data }: Payload,
  { field, touch, strip, addition }: Parameters<typeof judgePayload>[0],
): Payload {
  const fields = new Map(Object.entries(metadata ?? {}));
  if (field !== 'data') fields.set(field, apply(fields.get(field) ?? new Uint8Array(), touch));
  if (strip !== null) fields.delete(strip);
  if (addition !== null) fields.set(addition, new Uint8Array());
  const bytes = data ?? new Uint8Array();
  return {
    metadata: Object.fromEntries(fields),
    data: field === 'data' ? apply(bytes, touch) : bytes,
  };
}

function apply(bytes: Uint8Array, touch: Touch): Uint8Array {
  const at = 'at' in touch ? touch.at % Math.max(1, bytes.length) : 0;
  switch (touch.do) {
    case 'flip':
      return bytes.map((byte, index) => (index === at ? byte ^ (1 << touch.bit) : byte));
    case 'cut':
      return bytes.slice(0, at);
    case 'keep the end':
      return bytes.slice(at);
    case 'insert':
      return Uint8Array.from([...bytes.slice(0, at), touch.byte, ...bytes.slice(at)]);
    case 'add':
      return Uint8Array.from([...bytes, ...touch.bytes]);
  }
}

function plain({ metadata, data }: Payload): unknown {
  const fields = Object.entries(metadata ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [fields.map(([name, bytes]) => [name, [...bytes]]), [...(data ?? [])]];
}
