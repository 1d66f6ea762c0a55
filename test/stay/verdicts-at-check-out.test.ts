import { expect, it } from 'vitest';

import type { StayState } from '../../src/stay/state.ts';
import {
  at,
  BEFORE,
  CHECK_OUT,
  change,
  DURING,
  granted,
  outcomeOf,
  play,
  put,
  refusedFor,
  told,
  type Answers,
} from '../support/stay-values.ts';

const END = at(CHECK_OUT);
const NOW = new Date(DURING).toISOString();
/** Seam refuses whatever is made for the guest. */
const REFUSED: Answers = { addAccessUser: () => refusedFor() };

/** The stay at its end, with everything seen gone. */
function ended(state: StayState, now = END): StayState {
  return play(state, now, REFUSED).state;
}

it.each([
  ['a change', change({ listingId: 'garden-1' })],
  ['a put', put({ listingId: 'garden-1' }, { revision: 2 })],
  ['a change that moves the check-out too', change({ listingId: 'garden-1', checkOut: NOW })],
])('tells %s to a room that never opened that check-out came first', (_what, moved) => {
  const waiting = play(told(granted(), DURING - 1, moved), DURING - 1, REFUSED).state;
  expect(outcomeOf(waiting, 2)).toBe('pending');
  expect(outcomeOf(ended(waiting), 2)).toBe('too-late');
});

it('tells the first put so too, if nothing of it was ever seen', () => {
  const waiting = play(told(undefined, BEFORE, put()), BEFORE, REFUSED).state;
  expect(outcomeOf(ended(waiting), 1)).toBe('too-late');
});

it.each([
  ['a change', change({ checkOut: NOW })],
  ['a put', put({ checkOut: NOW }, { revision: 2 })],
])('tells %s of a check-out that is now that it is applied once all is gone', (_what, says) => {
  expect(outcomeOf(ended(told(granted(), DURING, says), DURING), 2)).toBe('applied');
});
