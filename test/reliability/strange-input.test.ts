import { assert, constantFrom, oneof, property, string, stringMatching } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { reservationIdOf, stayWorkflowId } from '../../src/contract/names.ts';
import {
  guestSchema,
  isReservationId,
  reservationIdSchema,
} from '../../src/contract/reservation.ts';
import { carriesMark, userNamesOf } from '../../src/domain/keys.ts';

const RUNS = { numRuns: 2_000 };
const id = stringMatching(/^[A-Za-z0-9._-]{1,64}$/);
const anyText = oneof(
  string({ unit: 'binary', maxLength: 300 }),
  string({ unit: 'grapheme', maxLength: 60 }),
  constantFrom('\u202Eadamegust', 'Ada\u0000Guest', 'Ada\r\nX-Key: 1', '\uD800', '👩‍👩‍👧‍👦', 'Ａｄａ'),
);

describe('a name', () => {
  it('is refused, or every form of it leaves its user the stay’s', () => {
    assert(
      property(id, anyText, (reservationId, fullName) => {
        const read = guestSchema.safeParse({ fullName });
        if (!read.success) return;
        for (const name of userNamesOf(reservationId, read.data.fullName)) {
          expect(carriesMark(name, reservationId)).toBe(true);
          expect(carriesMark(name, `${reservationId}0`)).toBe(false);
        }
      }),
      RUNS,
    );
  });

  it('carries no control character', () => {
    assert(
      property(anyText, (fullName) => {
        const read = guestSchema.safeParse({ fullName });
        expect(read.success && /[\r\n\0\p{Cc}\p{Cs}]/u.test(read.data.fullName)).toBe(false);
      }),
      RUNS,
    );
    expect(guestSchema.safeParse({ fullName: 'Ada\nGuest' }).success).toBe(false);
    expect(guestSchema.safeParse({ fullName: 'Zoë 李 👩‍🚀' }).success).toBe(true);
  });

  it('of ten thousand letters is refused', () => {
    expect(guestSchema.safeParse({ fullName: 'A'.repeat(10_000) }).success).toBe(false);
  });
});

describe('a reservation id', () => {
  it('is refused unless it is of the strict grammar', () => {
    assert(
      property(anyText, (text) => {
        expect(reservationIdSchema.safeParse(text).success).toBe(isReservationId(text));
        expect(isReservationId(text)).toBe(/^[\w.-]{1,64}$/.test(text) && !text.endsWith('\n'));
      }),
      RUNS,
    );
    for (const code of [
      '../R-1',
      "R'1",
      'R"1',
      'R%31',
      'R-1\n',
      'R 1',
      'Ｒ-1',
      'R'.repeat(65),
      '',
    ]) {
      expect(isReservationId(code), code).toBe(false);
    }
  });

  it('leads to its own workflow and back', () => {
    assert(
      property(id, (reservationId) => {
        expect(reservationIdOf(stayWorkflowId(reservationId))).toBe(reservationId);
        expect(stayWorkflowId(reservationId).length).toBeLessThan(255);
      }),
      RUNS,
    );
  });
});
