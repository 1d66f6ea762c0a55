import { describe, expect, it } from 'vitest';

import { verdictOf } from '../../src/stay/answering.ts';
import { decide } from '../../src/stay/decide.ts';
import { desiredOf } from '../../src/stay/desired.ts';
import { showProgress } from '../../src/stay/failing.ts';
import { gravest } from '../../src/stay/problem-sources.ts';
import { record } from '../../src/stay/record.ts';
import type { StayState } from '../../src/stay/state.ts';
import { statusOf } from '../../src/stay/status-of.ts';
import type { ActivityStep, Outcome } from '../../src/stay/step.ts';
import {
  ADA,
  ALL_WELL,
  at,
  BEFORE,
  BOOKED,
  CANCEL,
  change,
  CHECK,
  CHECK_IN,
  CHECK_OUT,
  done,
  DURING,
  failed,
  granted,
  HOLD,
  INTERRUPTED,
  liveOf,
  MINUTE_MS,
  noPlan,
  outcomeOf,
  planOf,
  play,
  put,
  QUIET_MS,
  refusedAtFirst,
  refusedFor,
  REISSUE,
  RELEASE,
  taken,
  told,
  type Answers,
  names,
} from '../support/stay-values.ts';

const ATTEMPT_MS = 15_000;
const problemOf = (state: StayState): string | undefined => gravest(state.problems)?.type;
const stepAt = (state: StayState, now: number): ActivityStep => {
  const step = decide(state, now);
  if (!('key' in step)) throw new TypeError(`no activity but ${step.do}`);
  return step;
};
/** Plans what it is asked for, unless check-out is not after check-in, or past in a new stay. */
const judging: Answers = {
  planStay: (step, now) => {
    if (step.do !== 'planStay') return undefined;
    const { checkIn, checkOut, listingId } = step.input;
    if (listingId === 'nowhere') return noPlan('UnknownListing', 'listingId');
    if (checkOut <= checkIn) return noPlan('CheckOutNotAfterCheckIn', 'checkIn', 'checkOut');
    return step.input.isNew && at(checkOut) <= now ? noPlan('CheckOutPast', 'checkOut') : undefined;
  },
};

describe('a stay whose own identity was kept for somebody else, with another address', () => {
  it('gives the guest the next number, and an identity of their own', () => {
    const numbers: unknown[] = [];
    const { state } = play(told(undefined, BEFORE, put({ listingId: 'mobile-1' })), BEFORE, {
      identifyGuest: (step) => {
        if (step.do !== 'identifyGuest') return undefined;
        const { guestNumber } = step.input;
        numbers.push(guestNumber);
        const failure = { type: 'UserInTheWay', isFirstAttempt: true } as const;
        return guestNumber === undefined ? { outcome: 'refused', failure } : undefined;
      },
    });
    expect(numbers).toEqual([undefined, 2]);
    expect(outcomeOf(state, 1)).toBe('applied');
    expect(state.problems).toEqual({});
    expect(liveOf(state, 'user-identity').scope).toMatchObject({ guest: 2 });
  });
});

describe('a guest in the house whose new key needs an identity that is somebody else’s by now', () => {
  /** The guest had a mobile key, has a PIN since, tells another address, and is to have a mobile key again. */
  const backToMobile = (answers: Answers): ReturnType<typeof play> => {
    const mobile = granted({ listingId: 'mobile-1' });
    const pin = play(told(mobile, DURING, change({ listingId: 'garden-1' })), DURING).state;
    const other = put({ listingId: 'garden-1', guest: { ...ADA, email: 'ada@example.org' } });
    const known = play(told(pin, DURING, other), DURING).state;
    return play(told(known, DURING, change({ listingId: 'mobile-1' })), DURING, {
      identifyGuest: (step) =>
        step.do === 'identifyGuest' && step.input.guestNumber === undefined
          ? { outcome: 'refused', failure: { type: 'UserInTheWay', isFirstAttempt: true } }
          : undefined,
      ...answers,
    });
  };
  const removals = (steps: readonly string[]): readonly string[] =>
    steps.filter((step) => step.startsWith('remove'));

  it('keeps the PIN until the new key is there', () => {
    const { state, steps } = backToMobile({});
    const seen = names(steps).lastIndexOf('confirmAccess');
    expect(removals(steps.slice(0, seen))).toEqual([]);
    expect(removals(steps.slice(seen))).toContain('removeAccessUser access-user-2');
    expect(outcomeOf(state, 4)).toBe('applied');
  });

  it('keeps it also while that is refused', () => {
    const { steps } = backToMobile({ addAccessUser: () => refusedAtFirst() });
    expect(removals(steps)).toEqual([]);
  });
});

describe('a plan that is refused', () => {
  it('for its past check-out is not planned because a change repeats that', () => {
    const repeated = change({ checkOut: CHECK_OUT, checkIn: '2027-03-02T14:00:00.000Z' }, 2);
    const late = at(CHECK_OUT) + MINUTE_MS;
    const asked = told(undefined, late, put({}, { revision: 1 }), repeated);
    const { last } = play(asked, late, judging);
    expect(last.do).toBe('fail');
  });

  it('drops the later of two requests that are impossible only together', () => {
    const asked = told(
      granted(),
      BEFORE,
      change({ checkOut: '2027-03-02T10:00:00.000Z' }, 2),
      change({ checkIn: '2027-03-03T14:00:00.000Z' }, 3),
    );
    const { state } = play(asked, BEFORE, judging);
    expect([2, 3].map((n) => outcomeOf(state, n))).toEqual(['applied', 'refused']);
    expect(state.planned?.plan).toMatchObject({
      opensAt: CHECK_IN,
      closesAt: '2027-03-02T10:00:00.000Z',
    });
    // Its fields are as they were applied last.
    expect(desiredOf(state).checkIn?.value).toBe(CHECK_IN);
  });

  it('drops nothing while something newer is pending, which may make it possible', () => {
    const asked = told(granted(), BEFORE, change({ checkIn: '2027-03-05T14:00:00.000Z' }, 2));
    const planning = stepAt(asked, BEFORE);
    const newer = told(asked, BEFORE, change({ checkOut: '2027-03-08T10:00:00.000Z' }, 3));
    expect(newer.requests.overtaking).not.toBe(planning.overtaking);
    // The answer to the first is not about what is wanted now.
    const late = play(newer, BEFORE, judging).state;
    expect([2, 3].map((n) => outcomeOf(late, n))).toEqual(['applied', 'applied']);
  });

  it('takes the whole request back, and leaves what others said', () => {
    const asked = told(
      granted(),
      BEFORE,
      change({ checkOut: '2027-03-06T10:00:00.000Z' }, 2),
      change({ listingId: 'nowhere', checkIn: '2027-03-01T12:00:00.000Z' }, 3),
    );
    const { state } = play(asked, BEFORE, judging);
    expect(verdictOf(state, 3)).toMatchObject({ outcome: 'refused', type: 'UnknownListing' });
    expect(state.planned?.plan).toMatchObject({
      listingId: 'canal-1',
      opensAt: CHECK_IN,
      closesAt: '2027-03-06T10:00:00.000Z',
    });
  });

  it('lets a first put stand that a later change made impossible', () => {
    const asked = told(undefined, BEFORE, put(), change({ listingId: 'nowhere' }));
    const { state } = play(asked, BEFORE, judging);
    expect([1, 2].map((n) => outcomeOf(state, n))).toEqual(['applied', 'refused']);
    expect(state.life.phase).toBe('living');
  });

  it('drops only what said the dates that are impossible, if there is another put to live by', () => {
    const slip = put({ checkOut: '2027-02-04T10:00:00.000Z' });
    const same = change({ checkIn: CHECK_IN });
    const { state } = play(told(undefined, BEFORE, put(), slip, same), BEFORE, judging);
    expect([1, 2, 3].map((n) => outcomeOf(state, n))).toEqual(['applied', 'refused', 'applied']);
    expect(state.planned?.plan).toMatchObject({ opensAt: CHECK_IN, closesAt: CHECK_OUT });
    const twice = play(told(undefined, BEFORE, put(), slip, slip), BEFORE, judging).state;
    expect([1, 2, 3].map((n) => outcomeOf(twice, n))).toEqual(['applied', 'refused', 'refused']);
  });

  it('because check-out is past lets nobody in by an older word of when that is', () => {
    const sooner = put({ checkOut: '2027-03-01T14:30:00.000Z' });
    const late = change({ listingId: 'canal-2' });
    const { state, last } = play(told(undefined, DURING, put(), sooner, late), DURING, judging);
    expect(last.do).toBe('fail');
    expect([1, 2, 3].map((n) => outcomeOf(state, n))).toEqual(['refused', 'refused', 'refused']);
    expect(state.lastCreateAt).toBeUndefined();
    // So it is with what was to be lived after the end.
    const ending = play(told(granted(), DURING, CANCEL), DURING).state;
    const again = play(told(ending, DURING, put(), sooner), DURING, judging).state;
    expect(again.life.phase).toBe('ending');
    expect([3, 4].map((n) => outcomeOf(again, n))).toEqual(['refused', 'refused']);
  });

  it('keeps overtaken what it overtook, also for the run that follows', () => {
    const asked = told(granted(), BEFORE, put({ listingId: 'nowhere' }, { revision: 5 }));
    const { state } = play(asked, BEFORE, judging);
    expect(outcomeOf(state, 2)).toBe('refused');
    const late = told(state, BEFORE, put({ listingId: 'canal-2' }, { revision: 4 }));
    expect(outcomeOf(late, 3)).toBe('superseded');
    const corrected = told(state, BEFORE, put({ listingId: 'canal-2' }, { revision: 5 }));
    expect(play(corrected, BEFORE, judging).state.planned?.plan.listingId).toBe('canal-2');
    expect(statusOf(play(told(state, BEFORE, CANCEL), BEFORE).state, BEFORE).revision).toBe(4);
  });

  it('of a put after the end opens no door to an older one', () => {
    const ending = play(told(granted(), DURING, { ...CANCEL, revision: 3 }), DURING).state;
    const asked = told(ending, DURING, put({ listingId: 'nowhere' }, { revision: 5 }));
    const { state } = play(asked, DURING, judging);
    expect(outcomeOf(state, 3)).toBe('refused');
    expect(outcomeOf(told(state, DURING, put({}, { revision: 4 })), 4)).toBe('superseded');
  });

  it('leaves the guest what there is', () => {
    const asked = told(granted(), BEFORE, change({ listingId: 'nowhere' }));
    const { state, steps } = play(asked, BEFORE, judging);
    expect(steps).toEqual(['planStay']);
    expect(liveOf(state, 'credential').id).toBe('credential-1');
  });
});

describe('a plan that comes too late', () => {
  it('is not lived where a newer request wants another', () => {
    const asked = told(undefined, BEFORE, put());
    const newer = told(taken(asked, BEFORE, INTERRUPTED), BEFORE, change({ listingId: 'canal-2' }));
    expect(stepAt(newer, BEFORE).input).toMatchObject({ listingId: 'canal-2' });
  });

  it.each<readonly [string, number | undefined, boolean]>([
    ['older than', 4, true],
    ['as old as', 5, true],
    ['newer than', 6, false],
    ['without a number beside', undefined, false],
  ])('is superseded if its put is %s what the run before heard', (_what, revision, isOver) => {
    const previous = { revision: 5, revisions: { checkIn: 5 }, phase: 'revoked' };
    const asked = told(undefined, BEFORE, put({}, revision === undefined ? {} : { revision }));
    const planStay = (): Outcome => done({ plan: planOf(BOOKED), previous });
    const { state, last } = play(asked, BEFORE, { planStay });
    expect(outcomeOf(state, 1)).toBe(isOver ? 'superseded' : 'applied');
    expect(state.life.phase).toBe(isOver ? 'superseded' : 'living');
    expect(last.do).toBe(isOver ? 'finish' : 'wait');
  });
});

describe('a step without a clean answer', () => {
  const until = new Date(BEFORE + ATTEMPT_MS + QUIET_MS).toISOString();
  const planned = (): StayState => taken(told(undefined, BEFORE, put()), BEFORE);

  it.each<readonly [string, Outcome]>([
    ['is interrupted', INTERRUPTED],
    ['fails', failed()],
    ['is refused', refusedFor()],
  ])('that %s leaves what it was to make unconfirmed', (_what, outcome) => {
    const state = taken(planned(), BEFORE, outcome);
    expect(state.ledger).toMatchObject([
      { kind: 'access-user', state: 'asked', unconfirmedUntil: until },
    ]);
    expect(state.lastCreateAt).toBe(BEFORE + ATTEMPT_MS);
  });

  it('leaves an access to be looked at again, if it was a look that another plan has overtaken', () => {
    const lived = play(told(undefined, BEFORE, put()), BEFORE).state;
    const asked = told(lived, BEFORE, CHECK);
    const step = stepAt(asked, BEFORE);
    const moved = told(asked, BEFORE, change({ listingId: 'canal-2' }));
    const stopped = record(moved, step, INTERRUPTED, BEFORE);
    expect(lived.access.confirmedFor).toBeDefined();
    expect(stopped.access.confirmedFor).toBeUndefined();
    const back = told(stopped, BEFORE, change({ listingId: 'canal-1' }));
    expect(play(back, BEFORE).state.access.confirmedFor).toBe(lived.access.confirmedFor);
  });

  it('leaves what was seen before as it was, if somebody asked meanwhile or no worker took the look', () => {
    const lived = granted();
    const step = stepAt(lived, at(CHECK_IN));
    const asked = told(lived, at(CHECK_IN), CHECK);
    const { access } = record(asked, step, INTERRUPTED, at(CHECK_IN));
    expect(access).toEqual(lived.access);
    const waited = record(lived, step, { outcome: 'interrupted', isNotTaken: true }, at(CHECK_IN));
    expect(decide(waited, at(CHECK_IN))).toMatchObject({ do: 'confirmAccess', priority: 5 });
  });

  it('leaves nothing under way where its first attempt is refused, but what was so before', () => {
    const refused = taken(planned(), BEFORE, refusedAtFirst());
    const now = new Date(BEFORE).toISOString();
    expect(refused.ledger).toMatchObject([{ state: 'asked', unconfirmedUntil: now }]);
    expect(refused.lastCreateAt).toBe(BEFORE);
    const before = taken(planned(), BEFORE, failed());
    expect(taken(before, BEFORE, refusedAtFirst())).toMatchObject({
      ledger: [{ state: 'asked', unconfirmedUntil: until }],
      lastCreateAt: BEFORE + ATTEMPT_MS,
    });
  });

  it('is asked again, and told so', () => {
    const first = stepAt(planned(), BEFORE);
    expect(first.input).toMatchObject({ again: false });
    const again = stepAt(taken(planned(), BEFORE, failed()), BEFORE);
    expect(again).toMatchObject({ do: 'addAccessUser', input: { again: true } });
  });

  it('is over by the clock of the stay, a quiet period after the answer', () => {
    const foreign = '2031-01-01T00:00:00.000Z';
    const state = taken(planned(), BEFORE, done({ id: 'u', unconfirmedUntil: foreign }));
    expect(liveOf(state, 'access-user').unconfirmedUntil).toBe(
      new Date(BEFORE + QUIET_MS).toISOString(),
    );
  });

  it('is unconfirmed also where a window was moved', () => {
    const asked = taken(
      told(granted(), BEFORE, change({ checkOut: '2027-03-05T10:00:00.000Z' })),
      BEFORE,
    );
    const state = taken(asked, BEFORE, INTERRUPTED);
    const { window, unconfirmedUntil } = liveOf(state, 'access-user');
    expect(unconfirmedUntil).toBe(until);
    // What Seam holds is not known, so it is told once more.
    expect(window?.closesAt).toBe(CHECK_OUT);
    expect(stepAt(state, BEFORE).do).toBe('moveWindow');
  });

  it('that can have sent a create counts as one before it is answered', () => {
    const state = planned();
    expect(state.lastCreateAt).toBeUndefined();
    const cancelled = told(taken(state, BEFORE, INTERRUPTED), BEFORE, CANCEL);
    expect(play(cancelled, BEFORE).steps).toContain('proveAbsence');
  });
});

describe('what a step was to build on and is gone', () => {
  it('is made first, and the PIN that went with it is told of', () => {
    const tag = (): Outcome => done({ ...ALL_WELL, tag: 'key:1' });
    const tagged = play(told(granted(), BEFORE, CHECK), BEFORE, { confirmAccess: tag }).state;
    const gone = taken(
      told(tagged, BEFORE, CHECK),
      BEFORE,
      done({ ...ALL_WELL, gone: ['access-user-1'] }),
    );
    expect(gone.problems.pin?.type).toBe('PinChanged');
    expect(play(gone, BEFORE).steps.map((key) => key.split(' ')[0])).toEqual([
      'addAccessUser',
      'joinAccessGroups',
      'issueCredential',
      'confirmAccess',
    ]);
  });

  it('is looked for until it is gone for certain, if it was on its way out because we had asked for that', () => {
    const still = (): Outcome => failed('RemovalNotDone');
    const moved = told(granted(), DURING, change({ listingId: 'garden-1' }));
    const left = [{ kind: 'access-user', id: 'access-user-1', systemId: 'site' }] as const;
    const away = play(moved, DURING, {
      removeCredential: still,
      removeAccessUser: still,
      proveAbsence: () => done({ found: left }),
    }).state;
    const back = told(away, DURING, change({ listingId: 'canal-1' }));
    let looks = 0;
    const { steps, state } = play(back, DURING + MINUTE_MS, {
      confirmAccess: () =>
        (looks += 1) === 1 ? done({ ...ALL_WELL, gone: ['access-user-1'] }) : undefined,
    });
    expect(looks).toBe(2);
    const confirmed = names(steps).lastIndexOf('confirmAccess');
    expect(steps.slice(confirmed)).toContain('proveAbsence default seen in site');
    expect(state.ledger.filter((e) => e.kind === 'access-user' && e.state === 'live')).toHaveLength(
      1,
    );
  });

  it('is not a new PIN if only its group was left behind our back', () => {
    const left = taken(told(granted(), BEFORE, CHECK), BEFORE, done({ ...ALL_WELL, groupIds: [] }));
    expect(stepAt(left, BEFORE).do).toBe('joinAccessGroups');
    expect(left.problems).toEqual({});
  });
});

describe('a reissue', () => {
  const tagged = (...tags: readonly string[]): Answers => {
    let looks = 0;
    return {
      confirmAccess: () => done({ ...ALL_WELL, tag: tags[Math.min(looks++, tags.length - 1)] }),
    };
  };

  it('that shows the same code is done once more, with the old one gone first', () => {
    const first = play(told(granted(), BEFORE, CHECK), BEFORE, tagged('key:1')).state;
    const { steps, state } = play(told(first, BEFORE, REISSUE), BEFORE, tagged('key:1', 'key:2'));
    expect(steps.map((key) => key.split(' ')[0])).toEqual([
      'issueCredential',
      'confirmAccess',
      'removeCredential',
      'removeCredential',
      'issueCredential',
      'confirmAccess',
    ]);
    expect(state.access.issue).toBe(3);
    expect(outcomeOf(state, 3)).toBe('applied');
    expect(state.access.issuesOneAtATime).toBeUndefined();
  });

  it('that the access system refuses beside the old one is issued once that is gone, and the desk is told', () => {
    const first = play(told(granted(), BEFORE, CHECK), BEFORE, tagged('key:1')).state;
    let isOldThere = true;
    const { steps, state } = play(told(first, BEFORE, REISSUE), BEFORE, {
      ...tagged('key:2'),
      issueCredential: () => (isOldThere ? refusedFor() : done({ id: 'new-credential' })),
      removeCredential: () => {
        isOldThere = false;
        return done({ outcome: 'gone', acceptedAt: new Date(BEFORE).toISOString() });
      },
    });
    expect(steps.map((key) => key.split(' ')[0])).toEqual([
      'issueCredential',
      'removeCredential',
      'issueCredential',
      'confirmAccess',
    ]);
    expect(outcomeOf(state, 3)).toBe('applied');
    expect(state.notes.join()).toContain('no second PIN');
    expect(problemOf(state)).toBeUndefined();
  });
});

describe('a problem', () => {
  it('of a step is over when Seam answers again', () => {
    const asked = told(undefined, BEFORE, put());
    const down = play(asked, BEFORE, { addAccessUser: () => failed() }).state;
    expect(problemOf(down)).toBe('SeamUnavailable');
    const since = gravest(down.problems)?.since;
    const longer = play(down, BEFORE + 2_000, { addAccessUser: () => failed() }).state;
    expect(gravest(longer.problems)?.since).toBe(since);
    expect(problemOf(play(longer, BEFORE + MINUTE_MS).state)).toBeUndefined();
  });

  it('that an outage hides is there again, and what a later look contradicts is gone', () => {
    const suspended = (): Outcome => done({ ...ALL_WELL, trouble: 'AccessSuspended' });
    const { state } = play(told(granted(), BEFORE, CHECK), BEFORE, { confirmAccess: suspended });
    expect(problemOf(state)).toBe('AccessSuspended');
    expect(outcomeOf(state, 2)).toBe('pending');
    // For 70 seconds Seam does not answer: what was seen last is still what is known of the access.
    const now = BEFORE + QUIET_MS;
    const down = { confirmAccess: () => failed() };
    let outage = play(state, now, down).state;
    outage = play(outage, now + 70_000, down).state;
    expect(outage.problems).toMatchObject({
      access: { type: 'AccessSuspended', since: BEFORE },
      step: { type: 'SeamUnavailable', since: now },
    });
    const better = play(outage, now + 3 * MINUTE_MS).state;
    expect(better.problems).toEqual({});
    expect(outcomeOf(better, 2)).toBe('applied');
  });

  it('of an access shows what the last look saw, since when it was that', () => {
    const showing = (trouble: string): Answers => ({
      confirmAccess: () => done({ ...ALL_WELL, trouble }),
    });
    const first = play(granted(), at(CHECK_IN), showing('NoSeatLeft')).state;
    const second = play(first, at(CHECK_IN, MINUTE_MS), showing('NoSeatLeft')).state;
    const third = play(second, at(CHECK_IN, 2 * MINUTE_MS), showing('NotSubscribed')).state;
    expect(second.problems.access).toMatchObject({
      since: at(CHECK_IN),
      seenAt: at(CHECK_IN, MINUTE_MS),
    });
    expect(third.problems.access).toMatchObject({
      type: 'NotSubscribed',
      since: at(CHECK_IN, 2 * MINUTE_MS),
    });
  });

  it('with a door that is offline leaves the access granted', () => {
    const offline = (): Outcome => done({ ...ALL_WELL, trouble: 'EntranceOffline' });
    const { state } = play(granted(), at(CHECK_IN), { confirmAccess: offline });
    expect(problemOf(state)).toBe('EntranceOffline');
    expect(play(told(state, DURING, CHECK), DURING, { confirmAccess: offline }).last).toMatchObject(
      {
        isNothingDue: true,
      },
    );
  });

  it('is none if the stay has suspended the guest itself', () => {
    const held = play(told(granted(), BEFORE, HOLD), BEFORE).state;
    const { state } = play(told(held, BEFORE, CHECK), BEFORE);
    expect(state.problems).toEqual({});
    // A suspension of ours that was carried out late is nobody's problem either.
    const freed = play(told(state, BEFORE, RELEASE), BEFORE).state;
    let looks = 0;
    const late = (): Outcome | undefined =>
      (looks += 1) === 1 ? done({ ...ALL_WELL, trouble: 'AccessSuspended' }) : undefined;
    const { state: after, steps } = play(told(freed, BEFORE, CHECK), BEFORE, {
      confirmAccess: late,
    });
    expect(steps.map((key) => key.split(' ')[0])).toEqual([
      'confirmAccess',
      'resumeAccess',
      'confirmAccess',
    ]);
    expect(after.problems).toEqual({});
  });

  it('of a refusal is over with the next plan, and of the system with the next look at it', () => {
    const full = (): Outcome => done({ id: 'u', systemTrouble: 'NoSeatLeft' });
    const { state } = play(told(undefined, BEFORE, put()), BEFORE, { addAccessUser: full });
    expect(state.problems.system).toBeUndefined();
    const planned = taken(told(undefined, BEFORE, put()), BEFORE);
    expect(taken(planned, BEFORE, full()).problems.system?.type).toBe('NoSeatLeft');
  });

  it('tells that an extension may come too late, an hour before Seam shuts the door', () => {
    const now = at(CHECK_OUT, -30 * MINUTE_MS);
    const opened = play(granted(), at(CHECK_IN)).state;
    const asked = told(opened, now, change({ checkOut: '2027-03-05T10:00:00.000Z' }));
    const { state } = play(asked, now, { moveWindow: () => failed() });
    expect(problemOf(state)).toBe('ExtensionAtRisk');
    expect(play(state, now + MINUTE_MS).state.problems).toEqual({});
  });
});

describe('a step that takes long', () => {
  const waiting = (): readonly [StayState, ActivityStep] => {
    const state = taken(told(undefined, BEFORE, put()), BEFORE);
    return [state, stepAt(state, BEFORE)];
  };

  it.each([
    ['has not failed while it waits in its queue', { attempts: 0 }, undefined],
    [
      'shows what its last attempt said',
      { attempts: 3, failure: { type: 'SeamUnavailable' } },
      'SeamUnavailable',
    ],
    [
      'shows that nobody works its queue',
      { attempts: 0, nobodyPolls: true },
      'NobodyWorksTheQueue',
    ],
  ] as const)('%s', (_what, seen, problem) => {
    const [state, step] = waiting();
    expect(problemOf(showProgress(state, step, seen, BEFORE + MINUTE_MS))).toBe(problem);
  });

  it('is shown as an overdue revocation where it ends the stay', () => {
    const ending = taken(told(granted(), BEFORE, CANCEL), BEFORE);
    const seen = { attempts: 3, failure: { type: 'SeamUnavailable' } } as const;
    const shown = showProgress(ending, stepAt(ending, BEFORE), seen, BEFORE + MINUTE_MS);
    expect(problemOf(shown)).toBe('RevocationOverdue');
    expect(showProgress(shown, stepAt(ending, BEFORE), { attempts: 4 }, BEFORE).problems).toEqual(
      {},
    );
  });
});
