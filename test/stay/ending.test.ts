import { describe, expect, it } from 'vitest';

import { verdictOf } from '../../src/stay/answering.ts';
import { decide } from '../../src/stay/decide.ts';
import { overtakes } from '../../src/stay/overtakes.ts';
import { sightingOf } from '../../src/stay/sightings.ts';
import type { StayState } from '../../src/stay/state.ts';
import { statusOf } from '../../src/stay/status-of.ts';
import type { ActivityName, Outcome } from '../../src/stay/step.ts';
import {
  ADA,
  at,
  BEFORE,
  BEN,
  CANCEL,
  change,
  CHECK,
  CHECK_OUT,
  done,
  failed,
  granted,
  HOLD,
  INTERRUPTED,
  liveOf,
  MINUTE_MS,
  noPlan,
  outcomeOf,
  play,
  put,
  QUIET_MS,
  taken,
  told,
  type Answers,
} from '../support/stay-values.ts';

const END = at(CHECK_OUT);
const found = (id = 'late-user'): Outcome =>
  done({ found: [{ kind: 'access-user', id, systemId: 'site' }] });
/** A stay of which everything was seen gone once, at check-out. */
const proven = (): StayState => play(granted(), END).state;
/** An object that does not go by itself, and is found until something else takes it along. */
const stuck = (kind: 'credential' | 'access-user', takenAlongBy?: ActivityName): Answers => {
  const id = `${kind}-1`;
  let isThere = true;
  const remove = (): Outcome => failed('RemovalNotDone');
  const takeAlong = (): undefined => {
    isThere = false;
  };
  return {
    [kind === 'credential' ? 'removeCredential' : 'removeAccessUser']: remove,
    ...(takenAlongBy && { [takenAlongBy]: takeAlong }),
    proveAbsence: () => done({ found: isThere ? [{ kind, id, systemId: 'site' }] : [] }),
  };
};

describe('a stay that ends', () => {
  it('removes the newest first, and proves that nothing is left', () => {
    const { state, steps, last } = play(granted({ listingId: 'mobile-1' }), END);
    expect(steps).toEqual([
      'end',
      'removeCredential credential-1',
      'removeAccessUser access-user-1',
      'removeIdentity user-identity-1',
      'proveAbsence',
    ]);
    expect(last).toEqual({
      do: 'wait',
      until: END + QUIET_MS,
      for: 'second proof',
      isNothingDue: false,
    });
    expect(state.life).toEqual({ phase: 'ending', by: 'check-out', since: END, firstProofAt: END });
  });

  it('has evidence of every object that is gone', () => {
    const now = new Date(END).toISOString();
    const evidence = { state: 'removed', removalAskedAt: now, goneAt: now };
    const { ledger } = play(granted(), END).state;
    for (const entry of ledger.filter((e) => e.kind !== 'membership'))
      expect(entry).toMatchObject(evidence);
    expect(ledger.every((e) => e.state === 'removed')).toBe(true);
  });

  it('is over with the second proof, a quiet period after the first', () => {
    expect(play(proven(), END + QUIET_MS - 1).steps).toEqual([]);
    const { state, steps, last } = play(proven(), END + QUIET_MS);
    expect(steps).toEqual(['proveAbsence']);
    expect(last.do).toBe('finish');
    expect(state.life).toEqual({
      phase: 'ended',
      by: 'check-out',
      firstProofAt: END,
      provenAt: END + QUIET_MS,
    });
    expect(state.problems).toEqual({});
  });

  it.each<readonly [string, number]>([
    ['the first proof', END + MINUTE_MS],
    ['the second', END + QUIET_MS],
  ])('removes what is found after %s, and begins both proofs again', (_which, now) => {
    const first = proven();
    const looked = now < END + QUIET_MS ? told(first, now) : first;
    // Somebody looks sooner where a create was found to be late.
    const state: StayState =
      now < END + QUIET_MS
        ? { ...looked, life: { phase: 'ending', by: 'check-out', since: END } }
        : looked;
    const seen = taken(state, now, found());
    expect(seen.life).toEqual({ phase: 'ending', by: 'check-out', since: END });
    const again = play(seen, now);
    expect(again.steps).toEqual(['removeAccessUser late-user', 'proveAbsence']);
    expect(again.last).toMatchObject({ until: now + QUIET_MS, for: 'second proof' });
  });

  it('counts the quiet period from the last moment at which a create can have been sent', () => {
    const asked = told(undefined, BEFORE, put());
    const begun = taken(taken(asked, BEFORE), BEFORE, INTERRUPTED);
    const { state, last } = play(told(begun, BEFORE, CANCEL), BEFORE);
    expect(state.lastCreateAt).toBe(BEFORE + 15_000);
    expect(last).toMatchObject({ for: 'second proof', until: BEFORE + 15_000 + QUIET_MS });
  });

  it('gives those who wait their verdict with the first proof', () => {
    const asked = told(granted(), BEFORE, CANCEL);
    const removing = taken(taken(asked, BEFORE), BEFORE);
    expect(outcomeOf(removing, 2)).toBeUndefined();
    expect(outcomeOf(play(removing, BEFORE).state, 2)).toBe('applied');
  });

  it('lets no request interrupt its own steps', () => {
    const ending = taken(told(granted(), BEFORE, CANCEL), BEFORE);
    const step = decide(ending, BEFORE);
    if (!('key' in step)) throw new TypeError('nothing is removed');
    const later = told(ending, BEFORE, put({}, { revision: 2 }), HOLD, CHECK, CANCEL);
    expect(later.requests.overtaking).not.toBe(step.overtaking);
    expect(overtakes(later, step)).toBe(false);
  });
});

describe('an object that does not go', () => {
  const mobile = (): StayState => granted({ listingId: 'mobile-1' });

  it('holds up no other but the identity, and is looked for what may hold it', () => {
    const pin = play(mobile(), END, stuck('credential', 'removeAccessUser'));
    expect(pin.steps).toEqual([
      'end',
      'removeCredential credential-1',
      'proveAbsence',
      'removeAccessUser access-user-1',
      'removeIdentity user-identity-1',
      'proveAbsence',
    ]);
    // It went with its user.
    expect(pin.last).toMatchObject({ for: 'second proof' });
    const user = play(mobile(), END, stuck('access-user'));
    expect(user.steps).toContain('removeCredential credential-1');
    expect(user.steps).not.toContain('removeIdentity user-identity-1');
    expect(user.last).toMatchObject({ for: 'next try' });
  });

  it('is tried again and again at growing pauses, and shown to people', () => {
    const answers = stuck('access-user');
    let { state, last } = play(granted(), END, answers);
    const pauses: number[] = [];
    let now = END;
    for (let turn = 0; turn < 8; turn += 1) {
      if (last.do !== 'wait') throw new TypeError(`it gave up: ${last.do}`);
      pauses.push(last.until - now);
      now = last.until;
      ({ state, last } = play(state, now, answers));
    }
    expect(pauses[0]).toBe(1_000);
    expect(Math.max(...pauses)).toBe(MINUTE_MS);
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(state.problems.end?.type).toBe('RevocationOverdue');
    const { state: over } = play(state, now + MINUTE_MS);
    expect(over.life).toMatchObject({ firstProofAt: now + MINUTE_MS });
    expect(over.problems).toEqual({});
  });

  it('that Seam did not answer is tried once more before others', () => {
    let isDown = true;
    const removeCredential = (): Outcome | undefined => {
      const outcome = isDown ? failed() : undefined;
      isDown = false;
      return outcome;
    };
    const { steps } = play(granted(), END, { removeCredential });
    expect(steps.slice(1, 4)).toEqual([
      'removeCredential credential-1',
      'removeCredential credential-1',
      'removeAccessUser access-user-1',
    ]);
  });

  it('that is found again and again by the proof is a problem after five times', () => {
    let state = told(granted(), BEFORE, CANCEL);
    const problems = Array.from({ length: 7 }, (_none, minute) => {
      const now = BEFORE + minute * MINUTE_MS;
      state = play(state, now, { proveAbsence: () => found() }).state;
      return state.problems.end?.since;
    });
    // One proof comes at once after the first.
    const since = BEFORE + 3 * MINUTE_MS;
    expect(problems).toEqual([undefined, undefined, undefined, since, since, since, since]);
    expect(state.problems.end?.type).toBe('RevocationOverdue');
    expect(play(state, BEFORE + 8 * MINUTE_MS).state.problems).toEqual({});
  });

  it('waits as long as Seam asks, whatever it is about', () => {
    const limited = failed('SeamRateLimited', 30_000);
    const { last } = play(granted(), END, { proveAbsence: () => limited });
    expect(last).toMatchObject({ for: 'next try', until: END + 30_000 });
  });
});

describe('a put that comes while the stay ends', () => {
  const again = put({ checkOut: '2027-03-09T10:00:00.000Z' }, { revision: 2 });

  it('is planned after the first proof, and not before', () => {
    const ending = taken(told(granted(), BEFORE, CANCEL), BEFORE);
    const { steps, state } = play(told(ending, BEFORE, again), BEFORE);
    expect(steps.indexOf('proveAbsence')).toBeLessThan(steps.indexOf('planStay'));
    expect(state.life.phase).toBe('living');
    // The newer request has overtaken the cancellation.
    expect([2, 3].map((n) => outcomeOf(state, n))).toEqual(['superseded', 'applied']);
    expect(liveOf(state, 'access-user').id).toBe('access-user-2');
  });

  it('waits for a create that may still commit', () => {
    const begun = taken(taken(told(undefined, BEFORE, put()), BEFORE), BEFORE, INTERRUPTED);
    const ending = taken(told(begun, BEFORE, CANCEL), BEFORE);
    const { state, last } = play(told(ending, BEFORE, again), BEFORE);
    const until = BEFORE + 15_000 + QUIET_MS;
    expect(last).toMatchObject({ do: 'wait', until });
    expect(play(state, until - 1).steps).toEqual([]);
    expect(play(state, until).state.life.phase).toBe('living');
  });

  it('that cannot be planned leaves the stay to its end', () => {
    const planStay = (): Outcome => noPlan('UnknownListing', 'listingId');
    const { state, last } = play(told(proven(), END, again), END, { planStay });
    expect(outcomeOf(state, 2)).toBe('refused');
    expect(last).toMatchObject({ for: 'second proof', until: END + QUIET_MS });
    expect(play(state, END + QUIET_MS).last.do).toBe('finish');
  });

  it('opens the stay also after the second proof, before the run has closed', () => {
    const ended = play(proven(), END + QUIET_MS).state;
    const now = END + QUIET_MS;
    const { state } = play(told(ended, now, again), now);
    expect(state.life.phase).toBe('living');
  });

  it('does not bring it back if it is older than a change that came too late', () => {
    const planStay = (): Outcome => failed('ListingsUnreadable');
    const asked = told(granted(), BEFORE, change({ listingId: 'canal-2' }, 6));
    const unplanned = play(asked, BEFORE, { planStay }).state;
    const ending = play(unplanned, END + 48 * 60 * MINUTE_MS, { planStay }).state;
    expect(outcomeOf(ending, 2)).toBe('too-late');
    const later = (revision: number): string | undefined =>
      outcomeOf(told(ending, END, put({}, { revision })), 3);
    expect([3, 6, 7].map(later)).toEqual(['superseded', 'superseded', undefined]);
  });

  it('does not bring it back if it is not newer than a cancellation that came while it ended', () => {
    const cancelled = told(granted(), BEFORE, { ...CANCEL, revision: 2 });
    const ending = taken(cancelled, BEFORE);
    const ended = play(ending, BEFORE + QUIET_MS).state;
    for (const over of [ending, proven(), ended]) {
      const heard = told(over, END, { ...CANCEL, revision: 4 });
      expect(verdictOf(heard, heard.requests.received)?.outcome).toBe('too-late');
      const later = (revision: number): string | undefined => {
        const afterwards = told(heard, END, put({}, { revision }));
        return outcomeOf(afterwards, afterwards.requests.received);
      };
      expect([3, 4, 5].map(later)).toEqual(['superseded', 'superseded', undefined]);
      // A run that follows this one knows it as well.
      expect(statusOf(heard, END).revisions?.cancelled).toBe(4);
    }
  });

  it('may be for another guest, who finds nothing of the one before', () => {
    const other = put({ guest: BEN, checkOut: '2027-03-09T10:00:00.000Z' }, { revision: 2 });
    const { state } = play(told(proven(), END, other), END);
    expect(state.requests.accepted?.guest.value).toEqual(BEN);
    expect(state.ledger.filter((e) => e.state === 'live').length).toBe(3);
    expect(JSON.stringify(state.ledger)).not.toContain(ADA.fullName);
  });
});

describe('a stay for which nothing was ever created', () => {
  it('has nothing to prove once it is known that no earlier run left anything', () => {
    const asked = told(undefined, BEFORE, put(), CANCEL);
    const { state, steps, last } = play(asked, BEFORE, { recallStay: () => done({}) });
    expect(steps).toEqual(['end', 'recallStay', 'close']);
    expect(last.do).toBe('finish');
    expect(state.life).toMatchObject({ phase: 'ended', provenAt: BEFORE });
    expect(outcomeOf(state, 2)).toBe('applied');
  });

  it('needs no question where its plan has asked already', () => {
    const planned = taken(told(undefined, BEFORE, put({ listingId: 'space-1' })), BEFORE);
    expect(play(told(planned, BEFORE, CANCEL), BEFORE).steps).toEqual(['end', 'close']);
  });

  it('proves the absence of what an earlier run left', () => {
    const asked = told(undefined, BEFORE, put(), CANCEL);
    const recallStay = (): Outcome => done({ leftIn: ['site'] });
    const { steps, last } = play(asked, BEFORE, { recallStay });
    expect(steps).toEqual(['end', 'recallStay', 'proveAbsence']);
    expect(last).toMatchObject({ for: 'second proof', until: BEFORE + 15_000 + QUIET_MS });
  });
});

describe('a double of the PIN that a lock keeps', () => {
  it('is asked for again after one look, not looked for without end', () => {
    const life = granted();
    const [userId] = life.ledger.flatMap((e) => (e.kind === 'access-user' ? [e.id ?? ''] : []));
    const double = { kind: 'credential', id: 'double', systemId: 'site', userId } as const;
    const seen = { ...life, ledger: [...life.ledger, sightingOf(double)] };
    let tries = 0;
    const { steps, state } = play(seen, BEFORE, {
      removeCredential: () => {
        tries += 1;
        const gone = { outcome: 'gone', acceptedAt: new Date(BEFORE).toISOString() };
        return tries === 1 ? failed('RemovalNotDone') : done(gone);
      },
    });
    expect(steps).toEqual([
      'removeCredential double',
      expect.stringMatching(/^proveAbsence/),
      'removeCredential double',
    ]);
    expect(state.ledger.find((e) => e.id === 'double')?.state).toBe('removed');
  });
});
