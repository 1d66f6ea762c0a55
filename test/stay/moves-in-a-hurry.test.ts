import { describe, expect, it } from 'vitest';

import { decide } from '../../src/stay/decide.ts';
import type { StayState } from '../../src/stay/state.ts';
import type { ActivityName, Outcome, Step } from '../../src/stay/step.ts';
import {
  ALL_WELL,
  BEFORE,
  change,
  CHECK_IN,
  done,
  DURING,
  failed,
  granted,
  HOLD,
  HOUR_MS,
  INTERRUPTED,
  MINUTE_MS,
  NEXT_DAY,
  play,
  put,
  QUIET_MS,
  refusedAtFirst,
  refusedFor,
  RELEASE,
  taken,
  told,
  type Answers,
} from '../support/stay-values.ts';
import {
  held,
  LATER,
  liveIds,
  PIN,
  PIN_IN_GARDEN,
  USER,
  USER_IN_GARDEN,
} from '../support/stuck-locks.ts';
import { liveUntil } from '../support/time-passes.ts';

const LATE_MS = QUIET_MS + 15_000;

/** Lives a stay until a step of that name is the next. */
function until(name: ActivityName, start: StayState, now: number): StayState {
  let state = start;
  while (decide(state, now).do !== name) state = taken(state, now);
  return state;
}

describe('a guest who is moved next door, to a room that is theirs later,', () => {
  const moved = (): StayState =>
    told(granted(), BEFORE, change({ listingId: 'canal-2', checkIn: '2027-03-02T14:00:00.000Z' }));

  it('is not in its group before its time, where Seam refuses to move the window', () => {
    const { steps } = play(moved(), BEFORE, { moveWindow: () => refusedFor() });
    expect(steps.some((step) => step.startsWith('joinAccessGroups'))).toBe(false);
  });

  it('is not either while the window cannot be moved', () => {
    const times = { from: BEFORE, to: BEFORE + 2 * HOUR_MS };
    const { steps } = liveUntil(moved(), times, { moveWindow: () => failed() });
    expect(steps.some(([step]) => step.startsWith('joinAccessGroups'))).toBe(false);
  });
});

describe('a guest who is moved next door, while nobody knows whether Seam has an earlier check-in of theirs,', () => {
  it('is not in its group before its time', () => {
    const earlier = told(granted(), BEFORE, change({ checkIn: '2027-03-01T08:00:00.000Z' }));
    const unsure = taken(until('moveWindow', earlier, BEFORE), BEFORE, INTERRUPTED);
    const moved = change({ listingId: 'canal-2', checkIn: CHECK_IN });
    const times = { from: BEFORE, to: BEFORE + 2 * HOUR_MS };
    const { steps } = liveUntil(told(unsure, BEFORE, moved), times, { moveWindow: () => failed() });
    expect(steps.some(([step]) => step.startsWith('joinAccessGroups'))).toBe(false);
  });
});

describe('a removal that was stopped, of what is wanted again since,', () => {
  const movedBack = (outcome: Outcome): Step => {
    const moved = told(play(granted(), DURING).state, DURING, change({ listingId: 'garden-1' }));
    const state = taken(until('removeAccessUser', moved, DURING), DURING, outcome);
    return play(told(state, DURING, change({ listingId: 'canal-1' })), DURING).last;
  };
  const late = { do: 'wait', until: DURING + LATE_MS };

  it('is looked for when it can be carried out no more, after a move back', () => {
    expect(movedBack(INTERRUPTED)).toMatchObject(late);
  });

  it('is looked for also where it was refused after an attempt without an answer', () => {
    expect(movedBack(refusedFor())).toMatchObject(late);
    expect(movedBack(refusedAtFirst())).not.toMatchObject(late);
  });

  it('is looked for also where it is of the identity that the guest’s key hangs on', () => {
    const booked = told(undefined, DURING, put({ listingId: 'space-1' }));
    const later = change({ checkIn: '2027-03-02T14:00:00.000Z' });
    const away = told(play(booked, DURING).state, DURING, later);
    const state = taken(until('removeIdentity', away, DURING), DURING, INTERRUPTED);
    const { last } = play(told(state, DURING, change({ checkIn: CHECK_IN })), DURING);
    expect(last).toMatchObject(late);
  });

  it('is looked for also after a hold where the system suspends nobody', () => {
    const answers: Answers = { suspendAccess: () => done({ outcome: 'impossible' }) };
    const asked = taken(
      told(play(granted(), DURING).state, DURING, HOLD),
      DURING,
      done({ outcome: 'impossible' }),
    );
    const state = taken(until('removeCredential', asked, DURING), DURING, INTERRUPTED);
    const { last } = play(told(state, DURING, RELEASE), DURING, answers);
    expect(last).toMatchObject({ do: 'wait', until: DURING + LATE_MS });
  });
});

describe('a guest who moved away and back, while a lock holds the key of the room between,', () => {
  it('is looked for when the stopped removal of their own can be carried out no more', () => {
    const back = DURING + 5 * MINUTE_MS;
    let state = told(play(granted(), DURING).state, DURING, change({ listingId: 'garden-1' }));
    ({ state } = liveUntil(state, { from: DURING, to: back }, held([USER, PIN])));
    state = told(state, back, change({ listingId: 'canal-1' }));
    const lock = held([USER_IN_GARDEN, PIN_IN_GARDEN]);
    const { steps } = liveUntil(state, { from: back, to: back + 3 * HOUR_MS }, lock);
    const looks = steps.filter(([key]) => key.startsWith('confirmAccess'));
    expect(looks).toHaveLength(2);
    expect(looks[1]?.[1]).toBeLessThan(30);
  });
});

describe('a guest whose stay is released and who is moved in one breath', () => {
  const moved = (): StayState => {
    const away = play(told(play(granted(), DURING).state, DURING, HOLD), DURING).state;
    return told(away, DURING + HOUR_MS, RELEASE, change({ listingId: 'garden-1' }));
  };
  const times = { from: DURING + HOUR_MS, to: DURING + 2 * HOUR_MS };

  it('gets into the room before, where the new one is refused', () => {
    const { steps } = liveUntil(moved(), times, { addAccessUser: () => refusedFor() });
    expect(steps.map(([step]) => step)).toContain(`resumeAccess ${USER.id}`);
  });

  it('is not let into that first, where the new one is granted', () => {
    const { steps } = liveUntil(moved(), times, {});
    expect(steps.map(([step]) => step)).not.toContain(`resumeAccess ${USER.id}`);
    expect(steps.map(([step]) => step)).toContain(`removeAccessUser ${USER.id}`);
  });
});

describe('a create without an answer, of a guest who is moved to where the grant is due at check-in,', () => {
  it('is looked for when it can come no more, and not at check-in', () => {
    const begun = until('addAccessUser', told(undefined, BEFORE, put({}, { revision: 1 })), BEFORE);
    const state = taken(begun, BEFORE, INTERRUPTED);
    const { last } = play(told(state, BEFORE, change({ listingId: 'space-1' })), BEFORE);
    expect(last).toMatchObject({ do: 'wait', until: BEFORE + LATE_MS });
  });
});

describe('a guest who moved away and back days ago, and whose user did not go at first,', () => {
  it('keeps the PIN when the access system fails at a longer stay', () => {
    const back = DURING + 5 * MINUTE_MS;
    let state = told(play(granted(), DURING).state, DURING, change({ listingId: 'garden-1' }));
    ({ state } = liveUntil(state, { from: DURING, to: back }, held([USER, PIN])));
    state = told(state, back, change({ listingId: 'canal-1' }));
    ({ state } = liveUntil(state, { from: back, to: NEXT_DAY }, {}));
    expect(liveIds(state, 'credential')).toEqual([PIN.id]);
    let looks = 0;
    ({ state } = play(told(state, NEXT_DAY, change({ checkOut: LATER })), NEXT_DAY, {
      confirmAccess: () => {
        looks += 1;
        return looks === 1 ? done({ ...ALL_WELL, trouble: 'AccessSystemRefused' }) : undefined;
      },
    }));
    expect(liveIds(state, 'credential')).toEqual([PIN.id]);
  });
});
