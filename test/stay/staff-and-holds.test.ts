import { describe, expect, it } from 'vitest';

import type { StayState } from '../../src/stay/state.ts';
import {
  ALL_WELL,
  BEN,
  change,
  CHECK,
  done,
  DURING,
  failed,
  granted,
  HOLD,
  HOUR_MS,
  NEXT_DAY,
  outcomeOf,
  play,
  put,
  refusedFor,
  RELEASE,
  told,
  type Answers,
  names,
} from '../support/stay-values.ts';
import {
  held,
  inTheGarden,
  liveIds,
  livesIn,
  PIN,
  PIN_IN_GARDEN,
  SOON,
  USER,
  USER_IN_GARDEN,
} from '../support/stuck-locks.ts';
import { liveUntil } from '../support/time-passes.ts';

describe('staff who suspend a guest, days after the stay was held and released,', () => {
  const released = (): StayState => {
    const away = play(told(play(granted(), DURING).state, DURING, HOLD), DURING).state;
    const times = { from: DURING + HOUR_MS, to: NEXT_DAY };
    return liveUntil(told(away, times.from, RELEASE), times, {}).state;
  };

  it('find the guest suspended still after the next look', () => {
    let isSuspended = true;
    const { state, steps } = play(told(released(), NEXT_DAY, CHECK), NEXT_DAY, {
      confirmAccess: () =>
        done({ ...ALL_WELL, ...(isSuspended && { trouble: 'AccessSuspended' }) }),
      resumeAccess: () => {
        isSuspended = false;
        return undefined;
      },
    });
    expect(names(steps)).toEqual(['confirmAccess']);
    expect(state.problems.access?.type).toBe('AccessSuspended');
  });

  it('find no new access either, where the system does not resume', () => {
    const { steps } = play(told(released(), NEXT_DAY, CHECK), NEXT_DAY, {
      confirmAccess: (step) =>
        step.do === 'confirmAccess' && step.input.userId === USER.id
          ? done({ ...ALL_WELL, trouble: 'AccessSuspended' })
          : undefined,
      resumeAccess: () => refusedFor(),
    });
    expect(names(steps)).toEqual(['confirmAccess']);
  });
});

describe('a stay that is held, while a lock does not let go of the key before,', () => {
  const lock = held([USER, PIN]);
  const later = { from: SOON, to: SOON + 2 * HOUR_MS };

  it('has the user of the room that was left suspended', () => {
    const { steps, state } = liveUntil(told(inTheGarden(lock), SOON, HOLD), later, lock);
    expect(steps.map(([step]) => step)).toContain(`suspendAccess ${USER.id}`);
    expect(outcomeOf(state, 3)).toBe('applied');
  });

  it('has the user of the guest before suspended', () => {
    const replaced = told(granted(), DURING, put({ guest: BEN }, { revision: 2 }));
    const { state } = liveUntil(replaced, { from: DURING, to: SOON }, lock);
    const { steps } = liveUntil(told(state, SOON, HOLD), later, lock);
    expect(steps.map(([step]) => step)).toContain(`suspendAccess ${USER.id}`);
  });
});

describe('a stay that is held, while a user of before can be neither removed nor suspended,', () => {
  const neither = (lock: Answers): Answers => ({
    ...lock,
    suspendAccess: (step) =>
      step.do === 'suspendAccess' && step.input.userId === USER.id ? failed() : undefined,
  });

  it('has the key taken that the guest has, where that system suspends nobody', () => {
    const lock = held([USER, PIN]);
    const { suspendAccess: fails } = neither(lock);
    const answers: Answers = {
      ...lock,
      suspendAccess: (step, now) => fails?.(step, now) ?? done({ outcome: 'impossible' }),
    };
    const times = { from: SOON, to: SOON + HOUR_MS };
    const { state } = liveUntil(told(inTheGarden(lock), SOON, HOLD), times, answers);
    expect(liveIds(state, 'credential')).toEqual([PIN.id]);
  });

  it('has another user suspended that does not go either', () => {
    const lock = held([USER, PIN, USER_IN_GARDEN, PIN_IN_GARDEN]);
    const moved = told(inTheGarden(lock), SOON, change({ listingId: 'mobile-1' }));
    const then = SOON + HOUR_MS;
    const { state } = liveUntil(moved, { from: SOON, to: then }, lock);
    const times = { from: then, to: then + 2 * HOUR_MS };
    const { steps } = liveUntil(told(state, then, HOLD), times, neither(lock));
    expect(steps.map(([step]) => step)).toContain(`suspendAccess ${USER_IN_GARDEN.id}`);
  });
});

it('a stay that is released asks once more for the room that Seam refused before the hold', () => {
  const refused: Answers = { addAccessUser: () => refusedFor() };
  const moved = told(granted(), DURING, change({ listingId: 'garden-1' }));
  const waiting = play(moved, DURING, refused).state;
  const away = play(told(waiting, DURING, HOLD), DURING, refused).state;
  const { state } = play(told(away, DURING, RELEASE), DURING);
  expect([2, 3, 4].map((number) => outcomeOf(state, number))).toEqual([
    'applied',
    'applied',
    'applied',
  ]);
  expect(livesIn(state)).toEqual(['garden']);
});
