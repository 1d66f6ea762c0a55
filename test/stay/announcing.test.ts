import { describe, expect, it } from 'vitest';

import { outboxAfter } from '../../src/stay/announcement.ts';
import { beginNext, nextStep, recordNext, type NextStep } from '../../src/stay/next-step.ts';
import type { StayState } from '../../src/stay/state.ts';
import { statusOf } from '../../src/stay/status-of.ts';
import {
  at,
  BEFORE,
  change,
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
  play,
  RELEASE,
  told,
} from '../support/stay-values.ts';
import { EVENING, held, LETS_GO, PIN, USER } from '../support/stuck-locks.ts';
import { liveUntil } from '../support/time-passes.ts';

/** A stay that has what it was booked with, and of which others are told. */
function announced(now = BEFORE): StayState {
  return { ...granted({}, now), outbox: outboxAfter({ last: 0 }) };
}

/** What is handed over at a moment when nothing is due at a door, and the state after it. */
function handedOver(state: StayState, now: number) {
  const rest = play(state, now).state;
  const step = nextStep(rest, now);
  const types = step.do === 'announce' ? step.announcements.map(({ type }) => type) : [];
  const begun = beginNext(rest, step, now);
  return { types, step, begun, state: recordNext(begun, step, done(), now) };
}

const typesOf = (step: NextStep) =>
  step.do === 'announce' ? step.announcements.map(({ number, type }) => [number, type]) : step.do;

describe('what is handed over', () => {
  it('is nothing where nobody is told', () => {
    const state = granted();
    expect(nextStep(state, BEFORE)).toMatchObject({ do: 'wait' });
    expect(statusOf(state, BEFORE)).not.toHaveProperty('announced');
  });

  it('is what has happened since the last time, once', () => {
    const first = handedOver(announced(), BEFORE);
    expect(first.types).toEqual(['stay.planned', 'stay.granted']);
    expect(nextStep(first.state, BEFORE)).toMatchObject({ do: 'wait' });
    const opened = handedOver(first.state, DURING);
    expect(opened.types).toEqual(['stay.opened']);
    expect(typesOf(opened.step)).toEqual([[3, 'stay.opened']]);
    const onHold = handedOver(told(opened.state, DURING, HOLD), DURING);
    expect(onHold.types).toEqual(['stay.held']);
    const released = handedOver(told(onHold.state, DURING, RELEASE), DURING);
    expect(released.types).toEqual(['stay.released']);
    const longer = change({ checkOut: new Date(at(CHECK_OUT, HOUR_MS)).toISOString() });
    const changed = handedOver(told(released.state, DURING, longer), DURING);
    expect(changed.types).toEqual(['stay.changed']);
  });

  it('says how the stay is then, and nothing personal', () => {
    const { step } = handedOver(announced(), BEFORE);
    if (step.do !== 'announce') throw new Error('nothing is handed over');
    expect(step.announcements[1]).toEqual({
      ...{ number: 2, type: 'stay.granted', at: new Date(BEFORE).toISOString() },
      data: { listingId: 'canal-1', phase: 'waiting', opensAt: CHECK_IN, closesAt: CHECK_OUT },
    });
  });

  it('comes before a wait, and whoever waits for an answer has it at once', () => {
    const longer = change({ checkOut: new Date(at(CHECK_OUT, HOUR_MS)).toISOString() });
    const { begun } = handedOver(told(announced(), BEFORE, longer), BEFORE);
    expect(begun.requests.open).toEqual([]);
  });

  it('is over before the next thing is due at a door', () => {
    const { state } = handedOver(announced(), BEFORE);
    const onHold = play(told(state, at(CHECK_OUT, -5_000), HOLD), at(CHECK_OUT, -5_000)).state;
    expect(nextStep(onHold, at(CHECK_OUT, -5_000))).toMatchObject({ withinMs: 5_000 });
  });
});

describe('a hand-over that fails', () => {
  it('is tried again after a pause that grows, and the stay goes on meanwhile', () => {
    const { begun, step } = handedOver(announced(), BEFORE);
    const once = recordNext(begun, step, failed(), BEFORE);
    expect(nextStep(once, BEFORE)).toMatchObject({ do: 'wait', until: BEFORE + MINUTE_MS });
    const later = BEFORE + MINUTE_MS;
    const again = nextStep(once, later);
    expect(typesOf(again)).toEqual(typesOf(step));
    const twice = recordNext(beginNext(once, again, later), again, failed(), later);
    expect(nextStep(twice, later)).toMatchObject({ do: 'wait', until: later + 2 * MINUTE_MS });
  });

  it('because a request came first is tried as soon as nothing is due', () => {
    const { begun, step } = handedOver(announced(), BEFORE);
    const asked = told(begun, BEFORE, HOLD);
    const { types } = handedOver(recordNext(asked, step, INTERRUPTED, BEFORE), BEFORE);
    expect(types).toEqual(['stay.planned', 'stay.granted', 'stay.held']);
  });

  it('at the end keeps the run open for one more try, and then the result has it', () => {
    const { state } = handedOver(announced(), BEFORE);
    const ending = play(told(state, DURING, { kind: 'cancel' }), DURING).state;
    const later = DURING + HOUR_MS;
    const ended = play(ending, later).state;
    const step = nextStep(ended, later);
    expect(step).toMatchObject({ do: 'announce', insteadOf: { do: 'finish' }, withinMs: 60_000 });
    const over = recordNext(beginNext(ended, step, later), step, INTERRUPTED, later);
    expect(nextStep(over, later)).toEqual({ do: 'finish' });
    const { announced: said } = statusOf(over, later);
    expect(said?.waiting?.map(({ type }) => type)).toContain('stay.proven');
  });
});

describe('a problem', () => {
  const moved = (): StayState => told(announced(), DURING, change({ listingId: 'garden-1' }));
  const times = { from: DURING, to: EVENING };

  it.each([
    ['the user', [USER]],
    ['the user and the PIN', [USER, PIN]],
  ] as const)('is told once, and shown since it began, while a lock holds %s', (_what, objects) => {
    const { state, announced: handed } = liveUntil(moved(), times, held(objects));
    // The workflow hands over during long steps, too; here what came up then still waits.
    const types = [...handed, ...(state.outbox?.waiting ?? []).map(({ type }) => type)];
    expect(types.filter((type) => type === 'stay.problem')).toHaveLength(1);
    expect(state.problems.step?.type).toBe('RemovalNotDone');
    expect(state.problems.step?.since).toBeLessThan(DURING + HOUR_MS);
  });

  it('is told, and then that it is over, once each if the lock lets go', () => {
    const { announced: types } = liveUntil(moved(), times, held([USER], LETS_GO));
    const ofProblems = types.filter((type) => type.startsWith('stay.problem'));
    expect(ofProblems).toEqual(['stay.problem', 'stay.problem_cleared']);
  });
});

it('a stay of very many turns keeps what is new, and of what is stale the latest', () => {
  let state = announced();
  for (let turn = 0; turn < 400; turn += 1) {
    const asked = told(state, DURING + turn, turn % 2 === 0 ? HOLD : RELEASE);
    const rest = play(asked, DURING + turn).state;
    const step = nextStep(rest, DURING + turn);
    state = recordNext(beginNext(rest, step, DURING + turn), step, failed(), DURING + turn);
  }
  const waiting = state.outbox?.waiting ?? [];
  expect(waiting.length).toBeLessThanOrEqual(100);
  expect(waiting[0]?.type).toBe('stay.planned');
  expect(waiting.at(-1)?.type).toBe('stay.released');
  const numbers = waiting.map(({ number }) => number);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
});
