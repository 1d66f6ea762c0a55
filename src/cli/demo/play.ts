import { setTimeout as delay } from 'node:timers/promises';

import { isStayError, type Status, type StayClient, type Verdict } from '../../client/index.ts';
import type { SandboxSite } from '../local/sandbox-site.ts';

import type { Part } from './cast.ts';
import { type DoorSample, readDoors } from './doors.ts';
import { progressOf } from './progress.ts';
import type { Timeline } from './timeline.ts';

/** What the stays are played on. */
export interface Stage {
  readonly stays: StayClient;
  readonly site: SandboxSite;
  readonly timeline: Timeline;
  readonly signal: AbortSignal;
}

/** What was seen of all parts. */
export interface Seen {
  readonly samples: readonly DoorSample[];
  /** Per reservation, what went wrong apart from the doors. */
  readonly faults: ReadonlyMap<string, readonly string[]>;
}

const LOOK_AT_DOORS_MS = 100;
const LOOK_AT_STAY_MS = 300;
/** Well over what the longest part takes; a stay that is not proven by then never will be. */
const PROVEN_WITHIN_MS = 90_000;

/**
 * Plays all parts at once, and watches the doors until the last of them is proven.
 *
 * @throws StayError; Error if a stay is not proven in time or the sandbox does not answer
 */
export async function play(parts: readonly Part[], stage: Stage): Promise<Seen> {
  const ended = new AbortController();
  const signal = AbortSignal.any([stage.signal, ended.signal]);
  const watching = watchDoors(parts, { ...stage, signal });
  try {
    const faults = await Promise.all(
      parts.map(async (part) => {
        const [verdicts] = await Promise.all([
          say(part, { ...stage, signal }),
          follow(part, { ...stage, signal }),
        ]);
        // A machine that does much else may take a message and answer late; the doors tell whether it did.
        const notDone = verdicts.filter(({ outcome }) => !['applied', 'pending'].includes(outcome));
        return [
          part.reservation.reservationId,
          notDone.map((v) => `a message was ${v.outcome}`),
        ] as const;
      }),
    );
    ended.abort();
    return { samples: await watching, faults: new Map(faults) };
  } finally {
    // However it ends, nobody goes on looking.
    ended.abort();
    await watching.catch(() => {});
  }
}

/** What the booking backend says: the booking, and later the guest's change of mind. */
async function say(part: Part, { stays, timeline, signal }: Stage): Promise<readonly Verdict[]> {
  const put = await stays.put(part.reservation);
  timeline.said(part, 'put', put);
  await delay(Math.max(0, part.changesAt - Date.now()), undefined, { signal });
  const { reservationId } = part.reservation;
  const checkOut = new Date(part.closesAt).toISOString();
  const change = part.isCancelled
    ? await stays.cancel(reservationId)
    : await stays.change(reservationId, { checkOut });
  timeline.said(part, part.isCancelled ? 'cancelled' : 'extended', change);
  return [put, change];
}

/** Tells what the stay does, until it is proven revoked. */
async function follow(part: Part, { stays, timeline, signal }: Stage): Promise<void> {
  const deadline = Date.now() + PROVEN_WITHIN_MS;
  let before: Status | undefined;
  while (before?.phase !== 'revoked') {
    if (Date.now() > deadline)
      throw new Error(`${part.title}: still ${before?.phase ?? 'not there'} after 90 s`);
    await delay(LOOK_AT_STAY_MS, undefined, { signal });
    const now = await lookAt(stays, part.reservation.reservationId);
    if (now === undefined) continue;
    for (const progress of progressOf(before, now)) timeline.moved(part, progress);
    before = now;
  }
}

async function lookAt(stays: StayClient, reservationId: string): Promise<Status | undefined> {
  try {
    return await stays.show(reservationId);
  } catch (error) {
    // The first look may come before the booking.
    if (isStayError(error, 'NoSuchStay')) return undefined;
    throw error;
  }
}

/** Looks at the doors until told to stop, and once more; tells when they open and shut. */
async function watchDoors(
  parts: readonly Part[],
  { site, timeline, signal }: Stage,
): Promise<readonly DoorSample[]> {
  const samples: DoorSample[] = [];
  for (let isLast = false; !isLast;) {
    isLast = signal.aborted;
    const sample = await readDoors(site);
    for (const part of parts) {
      const open = (of: DoorSample | undefined): number =>
        of?.openFor.get(part.reservation.reservationId)?.size ?? 0;
      if (open(sample) !== open(samples.at(-1))) timeline.doors(part, open(sample));
    }
    samples.push(sample);
    await delay(LOOK_AT_DOORS_MS, undefined, { signal }).catch(() => {});
  }
  return samples;
}
