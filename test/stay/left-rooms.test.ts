import { describe, expect, it } from 'vitest';

import { showProgress } from '../../src/stay/failing.ts';
import type { Request } from '../../src/stay/message.ts';
import { nextStep } from '../../src/stay/next-step.ts';
import { gravest } from '../../src/stay/problem-sources.ts';
import { statusOf } from '../../src/stay/status-of.ts';
import {
  ALL_WELL,
  change,
  CHECK,
  done,
  DURING,
  failed,
  granted,
  HOLD,
  MINUTE_MS,
  play,
  refusedFor,
  REISSUE,
  RELEASE,
  told,
  type Answers,
} from '../support/stay-values.ts';
import {
  AT_FIRST,
  EVENING,
  held,
  inTheGarden,
  LATER,
  LETS_GO,
  liveIds,
  livesIn,
  minuteOf,
  PIN,
  SOON,
  THEN,
  USER,
  USER_IN_GARDEN,
} from '../support/stuck-locks.ts';
import { liveUntil } from '../support/time-passes.ts';

const LONGER = change({ checkOut: LATER });

const MEANWHILE: readonly (readonly [what: string, request: Request, answers: Answers])[] = [
  ['a new PIN for the new room fails', REISSUE, { issueCredential: () => failed() }],
  ['the new room’s later check-out is refused', LONGER, { moveWindow: () => refusedFor() }],
  ['looks at the longer stay fail', LONGER, { confirmAccess: () => failed() }],
  ['a look that somebody asked for is refused', CHECK, { confirmAccess: () => refusedFor() }],
];

describe('a room that a guest has left, and whose lock held the PIN for a while', () => {
  it.each(MEANWHILE)('is shut, although meanwhile %s', (_what, request, answers) => {
    const lock = held([USER, PIN], LETS_GO);
    const moved = inTheGarden(lock);
    expect(livesIn(moved)).toEqual(['site', 'garden']);
    const { state } = liveUntil(told(moved, SOON, request), THEN, { ...lock, ...answers });
    expect(livesIn(state)).toEqual(['garden']);
  });

  it('is shut, although the user of the new room is lost, and no other can be had', () => {
    const lock = held([USER, PIN], LETS_GO);
    const gone = done({ ...ALL_WELL, gone: [USER_IN_GARDEN.id] });
    const { state } = liveUntil(told(inTheGarden(lock), SOON, CHECK), THEN, {
      ...lock,
      confirmAccess: () => gone,
      addAccessUser: () => failed(),
    });
    expect(livesIn(state)).toEqual([]);
  });

  it('is shown as a key that does not go, also while a look at the new room takes long', () => {
    const state = inTheGarden(held([USER, PIN]));
    expect(state.problems.step?.type).toBe('RemovalNotDone');
    const step = nextStep(told(state, SOON, CHECK), SOON + 5 * MINUTE_MS);
    if (!('key' in step)) throw new TypeError(`the stay does ${step.do}`);
    const shown = showProgress(state, step, { attempts: 1 }, SOON + 6 * MINUTE_MS);
    expect(shown.problems.step?.type).toBe('RemovalNotDone');
  });

  it('has no key that anybody is shown, also when staff have deleted the one of the new room', () => {
    const lock = held([USER, PIN]);
    const gone = done({ ...ALL_WELL, gone: ['credential-2'] });
    const { state } = play(told(inTheGarden(lock), SOON, CHECK), SOON, {
      ...lock,
      confirmAccess: () => gone,
      issueCredential: () => failed(),
    });
    expect(liveIds(state, 'credential')).toEqual([PIN.id]);
    expect(statusOf(state, SOON).credentialId).toBeUndefined();
  });

  it('is shut, although the guest cannot be let in again after a hold', () => {
    const lock = held([USER, PIN], LETS_GO);
    const released = SOON + 5 * MINUTE_MS;
    const hold = told(inTheGarden(lock), SOON, HOLD);
    const suspended = liveUntil(hold, { from: SOON, to: released }, lock).state;
    expect(livesIn(suspended)).toEqual(['site', 'garden']);
    const release = told(suspended, released, RELEASE);
    const { state } = liveUntil(
      release,
      { from: released, to: EVENING },
      {
        ...lock,
        resumeAccess: () => failed(),
        confirmAccess: () => done({ ...ALL_WELL, trouble: 'AccessSuspended' }),
      },
    );
    expect(livesIn(state)).toEqual(['garden']);
  });
});

describe('a door that a guest has left for the one next door, and that did not go at first', () => {
  it('is left, although the later check-out is refused', () => {
    const lock: Answers = {
      leaveAccessGroups: (_step, now) => (now < LETS_GO ? failed() : undefined),
    };
    const moved = told(granted(), DURING, change({ listingId: 'canal-2' }));
    const { state } = liveUntil(moved, AT_FIRST, lock);
    const answers = { ...lock, moveWindow: () => refusedFor() };
    const { steps } = liveUntil(told(state, SOON, LONGER), THEN, answers);
    expect(minuteOf(steps, 'leaveAccessGroups')).toBeDefined();
  });
});

describe('what Seam refuses of the room that a guest leaves', () => {
  it('does not hide why the new room cannot be had', () => {
    const moved = change({ listingId: 'garden-1', checkOut: LATER });
    const { state } = liveUntil(told(granted(), DURING, moved), AT_FIRST, {
      moveWindow: () => refusedFor(),
      addAccessUser: () => failed('SeamUnavailable'),
    });
    expect(gravest(state.problems)?.type).toBe('SeamUnavailable');
  });

  it('is no reason to go on showing a refusal of the new room that is over', () => {
    const answers: Answers = { ...held([USER, PIN]), moveWindow: () => refusedFor() };
    const moved = change({ listingId: 'garden-1', checkOut: LATER });
    const { state: refused } = liveUntil(told(granted(), DURING, moved), AT_FIRST, {
      ...answers,
      confirmAccess: () => refusedFor(),
    });
    expect(gravest(refused.problems)?.type).toBe('SeamRejected');
    const { state } = liveUntil(told(refused, SOON, CHECK), THEN, answers);
    expect(state.problems.refusal).toBeUndefined();
  });
});
