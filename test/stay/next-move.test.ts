import { describe, expect, it } from 'vitest';

import type { LedgerEntry } from '../../src/stay/ledger.ts';
import { nextMove, type Situation } from '../../src/stay/next-move.ts';
import { fingerprintOf, placeOf, type Plan } from '../../src/stay/plan.ts';

const CHECK_IN = '2027-03-01T14:00:00.000Z';
const CHECK_OUT = '2027-03-04T10:00:00.000Z';
const at = (iso: string, plusMs = 0): number => Date.parse(iso) + plusMs;
const BEFORE = at(CHECK_IN, -86_400_000);
const DURING = at(CHECK_IN, 3_600_000);

const plan: Plan = {
  listingId: 'canal-1',
  recipe: 'salto-ks-pin',
  recipeVersion: 1,
  acsSystemId: 'site',
  accessGroupIds: ['group-a'],
  entranceIds: [],
  opensAt: CHECK_IN,
  closesAt: CHECK_OUT,
  quietPeriodMs: 600_000,
};
const ours: Plan = { ...plan, recipe: 'salto-space-mobile', grantAt: CHECK_IN };
const window = { opensAt: CHECK_IN, closesAt: CHECK_OUT };

const ledgerOf = (of: Plan): LedgerEntry[] => {
  const place = placeOf(of);
  return [
    { kind: 'access-user', id: 'user', state: 'live', place, window },
    { kind: 'membership', id: 'group-a', state: 'live', place, userId: 'user' },
    { kind: 'credential', id: 'pin', state: 'live', place, userId: 'user' },
  ];
};

const granted: Situation = {
  cancelled: false,
  plan,
  ledger: ledgerOf(plan),
  granted: fingerprintOf(plan),
  confirmed: fingerprintOf(plan),
  lookedAtOpening: undefined,
  inTrouble: false,
  blocked: undefined,
  lookAsked: false,
  closesAnyway: undefined,
};
const opened: Situation = { ...granted, lookedAtOpening: CHECK_IN };

const change = (index: number, facts: Partial<LedgerEntry>): LedgerEntry[] =>
  granted.ledger.map((entry, i) => (i === index ? { ...entry, ...facts } : entry));

describe('the next move of a stay', () => {
  it('ends a cancelled stay, whatever else is open', () => {
    const wild = {
      ...granted,
      cancelled: true,
      blocked: { move: 'grant', at: BEFORE } as const,
      plan: undefined,
    };
    expect(nextMove(BEFORE, wild)).toEqual({ do: 'end', by: 'cancellation' });
  });

  it('plans what is not planned', () => {
    expect(nextMove(BEFORE, { ...granted, plan: undefined })).toEqual({ do: 'plan' });
  });

  // Failure rows: 20
  it('ends at check-out, and not a millisecond sooner', () => {
    expect(nextMove(at(CHECK_OUT), opened)).toEqual({ do: 'end', by: 'check-out' });
    expect(nextMove(at(CHECK_OUT, -1), opened)).toEqual({
      do: 'wait',
      until: at(CHECK_OUT),
      for: 'check-out',
    });
  });

  it('grants at once where the system holds the window', () => {
    const fresh = { ...granted, ledger: [], granted: undefined, confirmed: undefined };
    expect(nextMove(BEFORE, fresh)).toEqual({ do: 'grant' });
  });

  it('grants nothing before check-in where the window is ours to hold', () => {
    const fresh = { ...granted, plan: ours, ledger: [], granted: undefined, confirmed: undefined };
    expect(nextMove(BEFORE, fresh)).toEqual({ do: 'wait', until: at(CHECK_IN), for: 'check-in' });
    expect(nextMove(at(CHECK_IN), fresh)).toEqual({ do: 'grant' });
  });

  it('takes an access back whose window is ours and has moved away', () => {
    const early = { ...granted, plan: ours, ledger: ledgerOf(ours) };
    expect(nextMove(BEFORE, early)).toEqual({ do: 'withdraw' });
  });

  it('waits for a doubt before it takes back what nobody knows to be there', () => {
    const unconfirmedUntil = new Date(BEFORE + 1_000).toISOString();
    const asked: LedgerEntry = {
      kind: 'access-user',
      state: 'asked',
      place: placeOf(ours),
      unconfirmedUntil,
    };
    const early = { ...granted, plan: ours, ledger: [asked] };
    expect(nextMove(BEFORE, early)).toEqual({ do: 'wait', until: BEFORE + 1_000, for: 'doubt' });
    expect(nextMove(BEFORE + 1_000, early)).toEqual({ do: 'withdraw' });
  });

  it.each([
    ['the credential is gone', change(2, { state: 'removed' })],
    ['the user is gone', change(0, { state: 'removed' })],
    ['a group is missing', change(1, { state: 'removed' })],
    ['a doubt has run out', change(0, { unconfirmedUntil: new Date(BEFORE).toISOString() })],
  ])('runs the recipe again when %s', (_what, ledger) => {
    expect(nextMove(BEFORE, { ...granted, ledger })).toEqual({ do: 'grant' });
  });

  it('moves the window before anything else, so that a guest who stays is never shut out', () => {
    const shorter = { ...window, closesAt: '2027-03-03T10:00:00.000Z' };
    const ledger = change(0, { window: shorter, unconfirmedUntil: new Date(BEFORE).toISOString() });
    expect(nextMove(DURING, { ...granted, ledger })).toEqual({
      do: 'move-window',
      place: placeOf(plan),
    });
  });

  it('moves the window of the access that the guest is about to leave, which opens until then', () => {
    const place = placeOf({ ...plan, acsSystemId: 'old' });
    const closesAt = new Date(DURING).toISOString();
    const old = ledgerOf({ ...plan, acsSystemId: 'old' }).map((entry) =>
      entry.window === undefined ? entry : { ...entry, window: { ...window, closesAt } },
    );
    const moving = { ...granted, ledger: old, granted: undefined, confirmed: undefined };
    expect(nextMove(DURING - 1, moving)).toEqual({ do: 'move-window', place });
    // Once that has shut, its room may be somebody else's.
    expect(nextMove(DURING, moving)).toEqual({ do: 'grant' });
  });

  it('does not plan again and again what was refused for good', () => {
    const refused = {
      ...granted,
      plan: undefined,
      blocked: { move: 'grant', at: BEFORE } as const,
    };
    expect(nextMove(BEFORE, refused)).toMatchObject({ do: 'wait', for: 'change' });
    const closesAnyway = at(CHECK_OUT);
    expect(nextMove(BEFORE, { ...refused, closesAnyway })).toMatchObject({ until: closesAnyway });
  });

  it('ends a stay whose newest word cannot be planned, if that word does not move the check-out', () => {
    const unplanned = { ...granted, plan: undefined, closesAnyway: at(CHECK_OUT) };
    expect(nextMove(at(CHECK_OUT, -1), unplanned)).toEqual({ do: 'plan' });
    expect(nextMove(at(CHECK_OUT), unplanned)).toEqual({ do: 'end', by: 'check-out' });
  });

  it('confirms what is granted, and watches a trouble instead', () => {
    expect(nextMove(BEFORE, { ...granted, confirmed: undefined })).toEqual({ do: 'confirm' });
    const inTrouble = { ...granted, confirmed: undefined, inTrouble: true };
    expect(nextMove(BEFORE, inTrouble)).toEqual({ do: 'watch' });
    expect(nextMove(DURING, { ...opened, inTrouble: true })).toEqual({ do: 'watch' });
  });

  it('looks again at check-in, once', () => {
    expect(nextMove(at(CHECK_IN), granted)).toEqual({ do: 'confirm' });
    expect(nextMove(at(CHECK_IN), opened)).toMatchObject({ do: 'wait', for: 'check-out' });
  });

  it('leaves old doors only when the new ones are confirmed', () => {
    const place = placeOf(plan);
    const old: LedgerEntry = {
      kind: 'membership',
      id: 'group-z',
      state: 'live',
      place,
      userId: 'user',
    };
    const ledger = [...granted.ledger, old];
    expect(nextMove(BEFORE, { ...granted, ledger })).toEqual({
      do: 'leave-groups',
      groups: ['group-z'],
    });
    expect(nextMove(BEFORE, { ...granted, ledger, confirmed: undefined })).toEqual({
      do: 'confirm',
    });
  });

  it('leaves an old place only when the new access is confirmed and without trouble', () => {
    const ledger = [...ledgerOf({ ...plan, acsSystemId: 'old' }), ...granted.ledger];
    const left = { do: 'leave-place', place: placeOf({ ...plan, acsSystemId: 'old' }) };
    expect(nextMove(BEFORE, { ...granted, ledger })).toEqual(left);
    const troubled = { ...granted, ledger, confirmed: undefined, inTrouble: true };
    expect(nextMove(BEFORE, troubled)).toEqual({ do: 'watch' });
  });

  it('keeps what the stay has as a whole when the access moves', () => {
    const identity: LedgerEntry = { kind: 'user-identity', id: 'who', state: 'live', place: '*' };
    expect(nextMove(BEFORE, { ...granted, ledger: [identity, ...granted.ledger] })).toMatchObject({
      do: 'wait',
      for: 'check-in',
    });
  });

  describe('of which a move was refused for good', () => {
    const refused = { move: 'move-window', at: BEFORE } as const;
    const blocked = { ...granted, blocked: refused, confirmed: undefined };

    it('waits for a change, and still ends', () => {
      expect(nextMove(BEFORE, blocked)).toMatchObject({ do: 'wait', for: 'check-in' });
      expect(nextMove(DURING, { ...blocked, lookedAtOpening: CHECK_IN })).toEqual({
        do: 'wait',
        until: at(CHECK_OUT),
        for: 'check-out',
      });
      expect(nextMove(at(CHECK_OUT), blocked)).toMatchObject({ do: 'end' });
    });

    it('looks all the same at check-in, when asked to, and while there is a trouble', () => {
      expect(nextMove(DURING, blocked)).toEqual({ do: 'confirm' });
      expect(nextMove(BEFORE, { ...blocked, lookAsked: true })).toEqual({ do: 'confirm' });
      expect(nextMove(BEFORE, { ...blocked, inTrouble: true })).toEqual({ do: 'watch' });
    });

    it('does not look where that was refused, or where there is nothing', () => {
      for (const move of ['grant', 'confirm'] as const) {
        const unseen = { ...blocked, blocked: { move, at: BEFORE } };
        expect(nextMove(DURING, unseen)).toMatchObject({ do: 'wait', for: 'check-out' });
      }
      expect(nextMove(DURING, { ...blocked, ledger: [] })).toMatchObject({ do: 'wait' });
    });

    it('looks again for what may have been made late, once', () => {
      const unconfirmedUntil = new Date(BEFORE + 60_000).toISOString();
      const doubtful = { ...blocked, ledger: change(2, { unconfirmedUntil }) };
      expect(nextMove(BEFORE, doubtful)).toMatchObject({ do: 'wait', for: 'doubt' });
      expect(nextMove(BEFORE + 60_000, doubtful)).toEqual({ do: 'grant' });
      const again = { ...doubtful, blocked: { ...refused, at: BEFORE + 60_000 } };
      expect(nextMove(BEFORE + 60_000, again)).toMatchObject({ do: 'wait', for: 'check-in' });
    });

    // Failure rows: 12
    it('takes nothing away that the guest may still need', () => {
      const old = ledgerOf({ ...plan, acsSystemId: 'old' });
      expect(nextMove(BEFORE, { ...blocked, ledger: old })).toMatchObject({ do: 'wait' });
    });
  });

  it('looks again as soon as a doubt runs out', () => {
    const unconfirmedUntil = new Date(BEFORE + 60_000).toISOString();
    expect(nextMove(BEFORE, { ...granted, ledger: change(2, { unconfirmedUntil }) })).toEqual({
      do: 'wait',
      until: BEFORE + 60_000,
      for: 'doubt',
    });
  });
});
