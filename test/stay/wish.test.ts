import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  FIELDS,
  firstWish,
  hear,
  isNews,
  isSameGuest,
  latestRevision,
  mayStayLonger,
  stands,
  takeBack,
  withRevisions,
  type Wish,
  type WishValues,
  type Word,
} from '../../src/stay/wish.ts';
import { twoArrivals, type Message } from '../support/arrivals.ts';

const BOOKED: WishValues = {
  checkIn: '2027-03-01',
  checkOut: '2027-03-04',
  listingId: 'canal-1',
  guest: { fullName: 'Ada Guest', email: 'ada@example.com' },
  cancelled: false,
};

const booked = (revision?: number): Wish =>
  firstWish(BOOKED, { seq: 1, says: BOOKED, ...(revision === undefined ? {} : { revision }) });

const word = (seq: number, says: Partial<WishValues>, revision?: number): Word => ({
  seq,
  says,
  ...(revision === undefined ? {} : { revision }),
});

/** What a wish says, and by which revision; who said it is the history of this one stay. */
function meaningOf(wish: Wish): unknown {
  return FIELDS.map((name) => [name, wish[name].value, wish[name].revision]);
}

/** Hears messages as they arrive: the first one books the stay. */
function hearAll(messages: readonly Message<Partial<WishValues>>[]): Wish {
  const [first, ...rest] = messages;
  if (first === undefined) throw new TypeError('nobody books');
  const begun = firstWish({ ...BOOKED, ...first.says }, { seq: 1, ...first });
  return rest.reduce(
    (wish, message, index) => hear(wish, { seq: index + 2, ...message }).wish,
    begun,
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
const arrivals = twoArrivals<Partial<WishValues>>(put, fc.oneof(change, cancellation), 8);

describe('words with revisions', () => {
  // Failure rows: 25, 37
  it('come to the same wish and revisions in any order and however often they arrive', () => {
    fc.assert(
      fc.property(arrivals, ({ one, other }) => {
        expect(meaningOf(hearAll(one))).toEqual(meaningOf(hearAll(other)));
      }),
      { numRuns: 5_000 },
    );
  });

  it('come to what the newest word about each field says', () => {
    fc.assert(
      fc.property(arrivals, ({ messages, one }) => {
        const wish = hearAll(one);
        for (const name of FIELDS) {
          const newest = messages.findLast(({ says }) => says[name] !== undefined);
          expect(wish[name]).toMatchObject({
            value: newest?.says[name],
            revision: newest?.revision,
          });
        }
        expect(latestRevision(wish)).toBe(messages.length - 1);
      }),
      { numRuns: 2_000 },
    );
  });

  it('say nothing new when they come again', () => {
    fc.assert(
      fc.property(arrivals, ({ messages, one }) => {
        const wish = hearAll(one);
        for (const message of messages) {
          const again = hear(wish, { seq: 99, ...message });
          expect(again.took).toEqual([]);
          expect(meaningOf(again.wish)).toEqual(meaningOf(wish));
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a word', () => {
  it('takes the fields in which it is the newest, and leaves the others', () => {
    const later = hear(booked(1), word(2, { checkOut: '2027-03-06' }, 5)).wish;
    const both = hear(later, word(3, { checkIn: '2027-02-28', checkOut: '2027-03-05' }, 3));
    expect(both.took).toEqual(['checkIn']);
    expect(both.standsWith).toEqual([3]);
    expect(both.wish).toMatchObject({
      checkIn: { value: '2027-02-28', revision: 3, by: 3 },
      checkOut: { value: '2027-03-06', revision: 5, by: 2 },
    });
    expect(latestRevision(both.wish)).toBe(5);
  });

  it('that is overtaken in every field stands for nothing', () => {
    const heard = hear(booked(4), word(2, { checkOut: '2027-03-05' }, 3));
    expect(heard).toEqual({ wish: booked(4), took: [], standsWith: [] });
  });

  it('that says what is wanted already stands with whoever said it first', () => {
    const heard = hear(booked(1), word(2, { guest: { ...BOOKED.guest } }, 2));
    expect(heard.took).toEqual([]);
    expect(heard.standsWith).toEqual([1]);
    expect(heard.wish.guest).toMatchObject({ by: 1, revision: 2 });
  });

  it('without a revision counts by its arrival, also against one that has one', () => {
    const heard = hear(booked(7), word(2, { checkOut: '2027-03-05' }));
    expect(heard.wish.checkOut).toEqual({ value: '2027-03-05', revision: 7, by: 2 });
    const unnumbered = hear(booked(), word(2, { checkOut: '2027-03-05' }));
    expect(unnumbered.wish.checkOut).toEqual({ value: '2027-03-05', by: 2 });
    expect(latestRevision(unnumbered.wish)).toBe(0);
  });

  it('of a revision that was heard already changes nothing, but a cancellation shuts the door', () => {
    expect(hear(booked(2), word(2, { listingId: 'canal-2' }, 2)).took).toEqual([]);
    const cancelled = hear(booked(2), word(2, { cancelled: true }, 2));
    expect(cancelled.took).toEqual(['cancelled']);
    expect(hear(cancelled.wish, word(3, { cancelled: false }, 2)).took).toEqual([]);
  });

  it('that is refused is taken back, but for what others have said since', () => {
    const applied = booked(1);
    const refused = hear(applied, word(2, { checkOut: '2027-02-01', listingId: 'nowhere' }, 2));
    const newer = hear(refused.wish, word(3, { listingId: 'canal-2' }, 3)).wish;
    expect(stands(newer, [2])).toBe(true);
    const left = takeBack(newer, applied, [2]);
    expect(left.checkOut).toEqual(applied.checkOut);
    expect(left.listingId.value).toBe('canal-2');
    expect(stands(left, [2])).toBe(false);
  });

  it('is news only if it is newer than every field, or has no revision', () => {
    const wish = hear(booked(1), word(2, { checkOut: '2027-03-05' }, 4)).wish;
    expect(isNews(wish, 4)).toBe(false);
    expect(isNews(wish, 5)).toBe(true);
    expect(isNews(wish, undefined)).toBe(true);
    expect(isNews(booked(), 0)).toBe(true);
  });
});

describe('a run that follows another', () => {
  it('counts the revisions of the one before where its own words have none', () => {
    const wish = withRevisions(hear(booked(), word(2, { listingId: 'canal-2' }, 9)).wish, {
      checkIn: 3,
      listing: 5,
      cancelled: 4,
    });
    expect(meaningOf(wish)).toEqual([
      ['checkIn', BOOKED.checkIn, 3],
      ['checkOut', BOOKED.checkOut, undefined],
      ['listingId', 'canal-2', 9],
      ['guest', BOOKED.guest, undefined],
      ['cancelled', false, 4],
    ]);
  });
});

describe('a guest', () => {
  it('is the same under a corrected name, and another with another way to be reached', () => {
    expect(isSameGuest(BOOKED.guest, { ...BOOKED.guest, fullName: 'Ada Lovelace' })).toBe(true);
    for (const other of [
      { email: 'ada.guest@example.com' },
      { phone: '+15555550100' },
      { accountId: 'A-1' },
    ]) {
      expect(isSameGuest(BOOKED.guest, { ...BOOKED.guest, ...other })).toBe(false);
    }
  });
});

describe('a wish may keep the stay open for longer', () => {
  const instant = (hour: string): string => `2027-03-04T${hour}:00Z`;

  it.each<readonly [string, Partial<WishValues>, string, boolean]>([
    ['a later check-out', { checkOut: instant('12:00') }, instant('11:00'), true],
    ['an earlier check-out', { checkOut: instant('10:00') }, instant('11:00'), false],
    ['the same check-out', {}, BOOKED.checkOut, false],
    ['a later day', { checkOut: '2027-03-05' }, BOOKED.checkOut, true],
    ['another room with its own house times', { listingId: 'canal-2' }, BOOKED.checkOut, true],
  ])('by %s', (_what, says, before, expected) => {
    const applied = hear(booked(), word(2, { checkOut: before })).wish;
    expect(mayStayLonger(hear(applied, word(3, says)).wish, applied)).toBe(expected);
  });

  it('and not by another room when check-out is an instant', () => {
    const applied = hear(booked(), word(2, { checkOut: instant('11:00') })).wish;
    expect(mayStayLonger(hear(applied, word(3, { listingId: 'canal-2' })).wish, applied)).toBe(
      false,
    );
  });
});
