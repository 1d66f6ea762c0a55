import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  FIELDS,
  isNewest,
  judge,
  latestRevision,
  mayStayLonger,
  revisionsOf,
  stands,
  type Fields,
  type FieldValues,
  type Judged,
} from '../../src/stay/requests.ts';
import { twoArrivals, type Message } from '../support/arrivals.ts';

const BOOKED: FieldValues = {
  checkIn: '2027-03-01',
  checkOut: '2027-03-04',
  listingId: 'canal-1',
  guest: { fullName: 'Ada Guest', email: 'ada@example.com' },
  cancelled: false,
};

/** What is desired once a request was folded over what was desired before. */
const folded = (
  desired: Partial<Fields>,
  says: Partial<FieldValues>,
  by: { number: number; revision?: number | undefined },
): Fields => ({ ...desired, ...judge(desired, says, by).writes }) as Fields;

const booked = (revision?: number): Fields => folded({}, BOOKED, { number: 1, revision });

/** What is desired, and by which revision; who said it is the history of this one stay. */
const meaningOf = (fields: Fields): unknown =>
  FIELDS.map((name) => [name, fields[name].value, fields[name].revision]);

/** Folds messages as they arrive: the first one books the stay. */
function foldAll(messages: readonly Message<Partial<FieldValues>>[]): Fields {
  return messages.reduce(
    (fields, { says, revision }, index) => folded(fields, says, { number: index + 1, revision }),
    {} as Fields,
  );
}

const days = fc.integer({ min: 1, max: 9 });
const values = {
  checkIn: days.map((day) => `2027-03-0${day}`),
  checkOut: days.map((day) => `2027-04-0${day}`),
  listingId: fc.constantFrom('canal-1', 'canal-2', 'tower-1'),
  guest: fc.constantFrom(BOOKED.guest, { fullName: 'Ada Guest-Lovelace' }),
};
const put = fc.record({ ...values, cancelled: fc.constant(false) });
const change = fc
  .record(
    { checkIn: values.checkIn, checkOut: values.checkOut, listingId: values.listingId },
    { requiredKeys: [] },
  )
  .filter((says) => Object.keys(says).length > 0);
const cancellation = fc.constant({ cancelled: true });
const arrivals = twoArrivals<Partial<FieldValues>>(put, fc.oneof(change, cancellation), 8);

describe('requests with revisions', () => {
  // Failure rows: 25, 37
  it('come to the same fields and revisions in any order and however often they arrive', () => {
    fc.assert(
      fc.property(arrivals, ({ one, other }) => {
        expect(meaningOf(foldAll(one))).toEqual(meaningOf(foldAll(other)));
      }),
      { numRuns: 5_000 },
    );
  });

  it('come to what the newest request about each field says', () => {
    fc.assert(
      fc.property(arrivals, ({ messages, one }) => {
        const fields = foldAll(one);
        for (const name of FIELDS) {
          const newest = messages.findLast(({ says }) => says[name] !== undefined);
          expect(fields[name]).toMatchObject({
            value: newest?.says[name],
            revision: newest?.revision,
          });
        }
        expect(latestRevision(revisionsOf(fields))).toBe(messages.length - 1);
      }),
      { numRuns: 2_000 },
    );
  });

  it('change nothing when they come again', () => {
    fc.assert(
      fc.property(arrivals, ({ messages, one }) => {
        const fields = foldAll(one);
        for (const { says, revision } of messages) {
          const by = { number: 99, revision };
          expect(judge(fields, says, by).changes).toEqual([]);
          expect(meaningOf(folded(fields, says, by))).toEqual(meaningOf(fields));
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a request', () => {
  it('takes the fields in which it is the newest, and leaves the others', () => {
    const later = folded(booked(1), { checkOut: '2027-03-06' }, { number: 2, revision: 5 });
    const says = { checkIn: '2027-02-28', checkOut: '2027-03-05' };
    const both = judge(later, says, { number: 3, revision: 3 });
    expect(both).toEqual<Judged>({
      writes: { checkIn: { value: '2027-02-28', revision: 3, by: 3, since: 3 } },
      changes: ['checkIn'],
    });
    const desired = { ...later, ...both.writes };
    expect(stands(desired, { number: 3, fields: ['checkIn'] })).toBe(true);
    expect(latestRevision(revisionsOf(desired))).toBe(5);
  });

  it('that is overtaken in every field writes nothing', () => {
    const older = judge(booked(4), { checkOut: '2027-03-05' }, { number: 2, revision: 3 });
    expect(older).toEqual({ writes: {}, changes: [] });
  });

  it('that says what is desired already stands with whoever said it first', () => {
    const same = { guest: { ...BOOKED.guest } };
    const again = judge(booked(1), same, { number: 2, revision: 2 });
    expect(again.changes).toEqual([]);
    expect(again.writes.guest).toMatchObject({ since: 1, by: 2, revision: 2 });
    const desired = { ...booked(1), ...again.writes };
    for (const number of [1, 2]) expect(stands(desired, { number, fields: ['guest'] })).toBe(true);
    expect(stands(desired, { number: 3, fields: ['guest'] })).toBe(false);
  });

  it('stands no more once others have said another value for each of its fields', () => {
    const moved = folded(booked(1), { listingId: 'canal-2' }, { number: 2, revision: 2 });
    const back = folded(moved, { listingId: 'canal-1' }, { number: 3, revision: 3 });
    expect(stands(moved, { number: 1, fields: ['listingId'] })).toBe(false);
    expect(stands(moved, { number: 1, fields: ['listingId', 'checkOut'] })).toBe(true);
    // Who said it before the move did not ask to come back.
    expect(stands(back, { number: 1, fields: ['listingId'] })).toBe(false);
  });

  it('without a revision counts by its arrival, also against one that has one', () => {
    const says = { checkOut: '2027-03-05' };
    expect(folded(booked(7), says, { number: 2 }).checkOut).toEqual({
      value: '2027-03-05',
      revision: 7,
      by: 2,
      since: 2,
    });
    const unnumbered = folded(booked(), says, { number: 2 });
    expect(unnumbered.checkOut).toEqual({ value: '2027-03-05', by: 2, since: 2 });
    expect(latestRevision(revisionsOf(unnumbered))).toBe(0);
  });

  it('of a revision that was heard already changes nothing, but a cancellation shuts the door', () => {
    const again = { number: 2, revision: 2 };
    expect(judge(booked(2), { listingId: 'canal-2' }, again).writes).toEqual({});
    const cancelled = folded(booked(2), { cancelled: true }, again);
    expect(cancelled.cancelled.value).toBe(true);
    expect(judge(cancelled, { cancelled: false }, { number: 3, revision: 2 }).writes).toEqual({});
  });

  it('is measured by what an earlier run heard of a field that nothing in this one has said', () => {
    const heard = { checkOut: 5 };
    const says = { checkOut: '2027-03-05' };
    expect(judge({}, says, { number: 1, revision: 4 }, heard).writes).toEqual({});
    expect(judge({}, says, { number: 1, revision: 6 }, heard).writes.checkOut?.revision).toBe(6);
    expect(judge({}, says, { number: 1 }, heard).writes.checkOut?.revision).toBe(5);
  });

  it('is the newest only if it is newer than every field, or has no revision', () => {
    const desired = folded(booked(1), { checkOut: '2027-03-05' }, { number: 2, revision: 4 });
    expect(isNewest(desired, {}, 4)).toBe(false);
    expect(isNewest(desired, {}, 5)).toBe(true);
    expect(isNewest(desired, {}, undefined)).toBe(true);
    expect(isNewest(booked(), {}, 0)).toBe(true);
    expect(isNewest(booked(), { cancelled: 3 }, 3)).toBe(false);
  });
});

describe('what is desired may keep the stay open for longer', () => {
  const instant = (hour: string): string => `2027-03-04T${hour}:00Z`;

  it.each<readonly [string, Partial<FieldValues>, string, boolean]>([
    ['a later check-out', { checkOut: instant('12:00') }, instant('11:00'), true],
    ['an earlier check-out', { checkOut: instant('10:00') }, instant('11:00'), false],
    ['the same check-out', {}, BOOKED.checkOut, false],
    ['a later day', { checkOut: '2027-03-05' }, BOOKED.checkOut, true],
    ['another room with its own house times', { listingId: 'canal-2' }, BOOKED.checkOut, true],
    ['another room with its own margins', { listingId: 'canal-2' }, instant('11:00'), true],
  ])('by %s', (_what, says, before, expected) => {
    const accepted = folded(booked(), { checkOut: before }, { number: 2 });
    expect(mayStayLonger(folded(accepted, says, { number: 3 }), accepted)).toBe(expected);
  });
});
