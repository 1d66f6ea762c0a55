import { describe, expect, it } from 'vitest';

import { decide } from '../../src/stay/decide.ts';
import type { StayState } from '../../src/stay/state.ts';
import {
  at,
  BEFORE,
  CANCEL,
  change,
  CHECK,
  CHECK_IN,
  CHECK_OUT,
  DURING,
  granted,
  HOLD,
  HOUR_MS,
  MINUTE_MS,
  play,
  put,
  QUIET_MS,
  taken,
  told,
} from '../support/stay-values.ts';

const IN = at(CHECK_IN);
const OUT = at(CHECK_OUT);

/** The priority and the name of each activity that a stay takes until it waits. */
function turnsOf(first: StayState, now: number): readonly string[] {
  const turns: string[] = [];
  for (let state = first; ; state = taken(state, now)) {
    const step = decide(state, now);
    if (step.do === 'wait' || step.do === 'finish' || step.do === 'fail') return turns;
    if ('key' in step && step.do !== 'planStay') turns.push(`${step.priority} ${step.do}`);
  }
}

describe('where many steps wait, a stay', () => {
  it('has the door shut before anything else, and the rest removed when nobody stands at a door', () => {
    expect(turnsOf(granted({ listingId: 'mobile-1' }), OUT)).toEqual([
      '1 removeCredential',
      '4 removeAccessUser',
      '4 removeIdentity',
      '4 proveAbsence',
    ]);
  });

  it('is proven gone before anything else while whoever cancelled it waits', () => {
    expect(turnsOf(told(granted(), BEFORE, CANCEL), BEFORE)).toEqual([
      '1 removeCredential',
      '1 removeAccessUser',
      '1 proveAbsence',
    ]);
  });

  it('takes its time for that where the cancellation came as a signal', () => {
    const cancelled = told(granted(), BEFORE, { ...CANCEL, signal: 'cancelStay' });
    expect(turnsOf(cancelled, BEFORE).at(-1)).toBe('4 proveAbsence');
  });

  it('proves a second time when nobody else needs anything', () => {
    const { state } = play(granted(), OUT);
    expect(turnsOf(state, OUT + QUIET_MS)).toEqual(['5 proveAbsence']);
  });

  it('begins with its guest in the order of who is due, and then finishes what it has begun', () => {
    const finishing = ['2 joinAccessGroups', '2 issueCredential', '2 confirmAccess'];
    const booked = (now: number): StayState => told(undefined, now, put());
    expect(turnsOf(booked(DURING), DURING)).toEqual(['3 addAccessUser', ...finishing]);
    expect(turnsOf(booked(BEFORE), BEFORE)).toEqual(['4 addAccessUser', ...finishing]);
  });

  it('looks again at check-in when nobody else needs anything, and sooner for whoever asks', () => {
    expect(turnsOf(granted(), IN)).toEqual(['5 confirmAccess']);
    expect(turnsOf(told(granted(), BEFORE, CHECK), BEFORE)).toEqual(['2 confirmAccess']);
  });

  it('moves a window that is near before one that is not, and first of all where it shuts a door', () => {
    const later = new Date(OUT + HOUR_MS).toISOString();
    const soon = new Date(IN + HOUR_MS / 2).toISOString();
    expect(moved(BEFORE, { checkOut: later })).toBe('4 moveWindow');
    expect(moved(IN - MINUTE_MS, { checkIn: soon })).toBe('3 moveWindow');
    const afterNow = new Date(DURING + HOUR_MS).toISOString();
    expect(moved(DURING, { checkIn: afterNow })).toBe('1 moveWindow');
  });

  it('lets who stays longer, or comes at once, in before it begins with the next guest', () => {
    const later = new Date(OUT + HOUR_MS).toISOString();
    expect(moved(OUT - MINUTE_MS, { checkOut: later })).toBe('2 moveWindow');
    expect(moved(OUT, { checkOut: later })).toBe('2 moveWindow');
    for (const now of [BEFORE, IN - 20 * MINUTE_MS])
      expect(moved(now, { checkIn: new Date(now).toISOString() })).toBe('2 moveWindow');
  });

  it('moves the window of who is let in as long as before after those who are not', () => {
    const earlier = new Date(OUT - 10 * MINUTE_MS).toISOString();
    const before = new Date(IN - HOUR_MS).toISOString();
    const later = new Date(OUT + HOUR_MS).toISOString();
    expect(moved(OUT - 50 * MINUTE_MS, { checkOut: earlier })).toBe('3 moveWindow');
    expect(moved(OUT - 50 * MINUTE_MS, { checkIn: before })).toBe('3 moveWindow');
    const held = play(told(granted(), DURING, HOLD), DURING).state;
    const now = OUT - MINUTE_MS;
    expect(turnsOf(told(held, now, change({ checkOut: later })), now)).toContain('3 moveWindow');
  });

  it('finishes who was begun, and has no key yet, also where the dates change meanwhile', () => {
    const later = new Date(OUT + HOUR_MS).toISOString();
    let begun = told(undefined, DURING, put());
    while (decide(begun, DURING).do !== 'joinAccessGroups') begun = taken(begun, DURING);
    expect(turnsOf(told(begun, DURING, change({ checkOut: later })), DURING)[0]).toBe(
      '2 moveWindow',
    );
  });
});

/** The first step after a change of dates of a stay that is ready. */
function moved(now: number, says: Parameters<typeof change>[0]): string | undefined {
  return turnsOf(told(granted(), now, change(says)), now)[0];
}

describe('a step that waits for its turn', () => {
  it('has no time in which a worker must take it, if anybody is at a door', () => {
    const ending = taken(granted(), OUT);
    expect(decide(ending, OUT)).not.toHaveProperty('startWithin');
    const booked = taken(told(undefined, BEFORE, put()), BEFORE);
    expect(decide(booked, BEFORE)).not.toHaveProperty('startWithin');
  });

  it('has not failed when it is begun anew after an hour, and is watched from then on', () => {
    const { state } = play(granted(), OUT);
    const proving = OUT + QUIET_MS;
    expect(decide(state, proving)).toHaveProperty('startWithin', HOUR_MS);
    const again = taken(state, proving, { outcome: 'interrupted', isNotTaken: true });
    expect(again.problems).toEqual({});
    expect(decide(again, proving + HOUR_MS)).toMatchObject({ do: 'proveAbsence' });
    expect(decide(again, proving + HOUR_MS)).not.toHaveProperty('startWithin');
  });
});
