import { defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, it } from 'vitest';

import { payloadConverter } from '../../src/codec/payload-converter.ts';
import { readCancellation } from '../../src/contract/cancellation.ts';
import { orphanSchema } from '../../src/contract/closing.ts';
import { passRequestSchema } from '../../src/contract/reconciling.ts';
import {
  changeSchema,
  checkSchema,
  reservationSchema,
  retrySchema,
} from '../../src/contract/reservation.ts';
import { UNREADABLE } from '../../src/contract/unreadable.ts';
import { UNREADABLE_PAYLOADS } from '../support/unreadable-payloads.ts';

const VALUES: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['a text', 'Apartment 1'],
  ['a number', -0.5],
  ['a list', [1, 'two', null]],
  ['a reservation', { reservationId: 'R-1', guest: { fullName: 'Ada Guest' } }],
  ['bytes', Uint8Array.of(0, 255)],
];

describe('the payload converter of workers', () => {
  it.each(VALUES)('writes and reads %s as Temporal does', (_what, value) => {
    const payload = payloadConverter.toPayload(value);
    expect(payload).toEqual(defaultPayloadConverter.toPayload(value));
    expect(payloadConverter.fromPayload(payload)).toEqual(value);
  });

  it('refuses to write what Temporal cannot write either', () => {
    expect(() => payloadConverter.toPayload(1n)).toThrow(/Unable to convert/);
  });

  // Failure rows: 56
  it.each(UNREADABLE_PAYLOADS)('reads %s as a mark, where Temporal throws', (_what, payload) => {
    expect(() => defaultPayloadConverter.fromPayload(payload)).toThrow(/./);
    expect(payloadConverter.fromPayload(payload)).toBe(UNREADABLE);
  });

  it.each(
    Object.entries({
      reservationSchema,
      changeSchema,
      retrySchema,
      checkSchema,
      orphanSchema,
      passRequestSchema,
    }),
  )('answers a mark that the %s refuses', (_name, schema) => {
    expect(schema.safeParse(UNREADABLE).success).toBe(false);
  });

  it('answers a mark that is a cancellation like any other', () => {
    expect(readCancellation(UNREADABLE)).toEqual({});
  });
});
