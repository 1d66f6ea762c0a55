import { describe, expect, it } from 'vitest';

import { begin } from '../../src/stay/begin.ts';
import { decide } from '../../src/stay/decide.ts';
import type { Request } from '../../src/stay/message.ts';
import {
  type Observation,
  observe,
  observeStep,
  rememberedOf,
  type Remembered,
} from '../../src/stay/observing.ts';
import { receive } from '../../src/stay/receive.ts';
import type { StayState } from '../../src/stay/state.ts';
import {
  ALL_WELL,
  at,
  type Answers,
  BEFORE,
  CANCEL,
  change,
  CHECK_IN,
  CHECK_OUT,
  done,
  DURING,
  failed,
  granted,
  HOLD,
  HOUR_MS,
  MINUTE_MS,
  put,
  QUIET_MS,
  RELEASE,
  taken,
  told,
} from '../support/stay-values.ts';

const OPENING = at(CHECK_IN);
const END = at(CHECK_OUT);

/** A stay that is watched from a state on. */
class Watched {
  state: StayState;
  #remembered: Remembered;
  readonly observations: Observation[] = [];

  constructor(state: StayState) {
    this.state = state;
    this.#remembered = rememberedOf(state);
  }

  #turn(next: StayState, now: number): void {
    const { observations, remembered } = observe(this.state, next, this.#remembered, now);
    this.observations.push(...observations);
    this.#remembered = remembered;
    this.state = next;
  }

  hear(now: number, ...requests: readonly Request[]): this {
    for (const request of requests) this.#turn(receive(this.state, request, now), now);
    return this;
  }

  /** Lives it at one moment, until it waits or its run closes. */
  live(now: number, answers: Answers = {}): this {
    for (;;) {
      const step = decide(this.state, now);
      if (step.do === 'finish' || step.do === 'fail') return this;
      if (step.do === 'wait') {
        this.#turn(begin(this.state, step, now), now);
        return this;
      }
      const outcome = 'key' in step ? answers[step.do]?.(step, now) : undefined;
      this.#turn(taken(this.state, now, outcome), now);
    }
  }

  /** The lateness of a moment, each time that it was told; in seconds. */
  seconds(of: Observation['of']): readonly number[] {
    return this.observations.flatMap((each) =>
      each.of === of && 'seconds' in each ? [each.seconds] : [],
    );
  }
}

const booked = (now = BEFORE, ...more: readonly Request[]): Watched =>
  new Watched(told(undefined, now)).hear(now, put(), ...more);

describe('a door that opens', () => {
  it('was ready the day before, and is open when somebody looks at check-in', () => {
    const stay = booked()
      .live(BEFORE)
      .live(OPENING + 2_000);
    expect(stay.seconds('ready')).toEqual([24 * 3_600]);
    expect(stay.seconds('open')).toEqual([2]);
  });

  it('opens once, although a trouble comes and goes', () => {
    const trouble = { confirmAccess: () => done({ ...ALL_WELL, trouble: 'EntranceOffline' }) };
    const stay = booked()
      .live(BEFORE)
      .live(OPENING)
      .hear(DURING, { kind: 'check', systemIds: [] })
      .live(DURING, trouble)
      .live(DURING + 10 * MINUTE_MS);
    expect(stay.seconds('open')).toEqual([0]);
    expect(new Watched(stay.state).hear(DURING, RELEASE).live(DURING).seconds('open')).toEqual([]);
  });

  it('is as late as its site is without a seat', () => {
    const full = { confirmAccess: () => done({ ...ALL_WELL, trouble: 'NoSeatLeft' }) };
    const stay = booked().live(BEFORE).live(OPENING, full);
    expect(stay.seconds('open')).toEqual([]);
    expect(stay.observations).toContainEqual({ of: 'problem', problem: 'NoSeatLeft' });
    stay.live(OPENING + 20 * MINUTE_MS);
    expect(stay.seconds('open')).toEqual([20 * 60]);
    expect(stay.observations).toContainEqual({ of: 'problem gone', problem: 'NoSeatLeft' });
  });

  it('of a walk-in is waited for since the booking, and not since check-in', () => {
    expect(
      booked(DURING)
        .live(DURING + 5_000)
        .seconds('open'),
    ).toEqual([5]);
  });

  it('of a guest who was held is waited for since the release', () => {
    const stay = booked(BEFORE, HOLD).live(BEFORE).live(OPENING);
    stay.hear(DURING, RELEASE).live(DURING + 3_000);
    expect(stay.seconds('open')).toEqual([3]);
  });
});

describe('a door that shuts', () => {
  it('is as late as the worker that was away at check-out', () => {
    const late = new Watched(granted()).live(END + HOUR_MS);
    expect(late.seconds('shut')).toEqual([3_600]);
    expect(late.seconds('absent')).toEqual([3_600]);
    expect(late.live(END + HOUR_MS + QUIET_MS + 15_000).seconds('proven')).toEqual([
      3_600 + QUIET_MS / 1_000 + 15,
    ]);
  });

  it('is waited for since the cancellation, also while its lock does not let go', () => {
    const keeps = { removeCredential: () => failed('RemovalNotDone') };
    const stay = new Watched(granted()).hear(DURING, CANCEL);
    const step = decide(stay.state, DURING + 1_000);
    expect(step.do).toBe('end');
    stay.live(DURING + 1_000, {
      ...keeps,
      proveAbsence: () =>
        done({ found: [{ kind: 'credential', id: 'credential-1', systemId: 'site' }] }),
    });
    expect(stay.seconds('shut')).toEqual([]);
    expect(stay.live(DURING + HOUR_MS).seconds('shut')).toEqual([3_600]);
  });

  it('is waited for since the change that moved the check-out into the past', () => {
    const stay = new Watched(granted()).hear(
      DURING + HOUR_MS,
      change({ checkOut: new Date(DURING).toISOString() }),
    );
    expect(stay.live(DURING + HOUR_MS + 4_000).seconds('absent')).toEqual([4]);
  });

  it('is no door where nothing was ever asked for', () => {
    const stay = booked(BEFORE, CANCEL).live(BEFORE);
    expect(stay.state.life.phase).toBe('ended');
    expect([...stay.seconds('absent'), ...stay.seconds('proven')]).toEqual([]);
  });
});

describe('a request', () => {
  it('is told with its verdict once, although a put that begins a run comes twice', () => {
    const twice = put({}, { commandId: 'once' });
    const stay = new Watched(told(undefined, BEFORE)).hear(BEFORE, twice, twice).live(BEFORE);
    expect(stay.observations.filter(({ of }) => of === 'verdict')).toEqual([
      { of: 'verdict', request: 'put', outcome: 'applied' },
    ]);
  });
});

describe('a step', () => {
  it('is told with its outcome, and with why it had none', () => {
    const step = decide(told(undefined, BEFORE, put()), BEFORE);
    if (!('key' in step)) throw new TypeError('a stay that is booked plans');
    expect(observeStep(step, done())).toEqual({ of: 'step', step: 'planStay', outcome: 'done' });
    expect(observeStep(step, failed('ListingsUnusable'))).toEqual({
      ...{ of: 'step', step: 'planStay', outcome: 'failed' },
      problem: 'ListingsUnusable',
    });
  });
});
