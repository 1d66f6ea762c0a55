import { describe, expect, it } from 'vitest';

import type { Recalled } from '../../src/stay/activities-planning.ts';
import { verdictOf } from '../../src/stay/answering.ts';
import { decide } from '../../src/stay/decide.ts';
import { desiredOf } from '../../src/stay/desired.ts';
import { orphanState, rememberingState } from '../../src/stay/first-state.ts';
import { leftBy, withUnlearned } from '../../src/stay/inheriting.ts';
import type { Request } from '../../src/stay/message.ts';
import { isSpent, MOST_CHANGES, MOST_REISSUES } from '../../src/stay/receive.ts';
import { record } from '../../src/stay/record.ts';
import { expectInSystems } from '../../src/stay/sightings.ts';
import type { StayState } from '../../src/stay/state.ts';
import { statusOf } from '../../src/stay/status-of.ts';
import type { Outcome } from '../../src/stay/step.ts';
import {
  at,
  BEFORE,
  BOOKED,
  CANCEL,
  change,
  CHECK,
  CHECK_IN,
  CHECK_OUT,
  done,
  granted,
  HOLD,
  MINUTE_MS,
  names,
  noPlan,
  outcomeOf,
  planOf,
  play,
  put,
  QUIET_MS,
  REISSUE,
  RELEASE,
  RETRY,
  told,
} from '../support/stay-values.ts';

const LATER = change({ checkOut: '2027-03-05T10:00:00.000Z' }, 2);
const STALE = change({ checkOut: '2027-03-06T10:00:00.000Z' }, 0);
const commanded = (request: Request, id: string, said = 'this'): Request => ({
  ...request,
  command: { id, said },
});
/** A stay with its access that was cancelled, and whose first proof is still to come. */
const ending = (): StayState =>
  play(told(granted(), BEFORE, CANCEL), BEFORE, { proveAbsence: found }).state;
const found = () => done({ found: [{ kind: 'access-user', id: 'stuck', systemId: 'site' }] });
/** The same after its first proof. */
const proven = (): StayState => play(told(granted(), BEFORE, CANCEL), BEFORE).state;
/** A request comes while a step is under way, which then has an outcome. */
const meanwhile = (state: StayState, request: Request, outcome: Outcome): StayState =>
  record(told(state, BEFORE, request), decide(state, BEFORE), outcome, BEFORE);
/** A stay at the house’s one system, as the reconciler ends it. */
const ORPHAN = {
  reservationId: 'R-1',
  found: [],
  systemIds: ['elsewhere', 'site'],
  quietPeriodMs: QUIET_MS,
  endedBy: 'operator',
  mayBeNamedByGuide: false,
} as const;
const ended = (): StayState => play(proven(), BEFORE + QUIET_MS + MINUTE_MS).state;

describe('a request', () => {
  it('is pending until what it makes due is confirmed', () => {
    const asked = told(granted(), BEFORE, LATER);
    expect(outcomeOf(asked, 2)).toBeUndefined();
    const { state } = play(asked, BEFORE);
    expect(verdictOf(state, 2)).toMatchObject({
      outcome: 'applied',
      opensAt: CHECK_IN,
      closesAt: '2027-03-05T10:00:00.000Z',
    });
  });

  it('that newer ones overtake in all its fields is answered at once', () => {
    const newer = change({ checkOut: '2027-03-06T10:00:00.000Z' }, 3);
    const state = told(granted(), BEFORE, LATER, newer);
    expect([2, 3].map((n) => outcomeOf(state, n))).toEqual(['superseded', undefined]);
    expect(outcomeOf(play(state, BEFORE).state, 3)).toBe('applied');
  });

  it('that comes after a newer one is superseded, and interrupts nothing', () => {
    const first = told(granted(), BEFORE, change({ checkOut: CHECK_OUT }, 9));
    const late = told(first, BEFORE, LATER);
    expect(outcomeOf(late, 3)).toBe('superseded');
    expect(late.requests.overtaking).toBe(first.requests.overtaking);
  });

  it('that says the same again interrupts nothing, and gets what the first one waits for', () => {
    const asked = told(undefined, BEFORE, put({}, { revision: 1 }), put({}, { revision: 2 }));
    expect(asked.requests.overtaking).toBe(1);
    const { state, steps } = play(asked, BEFORE);
    expect(steps.filter((name) => name === 'planStay')).toHaveLength(1);
    expect([1, 2].map((n) => outcomeOf(state, n))).toEqual(['applied', 'applied']);
    const again = told(state, BEFORE, put({}, { revision: 3 }));
    expect(play(again, BEFORE).steps).toEqual([]);
    expect(outcomeOf(play(again, BEFORE).state, 3)).toBe('applied');
  });

  it.each<readonly [string, Request]>([
    ['change', LATER],
    ['retry', RETRY],
    ['check', CHECK],
    ['reissue', REISSUE],
    ['hold', HOLD],
    ['release', RELEASE],
  ])('for a %s is too late once the stay is cancelled, and when it has ended', (_kind, request) => {
    const cancelled = told(granted(), BEFORE, CANCEL);
    for (const state of [cancelled, ending(), ended()]) {
      const next = told(state, BEFORE, request);
      expect(outcomeOf(next, next.requests.received)).toBe('too-late');
    }
  });

  it('for the end is too late only when the stay has ended, and is answered once while it ends', () => {
    expect(outcomeOf(told(ended(), BEFORE, CANCEL), 3)).toBe('too-late');
    const twice = told(told(granted(), BEFORE, CANCEL), BEFORE, CANCEL);
    const { state } = play(twice, BEFORE);
    expect([2, 3].map((n) => outcomeOf(state, n))).toEqual(['applied', 'applied']);
  });
});

describe('a command id', () => {
  const once = commanded(LATER, 'c-1');

  it('that comes again while it waits gets the verdict of the first', () => {
    const { state } = play(told(granted(), BEFORE, once, once), BEFORE);
    expect(verdictOf(state, 3)).toEqual(verdictOf(state, 2));
    expect(outcomeOf(state, 3)).toBe('applied');
    expect(state.requests.changes).toBe(2);
  });

  it('that comes again later gets the verdict as it is by now', () => {
    const applied = play(told(granted(), BEFORE, once), BEFORE).state;
    expect(outcomeOf(told(applied, BEFORE, once), 3)).toBe('applied');
    const moved = told(applied, BEFORE, change({ checkOut: CHECK_OUT }, 3));
    const { state } = play(moved, BEFORE);
    // It is not done again: the newer request stands.
    const again = told(state, BEFORE, once);
    expect(outcomeOf(again, 4)).toBe('superseded');
    expect(desiredOf(again).checkOut?.value).toBe(CHECK_OUT);
  });

  it.each<readonly [string, Request, Request]>([
    ['hold', HOLD, RELEASE],
    ['release', RELEASE, HOLD],
  ])('of a %s is superseded once the contrary was asked for', (_kind, one, contrary) => {
    const taken = play(told(granted(), BEFORE, commanded(one, 'c-1')), BEFORE).state;
    expect(outcomeOf(told(taken, BEFORE, commanded(one, 'c-1')), 3)).toBe('applied');
    const state = told(taken, BEFORE, contrary, commanded(one, 'c-1'));
    expect(outcomeOf(state, 4)).toBe('superseded');
    expect(state.hold !== undefined).toBe(contrary === HOLD);
  });

  it('under which something else is said is refused, and keeps what it was used for', () => {
    const used = play(told(granted(), BEFORE, once), BEFORE).state;
    const other = told(used, BEFORE, commanded(change({ checkIn: CHECK_OUT }), 'c-1', 'that'));
    expect(verdictOf(other, 3)).toMatchObject({ outcome: 'refused', type: 'CommandIdReused' });
    expect(outcomeOf(told(other, BEFORE, once), 4)).toBe('applied');
  });

  it('of a cancellation is obeyed whatever else was said under it', () => {
    const stale: Request = { ...CANCEL, revision: 0 };
    const used = told(granted(), BEFORE, commanded(stale, 'c-1'));
    expect(outcomeOf(used, 2)).toBe('superseded');
    const cancelled = told(used, BEFORE, commanded(CANCEL, 'c-1', 'that'));
    expect(desiredOf(cancelled).cancelled?.value).toBe(true);
  });

  it('counts for its kind alone', () => {
    const state = told(granted(), BEFORE, commanded(HOLD, 'c-1'), commanded(RELEASE, 'c-1'));
    expect(state.hold).toBeUndefined();
  });
});

describe('a cancellation', () => {
  it('that nobody has answered yet keeps an older put out all the same', () => {
    const cancelled = told(undefined, BEFORE, put({}, { revision: 1 }), { ...CANCEL, revision: 4 });
    const state = told(cancelled, BEFORE, put({}, { revision: 2 }));
    expect(outcomeOf(state, 3)).toBe('superseded');
    expect(play(state, BEFORE).state.life).toMatchObject({ phase: 'ended', by: 'cancellation' });
  });

  it('drops what was asked for before, whose revisions stay known', () => {
    const asked = told(granted(), BEFORE, change({ listingId: 'canal-2' }, 7), RETRY, CANCEL);
    expect([2, 3, 4].map((n) => outcomeOf(asked, n))).toEqual([
      'superseded',
      'superseded',
      undefined,
    ]);
    const { state, steps } = play(asked, BEFORE);
    expect(steps[0]).toBe('end');
    expect(outcomeOf(state, 4)).toBe('applied');
    expect(state.requests.accepted?.listingId.revision).toBe(7);
  });

  it('that is older than the put does nothing', () => {
    const state = told(granted({}), BEFORE, { ...CANCEL, revision: 0 });
    expect(outcomeOf(state, 2)).toBe('superseded');
    expect(desiredOf(state).cancelled?.value).toBe(false);
  });

  it('from the Temporal UI is the operator’s', () => {
    const { state } = play(told(granted(), BEFORE, { ...CANCEL, byOperator: true }), BEFORE);
    expect(state.life).toMatchObject({ phase: 'ending', by: 'operator' });
  });
});

describe('a put while the stay ends', () => {
  it('is lived afterwards, if it is newer than everything that was heard', () => {
    const asked = told(proven(), BEFORE, put({}, { revision: 2 }));
    const { state } = play(asked, BEFORE);
    expect(state.life.phase).toBe('living');
    expect(outcomeOf(state, 3)).toBe('applied');
  });

  it.each([1, 0])('is superseded by what was heard, with revision %i', (revision) => {
    const state = told(ending(), BEFORE, put({}, { revision }));
    expect(outcomeOf(state, 3)).toBe('superseded');
  });

  it('is taken back by a cancellation, and the stay goes on ending', () => {
    const asked = told(ending(), BEFORE, put({}, { revision: 2 }));
    const state = told(asked, BEFORE, { ...CANCEL, revision: 3 });
    expect([3, 4].map((n) => outcomeOf(state, n))).toEqual(['superseded', undefined]);
    const after = play(state, BEFORE + MINUTE_MS).state;
    expect(after.life.phase).toBe('ending');
    expect(outcomeOf(after, 4)).toBe('applied');
    // What was heard of the put that was taken back counts.
    expect(outcomeOf(told(after, BEFORE, put({}, { revision: 2 })), 5)).toBe('superseded');
  });

  it('is held from the start if it says so, or if a hold comes while it waits', () => {
    const asks: readonly (readonly Request[])[] = [
      [put({}, { revision: 2, holds: true })],
      [put({}, { revision: 2 }), HOLD],
    ];
    for (const requests of asks) {
      const { state } = play(told(proven(), BEFORE, ...requests), BEFORE);
      expect(state.life.phase).toBe('living');
      expect(state.hold).toBeDefined();
      expect(state.ledger.filter((e) => e.state !== 'removed')).toEqual([]);
    }
  });
});

describe('a hold', () => {
  it('is set by a put only if that put begins the life', () => {
    const held = play(told(undefined, BEFORE, put({}, { holds: true })), BEFORE).state;
    expect(held.hold).toBeDefined();
    expect(held.ledger).toEqual([]);
    const later = told(granted(), BEFORE, put({}, { revision: 2, holds: true }));
    expect(play(later, BEFORE).state.hold).toBeUndefined();
  });

  it('is set by the put that begins the life, also if a stale one came just before it', () => {
    const stale = told(undefined, BEFORE, put({}, { revision: 5 }));
    const newest = put({}, { revision: 9, holds: true });
    const previous = { ...statusOf(ended(), BEFORE), revision: 7, revisions: { cancelled: 7 } };
    const planned = done({ plan: planOf(BOOKED), previous });
    const { state } = play(meanwhile(stale, newest, planned), BEFORE);
    expect(outcomeOf(state, 1)).toBe('superseded');
    expect(state.life.phase).toBe('living');
    expect(state.hold).toBeDefined();
  });

  it('is applied once the access is suspended, and superseded by a release', () => {
    const asked = told(granted(), BEFORE, HOLD);
    expect(outcomeOf(asked, 2)).toBeUndefined();
    const { state, steps } = play(asked, BEFORE);
    expect(steps[0]).toBe('suspendAccess access-user-1');
    expect(outcomeOf(state, 2)).toBe('applied');
    const released = told(asked, BEFORE, RELEASE);
    expect(outcomeOf(released, 2)).toBe('superseded');
    expect(outcomeOf(play(released, BEFORE).state, 3)).toBe('applied');
  });

  it('survives the end of the stay and a new life', () => {
    const held = play(told(granted(), BEFORE, HOLD, CANCEL), BEFORE).state;
    const { state } = play(told(held, BEFORE, put({}, { revision: 2 })), BEFORE);
    expect(state.life.phase).toBe('living');
    expect(state.hold).toEqual({ since: BEFORE });
  });
});

describe('a reissue', () => {
  it('is one credential more, but before the first was confirmed that one will do', () => {
    const early = told(undefined, BEFORE, put(), REISSUE);
    expect(early.access.issue).toBe(1);
    expect(outcomeOf(play(early, BEFORE).state, 2)).toBe('applied');
    const { state, steps } = play(told(granted(), BEFORE, REISSUE), BEFORE);
    expect(steps.map((key) => key.split(' ')[0])).toEqual([
      'issueCredential',
      'confirmAccess',
      'removeCredential',
    ]);
    expect(outcomeOf(state, 2)).toBe('applied');
    expect(state.access.credentialId).toBe('credential-2');
  });
});

describe('a check and a retry', () => {
  it('interrupt nothing: one is answered by a look begun after it, the other by a new plan', () => {
    const state = granted();
    const asked = told(state, BEFORE, CHECK, RETRY);
    expect(asked.requests.overtaking).toBe(state.requests.overtaking);
    const { state: after, steps } = play(asked, BEFORE);
    expect(names(steps)).toEqual(['planStay', 'confirmAccess']);
    expect([2, 3].map((n) => outcomeOf(after, n))).toEqual(['applied', 'applied']);
  });

  it('looks for what somebody saw in a system', () => {
    const asked = told(granted(), BEFORE, { kind: 'check', systemIds: ['elsewhere'] });
    const seen: string[] = [];
    play(asked, BEFORE, {
      proveAbsence: (step) => {
        if (step.do === 'proveAbsence') seen.push(...step.input.systemIds);
        return undefined;
      },
    });
    expect(seen).toEqual(['elsewhere']);
  });

  it('tells the end which systems it does not have to wait for, until more is known of them', () => {
    const asked = told(granted(), BEFORE, { kind: 'check', systemIds: ['elsewhere', 'site'] });
    const namedAtTheEnd = (state: StayState) => {
      const named: unknown[] = [];
      play(told(state, BEFORE, CANCEL), BEFORE, {
        proveAbsence: (step) => {
          if (step.do === 'proveAbsence') named.push(step.input.onlyNamedIn);
          return undefined;
        },
      });
      return named;
    };
    expect(namedAtTheEnd(asked)).toEqual([['elsewhere']]);
    expect(namedAtTheEnd(expectInSystems(asked, ['elsewhere']))).toEqual([undefined]);
  });

  it.each([
    ['is cancelled later', () => rememberingState('R-1', 5, BEFORE)],
    ['is ended by the reconciler', (left: Recalled) => orphanState({ ...ORPHAN, ...left }, BEFORE)],
  ])('tells the end that also where the run was terminated, and the stay %s', (_how, next) => {
    const asked = told(granted(), BEFORE, { kind: 'check', systemIds: ['elsewhere', 'site'] });
    const left = leftBy(asked.ledger);
    const named: unknown[] = [];
    play(next(left), BEFORE, {
      recallStay: () => done(left),
      proveAbsence: (step) => {
        if (step.do === 'proveAbsence') named.push(step.input.onlyNamedIn);
        return undefined;
      },
    });
    expect(named).toEqual([['elsewhere']]);
  });
});

describe('a stay that is asked for too much', () => {
  it('takes no more puts, changes and reissues, but always what shuts and helps', () => {
    const { requests, ...state } = granted();
    const spent = {
      ...state,
      requests: { ...requests, changes: MOST_CHANGES, reissues: MOST_REISSUES },
    };
    for (const kind of ['put', 'change', 'reissue'] as const) {
      expect(isSpent({ ...state, requests }, kind)).toBe(false);
      expect(isSpent(spent, kind)).toBe(true);
    }
    for (const kind of ['cancel', 'retry', 'check', 'hold', 'release'] as const)
      expect(isSpent(spent, kind)).toBe(false);
  });

  it('does not grow for as long as nothing is answered, and keeps the newest of what was asked', () => {
    const asked = ([CHECK, RETRY, HOLD, commanded(RETRY, 'again')] as const).map((request) => {
      let state = told(granted(), BEFORE, request);
      for (let sent = 0; sent < 1_000; sent += 1) state = told(state, BEFORE, request);
      return state;
    });
    for (const state of asked) {
      expect(JSON.stringify(state).length).toBeLessThan(64_000);
      expect(outcomeOf(state, 1_002)).toBeUndefined();
    }
    expect(asked.map((state) => outcomeOf(play(state, BEFORE).state, 1_002))).toEqual([
      'applied',
      'applied',
      'applied',
      'applied',
    ]);
  });

  it('counts only puts and changes that say something newer', () => {
    const state = told(granted(), BEFORE, STALE, CANCEL, LATER);
    expect(state.requests.changes).toBe(1);
  });
});

describe('a signal', () => {
  it('is shown with its verdict, also one that is still to come', () => {
    const asked = told(granted(), BEFORE, { ...LATER, signal: 'changeStay' });
    expect(asked.requests.lastSignal).toEqual({ name: 'changeStay', at: BEFORE, number: 2 });
    const { lastSignal } = play(asked, BEFORE).state.requests;
    expect(lastSignal?.verdict?.outcome).toBe('applied');
    const stale = told(granted(), BEFORE, { ...STALE, signal: 'changeStay' });
    expect(stale.requests.lastSignal?.verdict?.outcome).toBe('superseded');
  });
});

describe('a cancellation of a stay that there never was', () => {
  const remembering = (revision?: number): StayState =>
    told(rememberingState('R-1', revision, BEFORE), BEFORE, { ...CANCEL, revision });
  const recalled = { recallStay: () => done({}) };
  /** Of a stay that was booked, and cancelled later. */
  const HEARD = { checkIn: 1, checkOut: 1, listing: 1, cancelled: 6 };

  it('is remembered: an older put does not open, a newer one does', () => {
    const { state, last } = play(remembering(5), BEFORE, recalled);
    expect(outcomeOf(state, 1)).toBe('applied');
    expect(last).toMatchObject({ do: 'wait', until: BEFORE + MINUTE_MS });
    expect(outcomeOf(told(state, BEFORE, put({}, { revision: 5 })), 2)).toBe('superseded');
    const opened = play(told(state, BEFORE, put({}, { revision: 6 })), BEFORE).state;
    expect(opened.life.phase).toBe('living');
    expect(outcomeOf(opened, 2)).toBe('applied');
  });

  it.each([
    ['applied', 'cancellation'],
    ['too-late', 'check-out'],
  ] as const)('is %s where the stay has ended by %s, which is shown as it ended', (answer, by) => {
    const previous = {
      ...statusOf(play(granted(), Date.parse(CHECK_OUT)).state, Date.parse(CHECK_OUT)),
      phase: 'revoked' as const,
      endedBy: by,
      revokedAt: CHECK_OUT,
      revision: 5,
    };
    const recallStay = (): Outcome => done({ previous });
    for (const revision of [4, 5]) {
      const { state, last } = play(remembering(revision), BEFORE, { recallStay });
      expect(outcomeOf(state, 1)).toBe(answer);
      expect(last.do).toBe('finish');
      expect(statusOf(state, BEFORE)).toEqual(previous);
    }
    const newer = play(remembering(6), BEFORE, { recallStay });
    expect(newer.last.do).toBe('wait');
    expect(outcomeOf(told(newer.state, BEFORE, put({}, { revision: 6 })), 2)).toBe('superseded');
  });

  it('is over after a while, without a proof of what there never was', () => {
    const { state } = play(remembering(5), BEFORE, recalled);
    const { state: over, last } = play(state, BEFORE + MINUTE_MS);
    expect(last.do).toBe('finish');
    expect(over.life).toEqual({ phase: 'ended', by: 'cancellation' });
  });

  it('and that has no revision lets every put open that comes before anybody has looked', () => {
    const both = told(remembering(), BEFORE, put({}, { revision: 0 }));
    const { state } = play(both, BEFORE, recalled);
    expect(outcomeOf(state, 2)).toBe('applied');
  });

  it('once more, with a newer revision, is remembered with that one', () => {
    const { state } = play(remembering(5), BEFORE, recalled);
    const again = told(state, BEFORE, { ...CANCEL, revision: 8 });
    expect(outcomeOf(again, 2)).toBe('applied');
    expect(outcomeOf(told(again, BEFORE, put({}, { revision: 7 })), 3)).toBe('superseded');
  });

  it('is answered at once also where it takes back a put that is being planned', () => {
    const { state } = play(remembering(4), BEFORE, recalled);
    const both = told(state, BEFORE, put({}, { revision: 5 }), { ...CANCEL, revision: 6 });
    expect([2, 3].map((number) => outcomeOf(both, number))).toEqual(['superseded', 'applied']);
    expect(play(both, BEFORE).last).toMatchObject({ do: 'wait', until: BEFORE + MINUTE_MS });
  });

  it('that is older than what an earlier run heard forgets nothing of that', () => {
    const previous = { ...statusOf(ended(), BEFORE), revision: 6, revisions: HEARD };
    const { state } = play(remembering(2), BEFORE, { recallStay: () => done({ previous }) });
    expect(outcomeOf(told(state, BEFORE, put({}, { revision: 5 })), 2)).toBe('superseded');
    const opened = play(told(state, BEFORE, put({}, { revision: 7 })), BEFORE).state;
    expect(outcomeOf(opened, 2)).toBe('applied');
    const over = play(state, BEFORE + MINUTE_MS).state;
    expect(statusOf(over, BEFORE)).toMatchObject({ revision: 6, revisions: HEARD });
  });

  it('ends what an earlier run left like any stay', () => {
    const left = { recallStay: () => done({ leftIn: ['site'] }) };
    const { state, steps } = play(remembering(5), BEFORE, left);
    expect(steps).toEqual(['recallStay', 'proveAbsence']);
    expect(outcomeOf(state, 1)).toBe('applied');
    expect(state.life).toMatchObject({ phase: 'ending', firstProofAt: BEFORE });
  });
});

describe('a put that is older than what was heard', () => {
  it('in every field is superseded, also where it says some of the same', () => {
    const newest = play(told(granted(), BEFORE, put({}, { revision: 5 })), BEFORE).state;
    const late = told(newest, BEFORE, put({ listingId: 'canal-2' }, { revision: 4 }));
    expect(outcomeOf(late, 3)).toBe('superseded');
    expect(outcomeOf(told(newest, BEFORE, put({}, { revision: 4 })), 3)).toBe('superseded');
  });

  it('in some fields only has the others', () => {
    const later = change({ checkOut: '2027-03-05T10:00:00.000Z' }, 5);
    const newest = play(told(granted(), BEFORE, later), BEFORE).state;
    const late = told(newest, BEFORE, put({ listingId: 'canal-2' }, { revision: 4 }));
    const { state } = play(late, BEFORE);
    expect(outcomeOf(state, 3)).toBe('applied');
    expect(state.planned?.plan).toMatchObject({
      listingId: 'canal-2',
      closesAt: '2027-03-05T10:00:00.000Z',
    });
  });

  it('is superseded also by one that said the same again while a retry was planned', () => {
    const retried = told(granted(), BEFORE, RETRY);
    const again = put({}, { revision: 10 });
    const state = meanwhile(retried, again, done({ plan: planOf(BOOKED) }));
    expect(outcomeOf(play(state, BEFORE).state, 3)).toBe('applied');
    const late = told(state, BEFORE, put({ listingId: 'canal-2' }, { revision: 4 }));
    expect(outcomeOf(late, 4)).toBe('superseded');
    expect(outcomeOf(told(state, BEFORE, { ...CANCEL, revision: 5 }), 4)).toBe('superseded');
  });

  it('is cancelled while it is planned, and that newer revision is not forgotten with it', () => {
    const previous = { ...statusOf(ended(), BEFORE), revision: 5, revisions: { cancelled: 5 } };
    const planned = done({ plan: planOf(BOOKED), previous });
    const stale = told(undefined, BEFORE, put({}, { revision: 3 }));
    const { state, last } = play(meanwhile(stale, { ...CANCEL, revision: 9 }, planned), BEFORE);
    expect([1, 2].map((number) => outcomeOf(state, number))).toEqual(['superseded', 'applied']);
    expect(last.do).toBe('finish');
    expect(statusOf(state, BEFORE)).toMatchObject({
      phase: 'revoked',
      revisions: { cancelled: 9 },
    });
  });
});

describe('a put that says the same again', () => {
  const again = (state: StayState, ...puts: readonly Request[]) =>
    play(told(state, BEFORE, ...puts), BEFORE).state.requests.changes;

  it('uses up nothing of what a stay takes, with its revision or without', () => {
    const newest = play(told(granted(), BEFORE, put({}, { revision: 5 })), BEFORE).state;
    const { changes } = newest.requests;
    expect(again(newest, put({}, { revision: 5 }), put({}))).toBe(changes);
    expect(again(newest, put({}, { revision: 6 }))).toBe(changes + 1);
    expect(again(newest, put({ listingId: 'canal-2' }, { revision: 6 }))).toBe(changes + 1);
  });
});

describe('a first put that is refused', () => {
  it('fails the stay, with nothing at Seam; a better one that comes in time begins it anew', () => {
    const planStay = () => noPlan('CheckOutPast', 'checkOut');
    const { state, last } = play(told(undefined, BEFORE, put()), BEFORE, { planStay });
    expect(last.do).toBe('fail');
    expect(verdictOf(state, 1)).toMatchObject({ outcome: 'refused', type: 'CheckOutPast' });
    expect(state.lastCreateAt).toBeUndefined();
    const better = play(told(state, BEFORE, put({}, { revision: 2 })), BEFORE);
    expect(better.state.life.phase).toBe('living');
  });

  it('keeps overtaken what it overtook: an older one does not open, the same one corrected does', () => {
    const planStay = () => noPlan('UnknownListing', 'listingId');
    const { state } = play(told(undefined, BEFORE, put({}, { revision: 5 })), BEFORE, { planStay });
    const previous = withUnlearned(undefined, [
      { status: statusOf(state, BEFORE), isRefused: true },
    ]);
    const begin = (revision: number) =>
      play(told(undefined, BEFORE, put({}, { revision })), BEFORE, {
        planStay: () => done({ plan: planOf(BOOKED), previous }),
      }).state;
    expect(outcomeOf(begin(4), 1)).toBe('superseded');
    expect(statusOf(begin(4), BEFORE).phase).toBe('revoked');
    expect(begin(5).life.phase).toBe('living');
    // Nor does the older one in the run that was refused, before that has closed.
    expect(outcomeOf(told(state, BEFORE, put({}, { revision: 4 })), 2)).toBe('superseded');
  });

  it('is planned no more once its check-out is past everywhere', () => {
    const late = at(CHECK_OUT);
    const asked = told(undefined, BEFORE, put());
    const { state, steps } = play(asked, late, { recallStay: () => done({}) });
    expect(steps).toEqual(['end', 'recallStay', 'close']);
    expect(outcomeOf(state, 1)).toBe('too-late');
  });
});
