import { describe, expect, it } from 'vitest';

import { isAtRest } from '../../src/stay/at-rest.ts';
import { begin } from '../../src/stay/begin.ts';
import { decide } from '../../src/stay/decide.ts';
import type { StayState } from '../../src/stay/state.ts';
import {
  BEFORE,
  CANCEL,
  change,
  CHECK_OUT,
  DURING,
  failed,
  granted,
  HOLD,
  HOUR_MS,
  play,
  put,
  QUIET_MS,
  refusedAtFirst,
  RELEASE,
  taken,
  told,
  type Answers,
} from '../support/stay-values.ts';

/** The stay with its next step under way. */
const atWork = (state: StayState, now: number): StayState => begin(state, decide(state, now), now);
const inHouse = (): StayState => play(granted({}, BEFORE), DURING).state;
const LATER = new Date(Date.parse(CHECK_OUT) + 24 * HOUR_MS).toISOString();

describe('a stay is at rest', () => {
  it('while its guest is awaited, and while the guest is in the house', () => {
    expect(isAtRest(granted({}, BEFORE), BEFORE)).toBe(true);
    expect(isAtRest(inHouse(), DURING)).toBe(true);
  });

  it.each([
    ['hold', HOLD],
    ['new check-out', change({ checkOut: LATER }, 2)],
    ['move', change({ listingId: 'canal-2' }, 2)],
  ])('once a %s has come to its end', (_what, request) => {
    expect(isAtRest(play(told(inHouse(), DURING, request), DURING).state, DURING)).toBe(true);
  });

  // Else each pass would ask it for days.
  it('while it shows a trouble that only others can mend', () => {
    const answers: Answers = { moveWindow: () => refusedAtFirst() };
    const asked = told(inHouse(), DURING, change({ checkOut: LATER }, 2));
    expect(isAtRest(play(asked, DURING, answers).state, DURING)).toBe(true);
  });
});

describe('a stay is not at rest', () => {
  it('before its first access is confirmed', () => {
    expect(isAtRest(told(undefined, BEFORE, put({}, { revision: 1 })), BEFORE)).toBe(false);
  });

  it.each([
    ['hold', HOLD, ['suspendAccess']],
    ['new check-out', change({ checkOut: LATER }, 2), ['planStay', 'moveWindow']],
    ['move', change({ listingId: 'canal-2' }, 2), ['planStay', 'joinAccessGroups']],
  ])('before Seam has answered a %s', (_what, request, steps) => {
    let state = told(inHouse(), DURING, request);
    for (const name of steps) {
      expect(decide(state, DURING).do).toBe(name);
      expect(isAtRest(state, DURING)).toBe(false);
      expect(isAtRest(atWork(state, DURING), DURING)).toBe(false);
      state = taken(state, DURING);
    }
  });

  it('before a release has let its guest in', () => {
    const held = play(told(inHouse(), DURING, HOLD), DURING).state;
    expect(isAtRest(atWork(told(held, DURING, RELEASE), DURING), DURING)).toBe(false);
  });

  it('as long as a request without an answer may still be carried out', () => {
    const answers: Answers = { joinAccessGroups: () => failed() };
    const asked = told(inHouse(), DURING, change({ listingId: 'canal-2' }, 2));
    const { state } = play(asked, DURING, answers);
    expect(isAtRest(state, DURING + QUIET_MS / 2)).toBe(false);
  });

  it('while it ends, also between the two proofs', () => {
    const { state, last } = play(told(inHouse(), DURING, CANCEL), DURING);
    expect(last).toMatchObject({ do: 'wait', for: 'second proof' });
    expect(isAtRest(state, DURING)).toBe(false);
  });
});
