import { assert, constantFrom, oneof, property, string, stringMatching } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { guestSchema } from '../../src/contract/guest.ts';
import { reservationIdOf, stayWorkflowId } from '../../src/contract/names.ts';
import { isReservationId, reservationIdSchema } from '../../src/contract/reservation.ts';
import { carriesMark, userNamesOf } from '../../src/stay/keys.ts';

const RUNS = { numRuns: 2_000 };
const id = stringMatching(/^[A-Za-z0-9._-]{1,64}$/);
const anyText = oneof(
  string({ unit: 'binary', maxLength: 300 }),
  string({ unit: 'grapheme', maxLength: 60 }),
  constantFrom('\u202Eadamegust', 'Ada\u0000Guest', 'Ada\r\nX-Key: 1', '\uD800', '👩‍👩‍👧‍👦', 'Ａｄａ'),
);

const nameOf = (fullName: string): string => guestSchema.parse({ fullName }).fullName;

describe('a name', () => {
  // Failure rows: 43
  it('has every form of it leave its user the stay’s, whatever it is', () => {
    assert(
      property(id, anyText, (reservationId, fullName) => {
        for (const name of userNamesOf(reservationId, nameOf(fullName))) {
          expect(carriesMark(name, reservationId)).toBe(true);
          expect(carriesMark(name, `${reservationId}0`)).toBe(false);
        }
      }),
      RUNS,
    );
  });

  // Failure rows: 71
  it('carries no character that controls, formats or turns round a line, and no half of one', () => {
    assert(
      property(anyText, (fullName) => {
        const name = nameOf(fullName);
        expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(name).toBe(name.trim().normalize('NFC'));
      }),
      RUNS,
    );
    expect(nameOf(' Zoë\t李 👩‍🚀\u202E ')).toBe('Zoë 李 👩🚀');
  });

  it('of ten thousand letters is cut, and its guest is not turned away', () => {
    expect(guestSchema.parse({ fullName: 'A'.repeat(10_000) })).toEqual({
      fullName: 'A'.repeat(200),
      flaws: { fullName: 'cut' },
    });
  });
});

describe('a reservation id', () => {
  // Failure rows: 69
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
