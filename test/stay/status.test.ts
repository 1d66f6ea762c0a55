import { describe, expect, it } from 'vitest';

import { rememberingState } from '../../src/stay/first-state.ts';
import type { Request } from '../../src/stay/message.ts';
import type { StayState } from '../../src/stay/state.ts';
import { statusOf } from '../../src/stay/status-of.ts';
import {
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
  MINUTE_MS,
  NEXT_DAY,
  noPlan,
  play,
  put,
  QUIET_MS,
  REISSUE,
  RELEASE,
  taken,
  told,
} from '../support/stay-values.ts';

const asked = told(undefined, BEFORE, put({}, { revision: 3 }));
const space = told(undefined, BEFORE, put({ listingId: 'space-1' }));
const heldStay = play(told(granted(), BEFORE, HOLD), BEFORE).state;
const ending = play(granted(), at(CHECK_OUT)).state;
const ended = play(ending, at(CHECK_OUT) + QUIET_MS).state;

describe('the status of a stay', () => {
  it.each<readonly [string, string, StayState, number]>([
    ['planning', 'is not planned', asked, BEFORE],
    ['revoking', 'was cancelled before it was planned', told(asked, BEFORE, CANCEL), BEFORE],
    ['granting', 'has a plan and no access yet', taken(asked, BEFORE), BEFORE],
    ['waiting', 'is granted before check-in', granted(), at(CHECK_IN) - 1],
    ['waiting', 'is not to be granted before check-in', play(space, BEFORE).state, BEFORE],
    ['open', 'is granted after check-in', granted(), at(CHECK_IN)],
    ['held', 'would be open', heldStay, DURING],
    ['revoking', 'has seen everything gone once', ending, at(CHECK_OUT)],
    ['revoked', 'has seen it twice', ended, at(CHECK_OUT) + QUIET_MS],
  ])('is %s when it %s', (phase, _what, state, now) => {
    expect(statusOf(state, now).phase).toBe(phase);
  });

  it('stays open while a guest is moved, with the credential that opens until then', () => {
    const opened = play(granted(), at(CHECK_IN)).state;
    const moving = told(opened, DURING, change({ listingId: 'garden-1' }));
    const half = play(moving, DURING, { joinAccessGroups: () => failed() }).state;
    expect(statusOf(half, DURING)).toMatchObject({ phase: 'open', credentialId: 'credential-1' });
    const made = play(moving, DURING, { confirmAccess: () => failed() }).state;
    expect(statusOf(made, DURING).credentialId).toBe('credential-1');
    expect(statusOf(play(moving, DURING).state, DURING).credentialId).toBe('credential-2');
  });

  it('says the window, the revisions by field, and what comes next', () => {
    const longer = change({ checkOut: '2027-03-05T10:00:00.000Z' }, 7);
    const { state } = play(told(granted(), BEFORE, longer), BEFORE);
    expect(statusOf(state, BEFORE)).toMatchObject({
      reservationId: 'R-1',
      listingId: 'canal-1',
      recipe: 'salto-ks-pin',
      opensAt: CHECK_IN,
      closesAt: '2027-03-05T10:00:00.000Z',
      revision: 7,
      revisions: { checkIn: 1, checkOut: 7, listing: 1, cancelled: 1 },
      next: `Check-in at ${CHECK_IN}`,
    });
  });

  it('calls a stay held once nobody gets in, and not while the access is still to be suspended', () => {
    const held = told(granted(), DURING, HOLD);
    expect(statusOf(held, DURING)).toMatchObject({
      phase: 'open',
      held: { since: new Date(DURING).toISOString() },
    });
    const failing = play(held, DURING, { suspendAccess: () => failed() });
    expect(statusOf(failing.state, DURING).phase).toBe('open');
    expect(statusOf(play(failing.state, NEXT_DAY).state, NEXT_DAY).phase).toBe('held');
  });

  it('says since when the stay is held, and what is in the way', () => {
    const trouble = () => done({ ...ALL_WELL, trouble: 'NoSeatLeft' });
    const { state } = play(granted(), at(CHECK_IN), { confirmAccess: trouble });
    expect(statusOf(state, DURING).problem).toMatchObject({ type: 'NoSeatLeft', since: CHECK_IN });
    const again = play(told(state, DURING, CHECK), DURING, { confirmAccess: trouble }).state;
    expect(statusOf(again, DURING).problem).toMatchObject({
      since: CHECK_IN,
      seenAt: new Date(DURING).toISOString(),
    });
    expect(statusOf(heldStay, DURING).held).toEqual({ since: new Date(BEFORE).toISOString() });
    expect(
      statusOf(play(told(heldStay, BEFORE, RELEASE), BEFORE).state, BEFORE).held,
    ).toBeUndefined();
  });

  it('has the evidence of the end', () => {
    const end = statusOf(ended, at(CHECK_OUT) + QUIET_MS);
    expect(end).toMatchObject({
      endedBy: 'check-out',
      absentSince: CHECK_OUT,
      revokedAt: new Date(at(CHECK_OUT) + QUIET_MS).toISOString(),
    });
    expect(end.next).toBeUndefined();
    expect(end.credentialId).toBeUndefined();
    expect(end.ledger.map(({ state, goneAt }) => [state, goneAt])).toEqual(
      end.ledger.map(() => ['removed', CHECK_OUT]),
    );
  });

  it('of a stay that there never was is revoked, with no proof', () => {
    const remembering = told(rememberingState('R-1', 5, BEFORE), BEFORE, {
      ...CANCEL,
      revision: 5,
    });
    const { state } = play(remembering, BEFORE, { recallStay: () => done({}) });
    const over = play(state, BEFORE + MINUTE_MS).state;
    const status = statusOf(over, BEFORE + MINUTE_MS);
    expect(status).toMatchObject({ phase: 'revoked', endedBy: 'cancellation', revision: 5 });
    expect(status.revokedAt).toBeUndefined();
  });

  it('says what became of the last signal', () => {
    const signal: Request = { ...change({ listingId: 'nowhere' }), signal: 'changeStay' };
    const state = told(granted(), BEFORE, signal);
    expect(statusOf(state, BEFORE).lastSignal).toMatchObject({
      name: 'changeStay',
      verdict: { outcome: 'pending' },
    });
    const planStay = () => noPlan('UnknownListing', 'listingId');
    const refused = play(state, BEFORE, { planStay }).state;
    expect(statusOf(refused, BEFORE).lastSignal?.verdict).toMatchObject({ outcome: 'refused' });
  });

  it('is granting until a guest who came in place of another has a key, which is not the first one’s', () => {
    const replaced = told(granted(), BEFORE, put({ guest: BEN }, { revision: 2 }));
    const waiting = play(replaced, BEFORE, { issueCredential: () => failed() }).state;
    expect(statusOf(waiting, BEFORE)).toMatchObject({ phase: 'granting' });
    expect(statusOf(waiting, BEFORE).credentialId).toBeUndefined();
    expect(statusOf(play(replaced, BEFORE).state, BEFORE).phase).toBe('waiting');
  });

  it('holds nothing of the guest', () => {
    const both = play(told(granted(), BEFORE, put({ guest: BEN }, { revision: 2 })), BEFORE).state;
    const text = JSON.stringify(statusOf(both, BEFORE));
    for (const { fullName, email, phone } of [ADA, BEN])
      for (const value of [fullName, email, phone]) expect(text).not.toContain(value);
  });
});

/** In bytes, as a payload. */
const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** A stay of months that is asked for something every few hours. */
function longLife(): { readonly state: StayState; readonly now: number } {
  let now = BEFORE;
  let state = granted({ checkOut: '2027-06-01T10:00:00.000Z' });
  const kinds = (turn: number): readonly Request[] => [
    change({ checkOut: `2027-06-0${1 + (turn % 9)}T10:00:00.000Z` }),
    change({ listingId: turn % 2 === 0 ? 'garden-1' : 'canal-1' }),
    REISSUE,
    HOLD,
    RELEASE,
    put({ guest: turn % 2 === 0 ? BEN : ADA, checkOut: '2027-06-01T10:00:00.000Z' }),
    CHECK,
  ];
  for (let turn = 0; turn < 210; turn += 1) {
    const request = kinds(turn)[turn % 7] ?? CHECK;
    const commandId = `command-${String(turn).padStart(28, '0')}`;
    const command = { id: commandId, said: 'a digest of what was said' };
    state = play(told(state, now, { ...request, command }), now).state;
    now += 6 * HOUR_MS;
  }
  return { state, now };
}

describe('the state of a stay', () => {
  const { state, now } = longLife();

  it('survives JSON, as continue-as-new carries it', () => {
    const states = [asked, taken(asked, BEFORE), granted(), heldStay, ending, ended, state];
    for (const one of states) expect(JSON.parse(JSON.stringify(one))).toEqual(one);
    const carried = JSON.parse(JSON.stringify(state)) as StayState;
    expect(play(carried, now)).toEqual(play(state, now));
  });

  it('keeps at most 200 answers, and is small after a long life', () => {
    expect(state.requests.answers).toHaveLength(200);
    expect(state.requests.received).toBe(211);
    expect(state.life.phase).toBe('living');
    expect(sizeOf(state.requests)).toBeLessThan(64 * 1_024);
    expect(sizeOf(state)).toBeLessThan(128 * 1_024);
  });
});
