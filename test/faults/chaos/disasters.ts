import { setTimeout as delay } from 'node:timers/promises';

import type { SeamWatch } from '../seam-watch.ts';

import type { Crew } from './crew.ts';
import type { Span } from './door-judge.ts';
import type { MortalTemporal } from './mortal-temporal.ts';

/** How often what happens, in milliseconds; the first time after half of it. */
export interface Calendar {
  readonly workerKilledEvery: number;
  readonly temporalKilledEvery: number;
  readonly temporalAwayFor: number;
  readonly workerFrozenEvery: number;
  readonly workerFrozenFor: number;
  readonly seamAwayEvery: number;
  readonly seamAwayFor: number;
}

/** What has happened. */
export interface Happened {
  temporalKills: number;
  freezes: number;
  outages: Span[];
  /** When Temporal was away, or a worker frozen, or Seam away, each with the time to get going again. */
  troubles: Span[];
}

/** What disasters befall. */
export interface Victims {
  readonly temporal: MortalTemporal;
  readonly crew: Crew;
  readonly seam: SeamWatch;
}

/** So long workers may wait before they try again what was away. */
const GOING_AGAIN_MS = 10_000;

/** A small part of all calls goes wrong besides, in ways that leave a create in doubt. */
const EVERYDAY_FAULTS = [
  { outcome: 'late-commit', delay_ms: 2_000, probability: 0.01 },
  { outcome: 'reset-after', probability: 0.01 },
  { outcome: '500-after', probability: 0.01 },
  { outcome: '429', probability: 0.01 },
];

/** Disasters, each kind at its own pace, until `over`; then everything is healed. */
export async function befall(
  victims: Victims,
  calendar: Calendar,
  seed: number,
  over: AbortSignal,
): Promise<Happened> {
  const { temporal, crew, seam } = victims;
  const happened: Happened = { temporalKills: 0, freezes: 0, outages: [], troubles: [] };
  const trouble = async (happen: () => Promise<void>): Promise<void> => {
    const from = Date.now();
    await happen();
    happened.troubles.push({ from, to: Date.now() + GOING_AGAIN_MS });
  };
  for (const fault of EVERYDAY_FAULTS) seam.control('faults', { route: '*', seed, ...fault });
  await Promise.all([
    every(calendar.workerKilledEvery, over, async () => crew.kill()),
    every(calendar.workerFrozenEvery, over, async () => {
      happened.freezes += 1;
      await trouble(() => crew.freeze(calendar.workerFrozenFor));
    }),
    every(calendar.temporalKilledEvery, over, async () => {
      happened.temporalKills += 1;
      await trouble(async () => {
        await temporal.kill();
        await delay(calendar.temporalAwayFor);
        await temporal.begin();
      });
    }),
    every(calendar.seamAwayEvery, over, async () => {
      const from = Date.now();
      const to = from + calendar.seamAwayFor;
      happened.outages.push({ from, to });
      happened.troubles.push({ from, to: to + GOING_AGAIN_MS });
      seam.control('outage', { seconds: calendar.seamAwayFor / 1_000 });
    }),
  ]);
  seam.clearFaults();
  seam.control('outage', { seconds: 0 });
  return happened;
}

async function every(ms: number, over: AbortSignal, happen: () => Promise<void>): Promise<void> {
  const wait = async (forMs: number): Promise<void> => {
    // The end of the run is no error of the wait.
    await delay(forMs, undefined, { signal: over }).catch(() => {});
  };
  await wait(ms / 2);
  while (!over.aborted) {
    await happen();
    await wait(ms);
  }
}
