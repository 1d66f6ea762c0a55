import { describe, expect, it } from 'vitest';

import {
  ALL_WELL,
  change,
  CHECK,
  done,
  DURING,
  failed,
  granted,
  HOLD,
  HOUR_MS,
  outcomeOf,
  REISSUE,
  told,
  type Answers,
} from '../support/stay-values.ts';
import {
  AT_FIRST,
  EVENING,
  held,
  LATER,
  LETS_GO,
  liveIds,
  PIN,
  SOON,
  THEN,
} from '../support/stuck-locks.ts';
import { liveUntil } from '../support/time-passes.ts';

describe('whoever asks for a hold', () => {
  it('is not told that nobody gets in, before the look that shows that the door opens all the same', () => {
    let looks = 0;
    const seconds = { from: DURING, to: DURING + 5_000 };
    const { state } = liveUntil(told(granted(), DURING, HOLD), seconds, {
      confirmAccess: () => {
        looks += 1;
        return done({ ...ALL_WELL, trouble: 'HoldNotHeld' });
      },
    });
    expect(looks).toBeGreaterThan(0);
    expect(state.ledger.some(({ suspendedAt }) => suspendedAt !== undefined)).toBe(true);
    expect(outcomeOf(state, 2)).not.toBe('applied');
  });
});

describe('whoever asks for a new PIN', () => {
  it('is not told that it is there, while it opens nothing, before the look at a longer stay that shows so once more', () => {
    const lock = held([PIN], LETS_GO);
    const bad: Answers = {
      ...lock,
      confirmAccess: () => done({ ...ALL_WELL, trouble: 'AccessSystemRefused' }),
    };
    const now = SOON + 2 * HOUR_MS;
    const second = liveUntil(told(granted(), DURING, REISSUE), AT_FIRST, lock).state;
    const seen = liveUntil(told(second, SOON, CHECK), { from: SOON, to: now }, bad).state;
    expect(liveIds(seen, 'credential')).toEqual(['credential-2']);
    expect(outcomeOf(seen, 2)).not.toBe('applied');
    const longer = told(seen, now, change({ checkOut: LATER }));
    const { state } = liveUntil(longer, { from: now, to: EVENING }, bad);
    expect(outcomeOf(state, 2)).not.toBe('applied');
  });

  it('is not told that the old one is gone, before anybody has looked whether it outlives its user', () => {
    const none: Answers = { issueCredential: () => failed() };
    const asked = liveUntil(told(granted(), DURING, REISSUE), AT_FIRST, none).state;
    const moved = told(asked, SOON, change({ listingId: 'garden-1' }));
    const { state } = liveUntil(moved, THEN, held([PIN]));
    expect(liveIds(state, 'credential')).toContain('credential-1');
    expect(outcomeOf(state, 2)).not.toBe('applied');
  });
});
