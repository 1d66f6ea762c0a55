import { describe, expect, it } from 'vitest';

import type { StayState } from '../../src/stay/state.ts';
import {
  BEFORE,
  BEN,
  CANCEL,
  change,
  CHECK,
  CLEO,
  granted,
  outcomeOf,
  play,
  put,
  refusedFor,
  REISSUE,
  RETRY,
  taken,
  told,
  type Answers,
} from '../support/stay-values.ts';
import { LATER } from '../support/stuck-locks.ts';

describe('the same put, sent again and again while something of the stay is refused,', () => {
  it('does not make the state larger without a bound', () => {
    const refused: Answers = { joinAccessGroups: () => refusedFor() };
    const moved = told(granted(), BEFORE, change({ listingId: 'canal-2' }));
    let { state } = play(moved, BEFORE, refused);
    for (let minute = 0; minute < 3_000; minute += 1)
      state = told(state, BEFORE + minute, put({ listingId: 'canal-2' }));
    state = play(state, BEFORE + 3_000, refused).state;
    expect(state.requests.open.length).toBeLessThan(200);
    expect(JSON.stringify(state).length).toBeLessThan(200_000);
  });
});

describe('a command that the backend sends again and again', () => {
  const once = { ...REISSUE, command: { id: 'c-1', said: 'x' } } as const;
  const reissued = (): StayState => play(told(granted(), BEFORE, once), BEFORE).state;

  it('has one effect', () => {
    let state = reissued();
    for (let times = 0; times < 205; times += 1) state = told(state, BEFORE, once);
    expect(state.access.issue).toBe(2);
  });

  it('is known after 200 checks', () => {
    let state = reissued();
    for (let times = 0; times < 205; times += 1)
      state = play(told(state, BEFORE, CHECK), BEFORE).state;
    expect(told(state, BEFORE, once).access.issue).toBe(2);
  });
});

describe('many who ask at once, in a stay that knows as many commands as it can,', () => {
  it('are all answered', () => {
    let state = granted();
    for (let id = 0; id < 200; id += 1) {
      state = told(state, BEFORE, { ...RETRY, command: { id: `c-${id}`, said: 'x' } });
      if (id % 40 === 39) state = play(state, BEFORE).state;
    }
    const before = state.requests.received;
    for (let times = 0; times < 45; times += 1) state = told(state, BEFORE, CHECK, RETRY);
    state = play(state, BEFORE).state;
    const numbers = Array.from({ length: 90 }, (_, at) => before + 1 + at);
    expect(new Set(numbers.map((n) => outcomeOf(state, n)))).toEqual(new Set(['applied']));
    expect(state.requests.answers).toHaveLength(200);
  });
});

describe('a put of whose booking the next put leaves nothing', () => {
  it('is superseded', () => {
    const first = { checkOut: LATER, listingId: 'garden-1', guest: BEN };
    const second = { checkOut: '2027-03-06T10:00:00.000Z', listingId: 'canal-2', guest: CLEO };
    const state = told(
      granted(),
      BEFORE,
      put({ ...first, checkIn: '2027-03-01T16:00:00.000Z' }, { revision: 2 }),
      put({ ...second, checkIn: '2027-03-01T15:00:00.000Z' }, { revision: 3 }),
    );
    expect([2, 3].map((n) => outcomeOf(play(state, BEFORE).state, n))).toEqual([
      'superseded',
      'applied',
    ]);
  });

  it('still brings the stay back after its cancellation, if the next is older than that', () => {
    const ended = taken(told(granted(), BEFORE, { ...CANCEL, revision: 9 }), BEFORE);
    const first = { checkOut: LATER, listingId: 'garden-1', guest: BEN };
    const second = { checkOut: '2027-03-06T10:00:00.000Z', listingId: 'canal-2', guest: CLEO };
    const state = told(
      ended,
      BEFORE,
      put({ ...first, checkIn: '2027-03-01T16:00:00.000Z' }),
      put({ ...second, checkIn: '2027-03-01T15:00:00.000Z' }, { revision: 7 }),
    );
    expect(play(state, BEFORE).state.life.phase).toBe('living');
  });

  it('is lived all the same, if it holds the stay from the start', () => {
    const words = { guest: BEN, listingId: 'garden-1', checkOut: LATER };
    const first = put(
      { ...words, checkIn: '2027-03-01T16:00:00.000Z' },
      { revision: 1, holds: true },
    );
    const next = { guest: CLEO, listingId: 'canal-2', checkOut: '2027-03-06T10:00:00.000Z' };
    const second = put({ ...next, checkIn: '2027-03-01T15:00:00.000Z' }, { revision: 2 });
    const { state } = play(told(undefined, BEFORE, first, second), BEFORE);
    expect(state.hold).toBeDefined();
  });
});
