import { describe, expect, it } from 'vitest';

import type { Seen } from '../../src/contract/steps.ts';
import { decide } from '../../src/stay/decide.ts';
import { note } from '../../src/stay/ledger-noting.ts';
import type { Ledger, LedgerEntry } from '../../src/stay/ledger.ts';
import { overtakes } from '../../src/stay/overtakes.ts';
import { record } from '../../src/stay/record.ts';
import type { StayState } from '../../src/stay/state.ts';
import type { ActivityStep, Outcome, StepOf } from '../../src/stay/step.ts';
import { noteAskedToWait } from '../../src/stay/tries.ts';
import {
  accessScope,
  ADA,
  ALL_WELL,
  at,
  BEFORE,
  BEN,
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
  HOUR_MS,
  INTERRUPTED,
  MINUTE_MS,
  noPlan,
  outcomeOf,
  planOf,
  play,
  put,
  QUIET_MS,
  refusedAtFirst,
  refusedFor,
  RELEASE,
  REISSUE,
  RETRY,
  taken,
  told,
  type Answers,
  type Played,
  names,
} from '../support/stay-values.ts';

const scope = accessScope();
/** A stay with its access, of which its ledger knows something else. */
const knowing = (key: 'access-user' | 'credential', facts: Partial<LedgerEntry>): StayState => {
  const state = granted();
  return { ...state, ledger: note(state.ledger, { kind: key, scope }, facts) };
};
const seen = (more: Partial<Seen>) => (): Outcome => done({ ...ALL_WELL, ...more });
const removedIn = (ledger: Ledger, systemId: string): boolean =>
  ledger.every(
    (e) => e.scope.of === 'guest' || e.scope.systemId !== systemId || e.state === 'removed',
  );
const upTo = (steps: readonly string[], name: string): string[] =>
  names(steps).slice(0, names(steps).indexOf(name) + 1);

describe('the next step of a stay', () => {
  it.each<readonly [string, readonly string[]]>([
    ['canal-1', ['planStay', 'addAccessUser', 'joinAccessGroups', 'issueCredential']],
    [
      'mobile-1',
      ['planStay', 'identifyGuest', 'addAccessUser', 'joinAccessGroups', 'issueCredential'],
    ],
  ])(
    'at %s plans, grants as the recipe says, confirms, and waits for check-in',
    (listingId, all) => {
      const { steps, last } = play(told(undefined, BEFORE, put({ listingId })), BEFORE);
      expect(names(steps)).toEqual([...all, 'confirmAccess']);
      expect(last).toEqual({
        do: 'wait',
        until: at(CHECK_IN),
        for: 'check-in',
        isNothingDue: true,
      });
    },
  );

  it('ends a cancelled stay, whatever else is open', () => {
    const fresh = told(undefined, BEFORE, put(), CANCEL);
    const wild = told(knowing('access-user', { state: 'removed' }), BEFORE, RETRY, CHECK, CANCEL);
    for (const state of [fresh, wild])
      expect(decide(state, BEFORE)).toEqual({ do: 'end', by: 'cancellation' });
  });

  // Failure rows: 20
  it('ends at check-out, and not a millisecond sooner', () => {
    const opened = play(granted(), at(CHECK_IN)).state;
    expect(decide(opened, at(CHECK_OUT))).toEqual({ do: 'end', by: 'check-out' });
    expect(decide(opened, at(CHECK_OUT, -1))).toMatchObject({
      do: 'wait',
      until: at(CHECK_OUT),
      for: 'check-out',
    });
  });

  it('grants nothing before check-in where the window is ours to hold', () => {
    const asked = told(undefined, BEFORE, put({ listingId: 'space-1' }));
    const { state, steps, last } = play(asked, BEFORE);
    expect(steps).toEqual(['planStay']);
    expect(last).toMatchObject({ until: at(CHECK_IN), for: 'check-in', isNothingDue: true });
    expect(outcomeOf(state, 1)).toBe('applied');
    expect(names(play(state, at(CHECK_IN)).steps)[0]).toBe('identifyGuest');
  });

  it('takes an access back whose window is ours and has moved away, and waits for what is late', () => {
    const space = play(granted({ listingId: 'space-1' }), at(CHECK_IN)).state;
    const later = change({ checkIn: '2027-03-02T14:00:00.000Z' });
    const { steps, last } = play(told(space, DURING, later), DURING);
    expect(names(steps)).toEqual([
      'planStay',
      'removeCredential',
      'removeAccessUser',
      'removeIdentity',
      'proveAbsence',
    ]);
    expect(last).toMatchObject({ for: 'check-in', isNothingDue: true });
    const begun = taken(granted({ listingId: 'space-1' }), at(CHECK_IN), INTERRUPTED);
    const late = play(told(begun, at(CHECK_IN), later), at(CHECK_IN));
    expect(late.steps).toEqual(['planStay']);
    expect(late.last).toMatchObject({ for: 'late create' });
    const until = 'until' in late.last ? (late.last.until ?? 0) : 0;
    expect(names(play(late.state, until).steps)).toEqual(['proveAbsence']);
  });

  it.each<readonly [string, StayState, string]>([
    ['the credential is gone', knowing('credential', { state: 'removed' }), 'issueCredential'],
    ['the user is gone', knowing('access-user', { state: 'removed' }), 'addAccessUser'],
    [
      'a create can commit late no more',
      knowing('access-user', { unconfirmedUntil: new Date(BEFORE).toISOString() }),
      'addAccessUser',
    ],
    [
      'a PIN can be made late no more',
      knowing('credential', { unconfirmedUntil: new Date(BEFORE).toISOString() }),
      'issueCredential',
    ],
  ])('is the one of the recipe that is not satisfied when %s', (_what, state, name) => {
    expect(decide(state, BEFORE).do).toBe(name);
  });

  it('is a look for what may come late as soon as it can come no more', () => {
    const unconfirmedUntil = new Date(BEFORE + MINUTE_MS).toISOString();
    expect(decide(knowing('credential', { unconfirmedUntil }), BEFORE)).toMatchObject({
      do: 'wait',
      until: BEFORE + MINUTE_MS,
      for: 'late create',
    });
  });

  it('moves the window before anything else, so that a guest who stays is never shut out', () => {
    const shorter = { opensAt: CHECK_IN, closesAt: '2027-03-03T10:00:00.000Z' };
    const unconfirmedUntil = new Date(DURING).toISOString();
    const state = knowing('access-user', { window: shorter, unconfirmedUntil });
    expect(decide(state, DURING)).toMatchObject({
      do: 'moveWindow',
      input: { window: { opensAt: CHECK_IN, closesAt: CHECK_OUT } },
    });
  });
});

describe('a change that waits for its plan', () => {
  const down = { planStay: () => failed() };

  it('puts off the check-out only if it may lengthen the stay', () => {
    const same = told(granted(), BEFORE, change({ checkIn: '2027-03-01T12:00:00.000Z' }));
    expect(decide(same, at(CHECK_OUT, -1)).do).toBe('planStay');
    expect(decide(same, at(CHECK_OUT))).toEqual({ do: 'end', by: 'check-out' });
    const longer = told(granted(), BEFORE, change({ checkOut: '2027-03-05T10:00:00.000Z' }));
    expect(decide(longer, at(CHECK_OUT)).do).toBe('planStay');
  });

  it('is planned again after a pause while nobody can plan, and ends all the same', () => {
    const { last, state } = play(told(undefined, BEFORE, put()), BEFORE, down);
    expect(last).toMatchObject({ do: 'wait', for: 'next try', isNothingDue: false });
    expect(state.problems.step?.type).toBe('SeamUnavailable');
    expect(decide(state, at(CHECK_OUT))).toEqual({ do: 'end', by: 'check-out' });
  });

  it('makes way after a few attempts, so that a guest who is due gets in by the plan in force', () => {
    const moved = told(granted(), BEFORE, change({ listingId: 'canal-2' }));
    expect(decide(moved, BEFORE)).toMatchObject({ do: 'planStay', attempts: 8 });
    // Before the first plan there is nothing to make way for.
    expect(decide(told(undefined, BEFORE, put()), BEFORE)).not.toHaveProperty('attempts');
    const early = play(told(undefined, BEFORE, put({ listingId: 'space-1' })), BEFORE).state;
    const late = told(early, at(CHECK_IN), change({ listingId: 'canal-1' }));
    expect(names(play(late, at(CHECK_IN), down).steps)).toContain('issueCredential');
  });

  it('that was refused is not planned again and again', () => {
    const refuse = { planStay: () => noPlan('UnknownListing', 'listingId') };
    const { steps, state, last } = play(told(granted(), BEFORE, RETRY), BEFORE, refuse);
    expect(steps).toEqual(['planStay']);
    expect(outcomeOf(state, 2)).toBe('refused');
    expect(state.problems.listing?.type).toBe('UnknownListing');
    expect(last).toMatchObject({ for: 'check-in' });
  });
});

describe('a guest who moves', () => {
  it('is taken out of the room of the next guest, also where Seam refuses that for good at first', () => {
    const moved = told(granted(), BEFORE, change({ listingId: 'canal-2' }));
    const refuse: Answers = { leaveAccessGroups: () => refusedFor() };
    const { state, last } = play(moved, BEFORE, refuse);
    expect(last).toMatchObject({ do: 'wait', for: 'next try', isNothingDue: false });
    expect(state.problems.step?.type).toBe('SeamRejected');
    const { steps, state: left } = play(state, BEFORE + MINUTE_MS);
    expect(names(steps)).toEqual(['leaveAccessGroups']);
    expect(outcomeOf(left, 2)).toBe('applied');
  });

  it('keeps the old doors until the new ones are confirmed', () => {
    const { steps } = play(told(granted(), BEFORE, change({ listingId: 'canal-2' })), BEFORE);
    expect(names(steps)).toEqual([
      'planStay',
      'joinAccessGroups',
      'confirmAccess',
      'leaveAccessGroups',
    ]);
  });

  it('leaves a room that is not theirs yet before the one user of both opens sooner', () => {
    const sooner = { listingId: 'canal-2', checkIn: '2027-02-28T14:00:00.000Z' };
    const asked = told(granted(), BEFORE, change(sooner));
    const { steps, state } = play(asked, BEFORE);
    expect(names(steps)).toEqual([
      'planStay',
      'leaveAccessGroups',
      'moveWindow',
      'joinAccessGroups',
      'confirmAccess',
    ]);
    expect(outcomeOf(state, 2)).toBe('applied');
    // If the old room cannot be left, the new one is opened all the same.
    let isStuck = true;
    const stuck = play(asked, BEFORE, {
      leaveAccessGroups: () => {
        const outcome = isStuck ? failed() : done({});
        isStuck = false;
        return outcome;
      },
    });
    expect(names(stuck.steps)).toEqual([
      'planStay',
      'leaveAccessGroups',
      'moveWindow',
      'joinAccessGroups',
      'confirmAccess',
      'leaveAccessGroups',
    ]);
  });

  it('keeps the old access until the new one is confirmed and without trouble', () => {
    const asked = told(granted(), BEFORE, change({ listingId: 'garden-1' }));
    const { steps, state } = play(asked, BEFORE);
    expect(names(steps)).toEqual([
      'planStay',
      'addAccessUser',
      'joinAccessGroups',
      'issueCredential',
      'confirmAccess',
      'removeCredential',
      'removeAccessUser',
      'proveAbsence',
    ]);
    expect(removedIn(state.ledger, 'site')).toBe(true);
    const troubled = play(asked, BEFORE, { confirmAccess: seen({ trouble: 'NoSeatLeft' }) });
    expect(names(troubled.steps)).not.toContain('removeCredential');
  });

  it('has the window of the access that is left moved as well, while it opens', () => {
    const both = told(
      granted(),
      BEFORE,
      change({ listingId: 'garden-1', checkOut: '2027-03-05T10:00:00.000Z' }),
    );
    const { steps } = play(both, BEFORE);
    expect(names(steps).slice(0, 2)).toEqual(['planStay', 'moveWindow']);
    // Once that has shut, its room may be somebody else's.
    const planned = taken(both, at(CHECK_OUT) - 1);
    expect(decide(planned, at(CHECK_OUT) - 1).do).toBe('moveWindow');
    expect(decide(planned, at(CHECK_OUT)).do).toBe('addAccessUser');
  });

  it('leaves nothing where the new access was refused', () => {
    const asked = told(granted(), BEFORE, change({ listingId: 'garden-1' }));
    const { steps, last } = play(asked, BEFORE, { addAccessUser: () => refusedFor() });
    expect(names(steps)).toEqual(['planStay', 'addAccessUser']);
    expect(last).toMatchObject({ do: 'wait', isNothingDue: false });
  });
});

describe('a stay of which a step was refused for good', () => {
  const longer = change({ checkOut: '2027-03-05T10:00:00.000Z' });
  const blocked = (): StayState =>
    play(told(granted(), BEFORE, longer), BEFORE, { moveWindow: () => refusedFor() }).state;

  it('waits for a change, and still ends', () => {
    const state = blocked();
    expect(state.problems.refusal?.type).toBe('SeamRejected');
    expect(outcomeOf(state, 2)).toBe('pending');
    // A request of its own may still be carried out.
    expect(decide(state, BEFORE)).toMatchObject({ do: 'wait', for: 'late create' });
    expect(decide(state, at('2027-03-05T10:00:00.000Z'))).toMatchObject({ do: 'end' });
  });

  it('looks all the same at check-in, when asked to, and while there is a trouble', () => {
    expect(names(play(blocked(), DURING).steps)).toContain('confirmAccess');
    expect(decide(told(blocked(), BEFORE, CHECK), BEFORE).do).toBe('confirmAccess');
    const looked = play(told(blocked(), BEFORE, CHECK), BEFORE, {
      confirmAccess: seen({ trouble: 'NoSeatLeft' }),
    });
    expect(looked.last).toMatchObject({ for: 'next look' });
  });

  it.each([RETRY, put({ checkOut: '2027-03-06T10:00:00.000Z' }, { revision: 2 })])(
    'takes it again after a retry or another put',
    (request) => {
      const { steps, state } = play(told(blocked(), BEFORE, request), BEFORE);
      expect(names(steps)).toEqual(['planStay', 'moveWindow', 'confirmAccess']);
      expect(state.problems).toEqual({});
    },
  );

  it('does not look where there is nothing', () => {
    const asked = told(undefined, BEFORE, put());
    const refuse: Answers = { addAccessUser: () => refusedFor() };
    const { state } = play(asked, BEFORE, refuse);
    const { steps, last } = play(state, DURING, refuse);
    expect(names(steps)).toEqual(['addAccessUser']);
    expect(last).toMatchObject({ do: 'wait', for: 'late create' });
  });

  it('looks again for what may have been made late, once', () => {
    const refuse: Answers = { issueCredential: () => refusedFor() };
    const { state } = play(told(undefined, BEFORE, put()), BEFORE, refuse);
    const until = BEFORE + 15_000 + QUIET_MS;
    expect(decide(state, BEFORE)).toMatchObject({ do: 'wait', for: 'late create', until });
    expect(decide(state, until).do).toBe('issueCredential');
    const again = taken(state, until, refusedAtFirst());
    expect(decide(again, until)).toMatchObject({ do: 'wait', for: 'check-in' });
    const retried = play(told(again, until, RETRY), until);
    expect(names(retried.steps)).toEqual(['planStay', 'issueCredential', 'confirmAccess']);
  });

  it('looks again for an identity that may have been made late, once', () => {
    const refuse: Answers = { identifyGuest: () => refusedFor() };
    const asked = told(undefined, BEFORE, put({ listingId: 'mobile-1' }));
    const { state } = play(asked, BEFORE, refuse);
    const until = BEFORE + 15_000 + QUIET_MS;
    expect(decide(state, BEFORE)).toMatchObject({ do: 'wait', for: 'late create', until });
    expect(decide(state, until).do).toBe('identifyGuest');
    const again = taken(state, until, refusedAtFirst());
    expect(decide(again, until)).toMatchObject({ do: 'wait', for: 'check-in' });
  });

  it('is shown no more once it was taken, whatever else goes on', () => {
    const asked = told(granted(), BEFORE, change({ listingId: 'garden-1' }));
    const { state } = play(asked, BEFORE, { issueCredential: () => refusedFor() });
    expect(state.problems.refusal?.type).toBe('SeamRejected');
    const later = play(state, BEFORE + 15_000 + QUIET_MS, {
      removeAccessUser: () => failed('RemovalNotDone'),
      proveAbsence: () =>
        done({ found: [{ kind: 'access-user', id: 'access-user-1', systemId: 'site' }] }),
    });
    expect(later.last).toMatchObject({ isNothingDue: false });
    expect(later.state.problems.refusal).toBeUndefined();
  });

  it('does not ask again and again while somebody is in the way', () => {
    const refuse: Answers = { addAccessUser: () => refusedAtFirst() };
    const { state, steps, last } = play(told(undefined, BEFORE, put()), BEFORE, refuse);
    expect(names(steps)).toEqual(['planStay', 'addAccessUser']);
    expect(last).toMatchObject({ do: 'wait', for: 'check-in', isNothingDue: false });
    expect(state.problems.refusal?.type).toBe('SeamRejected');
  });

  // Failure rows: 12
  it('takes nothing away that the guest may still need', () => {
    const asked = told(granted(), BEFORE, change({ listingId: 'garden-1' }));
    const { state } = play(asked, BEFORE, { issueCredential: () => refusedFor() });
    expect(removedIn(state.ledger, 'site')).toBe(false);
    expect(state.ledger.filter((e) => e.state === 'removed')).toEqual([]);
  });
});

describe('a look at the access', () => {
  it('is taken at check-in, once', () => {
    const { state, steps } = play(granted(), at(CHECK_IN));
    expect(names(steps)).toEqual(['confirmAccess']);
    expect(decide(state, at(CHECK_IN))).toMatchObject({ do: 'wait', for: 'check-out' });
  });

  it.each<readonly [string, number, number]>([
    ['6 hours', at(CHECK_IN) - 72 * HOUR_MS, 6 * HOUR_MS],
    ['what is left until a day before check-in', at(CHECK_IN) - 26 * HOUR_MS, 2 * HOUR_MS],
    ['10 minutes in the last day', at(CHECK_IN) - 20 * HOUR_MS, 10 * MINUTE_MS],
    ['a minute in the last hour', at(CHECK_IN) - HOUR_MS / 2, MINUTE_MS],
    ['a minute while it is open', DURING, MINUTE_MS],
  ])('is taken again after %s while there is a trouble', (_when, now, pause) => {
    const trouble = seen({ trouble: 'NoSeatLeft' });
    const { last, state } = play(told(granted({}, now), now, CHECK), now, {
      confirmAccess: trouble,
    });
    expect(last).toMatchObject({ do: 'wait', for: 'next look', until: now + pause });
    expect(names(play(state, now + pause).steps)).toEqual(['confirmAccess']);
    // Without one there is no look until somebody asks.
    expect(play(state, now + pause).last).not.toMatchObject({ for: 'next look' });
  });

  it('makes anew what it saw gone, and looks once more', () => {
    const looked = told(granted(), BEFORE, CHECK);
    let looks = 0;
    const { steps } = play(looked, BEFORE, {
      confirmAccess: () =>
        (looks += 1) === 1 ? done({ ...ALL_WELL, gone: ['credential-1'] }) : undefined,
    });
    expect(names(steps)).toEqual(['confirmAccess', 'issueCredential', 'confirmAccess']);
  });

  it('also looks at the system before anything is made in it after a plan, and at check-in', () => {
    const looksAtSystem = (step: ActivityStep): boolean =>
      typeof step.input === 'object' && 'lookAtSystem' in step.input;
    const asked: string[] = [];
    const watch = (step: ActivityStep): undefined => {
      if (looksAtSystem(step)) asked.push(step.do);
    };
    const watched: Answers = {
      addAccessUser: watch,
      issueCredential: watch,
      confirmAccess: watch,
    };
    const { state } = play(told(undefined, BEFORE, put()), BEFORE, watched);
    play(state, at(CHECK_IN), watched);
    expect(asked).toEqual(['addAccessUser', 'confirmAccess']);
  });
});

describe('another guest in the same stay', () => {
  const other = put({ guest: BEN }, { revision: 2 });
  const userOf = ({ state }: Played, guest: number): LedgerEntry['state'] | undefined =>
    state.ledger.find(
      (e) => e.kind === 'access-user' && e.scope.of === 'access' && e.scope.guest === guest,
    )?.state;

  it('has a number and an access of their own; the one before goes at once before check-in', () => {
    const { steps, state } = play(told(granted(), BEFORE, other), BEFORE);
    expect(upTo(steps, 'addAccessUser')).toEqual([
      'planStay',
      'removeCredential',
      'removeAccessUser',
      'proveAbsence',
      'addAccessUser',
    ]);
    expect(state.planned?.guest).toBe(2);
    expect(outcomeOf(state, 2)).toBe('applied');
  });

  it('is confirmed before the one before goes while the door is open', () => {
    const opened = play(granted(), at(CHECK_IN)).state;
    const { steps } = play(told(opened, DURING, other), DURING);
    expect(names(steps).indexOf('confirmAccess')).toBeLessThan(
      names(steps).indexOf('removeCredential'),
    );
  });

  it('has the one before gone ten minutes after the put in any case, or at once if refused', () => {
    const opened = play(granted(), at(CHECK_IN)).state;
    const asked = told(opened, DURING, other);
    const down = play(asked, DURING, { addAccessUser: () => failed() });
    expect(userOf(down, 1)).toBe('live');
    expect(userOf(play(down.state, DURING + QUIET_MS, { addAccessUser: () => failed() }), 1)).toBe(
      'removed',
    );
    expect(userOf(play(asked, DURING, { addAccessUser: () => refusedFor() }), 1)).toBe('removed');
  });

  it('lets no slow look, move or grant keep the PIN of the one before alive for longer', () => {
    const opened = play(granted(), at(CHECK_IN)).state;
    const slow: Answers = { confirmAccess: () => failed('NotConfirmedYet') };
    const { state } = play(told(opened, DURING, other), DURING, slow);
    const replaceBy = DURING + 10 * MINUTE_MS;
    expect(decide(state, DURING + MINUTE_MS)).toMatchObject({
      do: 'confirmAccess',
      until: replaceBy,
    });
    expect(userOf(play(state, replaceBy, slow), 1)).toBe('removed');
  });

  it('who was put by mistake costs the guest in the room no access', () => {
    const opened = play(granted(), at(CHECK_IN)).state;
    const slowDown: Answers = { addAccessUser: () => failed('SeamRateLimited', MINUTE_MS) };
    const tries = noteAskedToWait({}, 'addAccessUser', DURING, MINUTE_MS);
    const mistaken = play(told({ ...opened, tries }, DURING, other), DURING, slowDown).state;
    const corrected = told(mistaken, DURING, put({ guest: ADA }, { revision: 3 }));
    const { steps, state } = play(corrected, DURING, slowDown);
    expect(names(steps)).toEqual(['planStay']);
    expect(userOf(play(state, DURING + MINUTE_MS), 2)).toBe('live');
  });

  it('does not share the door with who an earlier run let in, however the dates change', () => {
    const ada = { guest: { number: 1, digest: 'ada' }, userIds: ['ada'], namedByGuideIn: [] };
    const recalling: Answers = {
      planStay: (step) =>
        step.do === 'planStay'
          ? done({ plan: planOf(step.input), leftIn: ['site'], left: ada })
          : undefined,
    };
    const begun = told(undefined, DURING, other);
    const step = decide(begun, DURING);
    const planned = taken(
      begun,
      DURING,
      'key' in step ? recalling.planStay?.(step, DURING) : undefined,
    );
    const longer = told(planned, DURING, change({ checkOut: '2027-03-05T10:00:00.000Z' }, 3));
    const refuse: Answers = { addAccessUser: () => refusedFor() };
    expect(names(play(longer, DURING, refuse).steps)).toEqual([
      'planStay',
      'addAccessUser',
      'proveAbsence',
    ]);
  });

  it.each<readonly [string, Parameters<typeof put>[0], number]>([
    ['another spelling', { guest: { ...ADA, fullName: 'ADA GUEST' } }, 1],
    ['more data', { guest: { ...ADA, accountId: 'A-1' } }, 1],
    ['another e-mail, where none is used', { guest: { ...ADA, email: 'a@example.org' } }, 1],
    [
      'another e-mail, to which the key goes',
      { guest: { ...ADA, email: 'a@example.org' }, listingId: 'mobile-1' },
      2,
    ],
  ])('is not who only has %s, unless the key has to go elsewhere', (_what, says, guest) => {
    const before = granted({ listingId: says?.listingId ?? 'canal-1' });
    const { state } = play(told(before, BEFORE, put(says, { revision: 2 })), BEFORE);
    expect(state.planned?.guest).toBe(guest);
  });

  it('keeps the old key for ten minutes in the house, if a corrected address is refused a new one', () => {
    const before = play(granted({ listingId: 'mobile-1' }), DURING).state;
    const guest = { ...ADA, email: 'a@example.org' };
    const refused = { identifyGuest: () => refusedFor() };
    const corrected = put({ guest, listingId: 'mobile-1' }, { revision: 2 });
    const { state, steps, last } = play(told(before, DURING, corrected), DURING, refused);
    expect(names(steps).filter((name) => name.startsWith('remove'))).toEqual([]);
    expect(last).toMatchObject({ do: 'wait', until: DURING + 10 * MINUTE_MS, isNothingDue: false });
    const later = play(state, DURING + 10 * MINUTE_MS, refused);
    expect(names(later.steps)).toContain('removeAccessUser');
    // Who is another person has no right to the room, and the one before none any more.
    const another = put({ guest: BEN, listingId: 'mobile-1' }, { revision: 2 });
    const replaced = play(told(before, DURING, another), DURING, refused);
    expect(names(replaced.steps)).toContain('removeAccessUser');
  });

  it('is the first where nothing was at Seam for the one before', () => {
    const { state } = play(told(undefined, BEFORE, put({}, { revision: 1 }), other), BEFORE);
    expect(state.planned?.guest).toBe(1);
  });
});

describe('a stay that is held', () => {
  const held = (): StayState => play(told(granted(), BEFORE, HOLD), BEFORE).state;

  it('has its access suspended, and nothing created until it is released', () => {
    const { steps, last } = play(held(), at(CHECK_IN));
    expect(names(steps)).toEqual(['confirmAccess']);
    expect(last).toMatchObject({ do: 'wait', isNothingDue: true });
    const fresh = play(told(undefined, BEFORE, put({}, { holds: true })), BEFORE);
    expect(fresh.steps).toEqual(['planStay']);
    const { steps: freed } = play(told(held(), BEFORE, RELEASE), BEFORE);
    expect(names(freed)).toEqual(['resumeAccess', 'confirmAccess']);
  });

  it('opens no more while nobody can plan the move that was asked for before', () => {
    const moved = told(granted(), BEFORE, change({ listingId: 'canal-2' }), HOLD);
    const { steps } = play(moved, BEFORE, { planStay: () => failed('ListingsUnusable') });
    expect(names(steps).slice(0, 2)).toEqual(['suspendAccess', 'planStay']);
  });

  it('has the room shut that its guest was leaving before the new one is looked at', () => {
    const moved = told(granted(), BEFORE, change({ listingId: 'garden-1' }));
    const interrupted = play(moved, BEFORE, { confirmAccess: () => failed() }).state;
    const { steps } = play(told({ ...interrupted, tries: {} }, BEFORE, HOLD), BEFORE);
    expect(names(steps)).toEqual([
      'suspendAccess',
      'removeCredential',
      'removeAccessUser',
      'proveAbsence',
      'confirmAccess',
    ]);
  });

  it('has it revoked where the system suspends nobody, and a new PIN at the release', () => {
    const suspendAccess = (): Outcome => done({ outcome: 'impossible' });
    const asked = told(granted(), BEFORE, HOLD);
    const { steps, state } = play(asked, BEFORE, { suspendAccess });
    expect(names(steps)).toEqual([
      'suspendAccess',
      'removeCredential',
      'removeAccessUser',
      'proveAbsence',
    ]);
    expect(outcomeOf(state, 2)).toBe('applied');
    const freed = play(told(state, BEFORE, RELEASE), BEFORE);
    expect(names(freed.steps)).toContain('issueCredential');
    expect(outcomeOf(freed.state, 3)).toBe('applied');
  });

  it('loses an old PIN at once that a new one is there for: nobody needs it', () => {
    const failing = { confirmAccess: () => failed() };
    const issued = play(told(granted(), BEFORE, REISSUE), BEFORE, failing).state;
    const { steps } = play(told(issued, BEFORE, HOLD), BEFORE);
    expect(names(steps)).toEqual(['suspendAccess', 'removeCredential']);
  });

  it('is resumed once more if a late suspension of ours shuts the door, however long the look takes', () => {
    const unsure = { unconfirmedUntil: new Date(BEFORE + QUIET_MS).toISOString() };
    const resumeAccess = (): Outcome => done({ outcome: 'resumed', ...unsure });
    const freed = play(told(held(), BEFORE, RELEASE), BEFORE, { resumeAccess }).state;
    const looking = play(freed, BEFORE + QUIET_MS, { confirmAccess: () => failed() }).state;
    let isShut = true;
    const { steps, state } = play(looking, BEFORE + 2 * QUIET_MS, {
      confirmAccess: () => done({ ...ALL_WELL, ...(isShut && { trouble: 'AccessSuspended' }) }),
      resumeAccess: () => {
        isShut = false;
        return done({ outcome: 'resumed' });
      },
    });
    expect(names(steps)).toEqual(['confirmAccess', 'resumeAccess', 'confirmAccess']);
    expect(state.problems).toEqual({});
  });

  it('loses the old access at once when it moves or another guest comes', () => {
    const moves = [change({ listingId: 'garden-1' }), put({ guest: BEN }, { revision: 2 })];
    for (const request of moves) {
      const { steps, state } = play(told(held(), BEFORE, request), BEFORE);
      expect(names(steps)).toEqual([
        'planStay',
        'removeCredential',
        'removeAccessUser',
        'proveAbsence',
      ]);
      expect(outcomeOf(state, 3)).toBe('applied');
    }
  });

  it('is suspended once more if a look shows that it opens', () => {
    let looks = 0;
    const confirmAccess = (): Outcome | undefined =>
      (looks += 1) === 1 ? done({ ...ALL_WELL, trouble: 'HoldNotHeld' }) : undefined;
    const { steps, state } = play(told(held(), BEFORE, CHECK), BEFORE, { confirmAccess });
    expect(names(steps).slice(0, 2)).toEqual(['confirmAccess', 'suspendAccess']);
    expect(state.problems).toEqual({});
  });

  it('has its hold applied no sooner than the suspension has answered', () => {
    const down = { suspendAccess: () => failed() };
    const { last, state } = play(told(granted(), BEFORE, HOLD), BEFORE, down);
    expect(last).toMatchObject({ for: 'next try', isNothingDue: false });
    expect(outcomeOf(state, 2)).not.toBe('applied');
  });

  it('has the new PIN that was asked for meanwhile only once it is released', () => {
    const asked = told(held(), BEFORE, REISSUE);
    expect(names(play(asked, BEFORE).steps)).not.toContain('issueCredential');
    expect(names(play(told(asked, BEFORE, RELEASE), BEFORE).steps)).toContain('issueCredential');
  });
});

describe('a running step', () => {
  const running = (): StepOf<'planStay'> => {
    const step = decide(told(undefined, BEFORE, put({}, { revision: 1 })), BEFORE);
    if (step.do !== 'planStay') throw new TypeError(`not planning but ${step.do}`);
    return step;
  };

  it.each<readonly [string, Parameters<typeof told>[2], boolean]>([
    ['another plan', change({ listingId: 'canal-2' }), true],
    ['a hold', HOLD, true],
    ['the end', CANCEL, true],
    ['a check', CHECK, false],
    ['a retry', RETRY, false],
    ['the same words', put({}, { revision: 2 }), false],
    ['older words', change({ listingId: 'canal-2' }, 0), false],
  ])('is overtaken by %s: %s', (_what, request, isOvertaken) => {
    const state = told(undefined, BEFORE, put({}, { revision: 1 }), request);
    expect(overtakes(state, running())).toBe(isOvertaken);
  });

  it.each<readonly [string, Parameters<typeof told>[2], boolean]>([
    ['a room move', change({ listingId: 'canal-2' }), false],
    ['a release', RELEASE, true],
    ['the end', CANCEL, true],
  ])('that suspends a held stay is overtaken by %s: %s', (_what, request, isOvertaken) => {
    const held = told(granted(), BEFORE, HOLD);
    const step = decide(held, BEFORE);
    if (step.do !== 'suspendAccess') throw new TypeError(`not suspending but ${step.do}`);
    expect(overtakes(told(held, BEFORE, request), step)).toBe(isOvertaken);
  });

  it.each<readonly [string, Parameters<typeof told>[2], boolean]>([
    ['a check', CHECK, true],
    ['a new PIN', REISSUE, true],
    ['a check that nobody waits for', { ...CHECK, signal: 'checkStay' }, false],
  ])('that looks again for nobody is overtaken by %s: %s', (_what, request, isOvertaken) => {
    const step = decide(granted(), at(CHECK_IN));
    if (step.do !== 'confirmAccess') throw new TypeError(`not looking but ${step.do}`);
    const asked = told(granted(), at(CHECK_IN), request);
    expect(overtakes(asked, step)).toBe(isOvertaken);
  });

  it('that looks again for somebody goes on whatever else is asked', () => {
    const asked = told(granted(), at(CHECK_IN), CHECK);
    const step = decide(asked, at(CHECK_IN));
    if (step.do !== 'confirmAccess') throw new TypeError(`not looking but ${step.do}`);
    expect(overtakes(told(asked, at(CHECK_IN), CHECK, REISSUE), step)).toBe(false);
  });

  it('of the end goes on if its guest stays longer after all, and what comes then has its turn at once', () => {
    const left = taken(taken(granted(), at(CHECK_OUT)), at(CHECK_OUT));
    const step = decide(left, at(CHECK_OUT));
    if (step.do !== 'removeAccessUser') throw new TypeError(`not removing but ${step.do}`);
    const later = new Date(at(CHECK_OUT) + HOUR_MS).toISOString();
    const longer = told(left, at(CHECK_OUT), put({ checkOut: later }));
    expect(overtakes(longer, step)).toBe(false);
    const removed = record(longer, step, done({ outcome: 'gone' }), at(CHECK_OUT));
    expect(decide(removed, at(CHECK_OUT))).toMatchObject({ do: 'proveAbsence', priority: 1 });
  });

  it('that removes what a held stay cannot suspend is not overtaken by another hold', () => {
    const held = taken(told(granted(), BEFORE, HOLD), BEFORE, done({ outcome: 'impossible' }));
    const step = decide(held, BEFORE);
    if (step.do !== 'removeCredential') throw new TypeError(`not removing but ${step.do}`);
    expect(overtakes(told(held, BEFORE, HOLD), step)).toBe(false);
    expect(overtakes(told(held, BEFORE, CANCEL), step)).toBe(true);
  });
});
