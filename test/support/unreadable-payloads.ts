import type { Payload } from '@temporalio/common';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const encodedAs = (encoding: string, data: Uint8Array): Payload => ({
  metadata: { encoding: bytes(encoding) },
  data,
});

/** What a backend with another SDK, or with none, may send and no converter of ours can read. */
export const UNREADABLE_PAYLOADS: readonly (readonly [string, Payload])[] = [
  ['JSON that breaks off', encodedAs('json/plain', bytes('{"checkOut":"2027-'))],
  ['JSON that is none', encodedAs('json/plain', Uint8Array.of(0xff, 0xfe, 0x00))],
  ['JSON of no length', encodedAs('json/plain', new Uint8Array())],
  ['a protobuf message', encodedAs('binary/protobuf', Uint8Array.of(0x0a, 0x01, 0x41))],
  ['a protobuf message as JSON', encodedAs('json/protobuf', bytes('{"checkOut":"2027-01-01"}'))],
  ['an encoding that is no name', encodedAs('x'.repeat(200_000), bytes('{}'))],
  ['a payload without an encoding', { metadata: {}, data: bytes('{}') }],
  ['a payload without metadata', { data: bytes('{}') }],
];

/** The same of somebody who encrypts under a key that no worker here has: with that key it may be read yet. */
export const SEALED_PAYLOADS: typeof UNREADABLE_PAYLOADS = [
  ['a payload of a key ring that is not ours', encodedAs('binary/encrypted', Uint8Array.of(1, 2))],
];
