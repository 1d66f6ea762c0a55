import { describe, expect, it } from 'vitest';

import type { DoorSample } from '../../src/cli/demo/doors.ts';
import { judge } from '../../src/cli/demo/judge.ts';

const stay = {
  reservationId: 'r-1',
  opensAt: 10_000,
  closesAt: 30_000,
  entrances: ['front', 'room'],
};
const both = ['front', 'room'];

/**
 * One look every half second until 50 s, at which the doors open for the guest as given; an answer
 * comes at once, and late to a look in `slow`, with what is true by then.
 */
function watched(
  open: (at: number) => readonly string[],
  slow: Readonly<Record<number, number>> = {},
): readonly DoorSample[] {
  return Array.from({ length: 101 }, (_, index) => {
    const askedAt = index * 500;
    const answeredAt = slow[askedAt] ?? askedAt;
    const openFor = new Map([
      ['r-1', new Set(open(answeredAt))],
      ['r-10', new Set(both)],
    ]);
    return { askedAt, answeredAt, openFor };
  });
}

const between = (from: number, to: number) => (at: number) => (at >= from && at < to ? both : []);

describe('the doors are as they should be', () => {
  it('when they open from check-in to check-out, and a neighbour’s do not count', () => {
    expect(judge(watched(between(10_000, 30_000)), stay)).toEqual({
      openedAfterMs: 0,
      shutAfterMs: 0,
      faults: [],
    });
  });

  it('when we hold the window and take a moment at both ends', () => {
    expect(judge(watched(between(11_000, 31_500)), stay)).toEqual({
      openedAfterMs: 1_000,
      shutAfterMs: 1_500,
      faults: [],
    });
  });

  it('when an answer takes as long as check-in or check-out lies within', () => {
    const slow = { 9_500: 11_000, 29_500: 31_000 };

    expect(judge(watched(between(10_000, 30_000), slow), stay).faults).toEqual([]);
  });
});

describe('the doors are wrong', () => {
  it.each<[string, (at: number) => readonly string[], readonly string[]]>([
    ['before check-in', between(8_000, 30_000), ['a door opened before check-in']],
    ['for the whole stay', () => [], ['the doors never opened']],
    ['if they open late', between(21_000, 30_000), ['the doors opened late']],
    [
      'if one of them stays shut',
      (at) => between(10_000, 30_000)(at).slice(0, 1),
      ['the doors never opened'],
    ],
    [
      'if they shut at the old check-out and open again',
      (at) => (at >= 24_000 && at < 25_000 ? [] : between(10_000, 30_000)(at)),
      ['a door was shut during the stay'],
    ],
    ['if they shut before check-out', between(10_000, 28_000), ['a door was shut during the stay']],
    ['long after check-out', between(10_000, 42_000), ['a door was open after check-out']],
    [
      'if they never shut',
      between(10_000, 99_000),
      ['a door was open after check-out', 'a door did not end shut'],
    ],
    [
      'if they open once more in the end',
      (at) => (at === 50_000 ? ['room'] : between(10_000, 30_000)(at)),
      ['a door was open after check-out', 'a door did not end shut'],
    ],
  ])('%s', (_, open, faults) => {
    expect(judge(watched(open), stay).faults).toEqual(faults);
  });

  it('if nobody looked', () => {
    expect(judge([], stay).faults).toEqual(['the doors never opened', 'a door did not end shut']);
  });
});
