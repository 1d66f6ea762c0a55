import { reservationIdOf } from '../../src/contract/names.ts';
import type { Status } from '../../src/contract/status.ts';
import * as workflows from '../../workflows/index.ts';

import { maybeActiveInstance } from './temporal/active-instance.ts';
import type { Run } from './temporal/run.ts';
import type { Word } from './world/story.ts';
import { buildWorld, type Judge } from './world/world.ts';
import { momentAt, putOf, storyOf } from './world/write-story.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
/** When the guests leave and arrive. */
const TURN_MS = 3 * HOUR_MS;

/** How many Space stays end, and how many begin, in the same second; and the rate of the queue. */
export interface Wave {
  readonly departures: number;
  readonly arrivals: number;
  readonly perSecond: number;
}

/** How a wave went. Seconds from the turn. */
export interface Measured {
  readonly wave: Wave;
  /** When the last door of those who left was shut. */
  readonly lastDoor: number | undefined;
  /** When the last who arrived had a key, and what they waited on average. */
  readonly lastKey: number | undefined;
  readonly meanWait: number | undefined;
  /** When the last step of the turn was begun. */
  readonly drained: number;
  /** Stays that showed a problem although nothing was slow but the queue. */
  readonly falseProblems: number;
}

/** Plays a wave in which nothing goes wrong. The worker's own time is not part of it. */
export async function measureWave(wave: Wave): Promise<Measured> {
  const meter = new Meter(wave);
  const story = storyOf('wave', wordsOf(wave), {
    conditions: { isHouseEmpty: true, stepsPerSecond: wave.perSecond },
    quietPeriodMs: 10 * 60 * SECOND_MS,
  });
  const turn = story.beginsAt + TURN_MS;
  const { time } = buildWorld(story, { workflows }, (world) => {
    meter.now = () => (world.time.now - turn) / SECOND_MS;
    return meter;
  });
  const told = Date.now;
  Date.now = () => maybeActiveInstance()?.now ?? time.now;
  try {
    await time.run(() => false, turn + HOUR_MS);
  } finally {
    Date.now = told;
  }
  return meter.measured;
}

function wordsOf({ departures, arrivals }: Wave): readonly Word[] {
  const stays = Array.from({ length: departures + arrivals }, (_, nth) => nth);
  return stays.map((nth) => {
    const isLeaving = nth < departures;
    // Put and let in over two hours, so that nothing waits before the turn.
    const share = isLeaving ? nth / departures : (nth - departures) / arrivals;
    const at = Math.round(share * 2 * HOUR_MS);
    const [checkIn, checkOut] = isLeaving
      ? [Math.ceil(at / SECOND_MS) * SECOND_MS + 60 * SECOND_MS, TURN_MS]
      : [TURN_MS, TURN_MS + 24 * HOUR_MS];
    const put = putOf({ listingId: 'space', checkIn, checkOut });
    const guest = { fullName: 'Ada Guest', email: `ada.${nth}@example.com`, phone: '+15555550100' };
    const says = { ...put, guest, checkOut: momentAt(checkOut) } as Word['says'];
    const reservationId = `W-${String(nth).padStart(5, '0')}`;
    return { at, reservationId, via: 'update', says, commandId: 'c-1' };
  });
}

/** Notes when doors are shut, when keys are there, and who shows a problem. */
class Meter implements Judge {
  now: () => number = () => 0;
  readonly #wave: Wave;
  readonly #shut = new Map<string, number>();
  readonly #keys = new Map<string, number>();
  readonly #problems = new Set<string>();
  #drained = 0;

  constructor(wave: Wave) {
    this.#wave = wave;
  }

  get measured(): Measured {
    const waits = [...this.#keys.values()];
    const sum = waits.reduce((all, one) => all + one, 0);
    return {
      wave: this.#wave,
      lastDoor: last(this.#shut),
      lastKey: last(this.#keys),
      meanWait: waits.length === 0 ? undefined : sum / waits.length,
      drained: this.#drained,
      falseProblems: this.#problems.size,
    };
  }

  attemptBegan({ name }: Parameters<Judge['attemptBegan']>[0]): void {
    if (this.now() >= 0 && name !== 'planStay') this.#drained = this.now();
  }

  exchanged({ path, attempt, outcome }: Parameters<Judge['exchanged']>[0]): void {
    const now = this.now();
    if (now < 0 || attempt === undefined || outcome.kind !== 'answer') return;
    if (outcome.answer.status !== 200) return;
    const { workflowId } = attempt.run;
    if (path === '/acs/credentials/delete') this.#shut.set(workflowId, now);
    if (path === '/acs/credentials/create') this.#keys.set(workflowId, now);
  }

  taskDone(run: Run, instance: Parameters<Judge['taskDone']>[1]): void {
    const status = instance?.handlers.query('stayStatus') as Status | undefined;
    const stay = reservationIdOf(run.workflowId);
    if (status?.problem !== undefined && stay !== undefined) this.#problems.add(stay);
  }

  taskFailed(_run: Run, error: unknown): void {
    throw error;
  }

  runClosed(): void {}
  runReset(): void {}
  replied(): void {}
  logged(): void {}
  staffDid(): void {}
  async asked(): Promise<void> {}
}

function last(moments: ReadonlyMap<string, number>): number | undefined {
  return moments.size === 0 ? undefined : Math.max(...moments.values());
}
