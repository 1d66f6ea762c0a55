import type { SeamWatch } from '../seam-watch.ts';

import type { Happened } from './disasters.ts';
import type { DoorWatch } from './door-watch.ts';
import type { Guest } from './guest.ts';
import type { End } from './judge.ts';

/** What a run was made of, and how late it was at its latest. */
export interface Figures {
  readonly stays: number;
  readonly words: number;
  /** Words that had to be said more than once, since Temporal was away. */
  readonly saidAgain: number;
  readonly cancelled: number;
  /** Booked so late, for want of a worker, that their check-out had come before they were planned. */
  readonly refused: number;
  /** Guests who did not cancel, and for whom no door opened. */
  readonly neverOpened: number;
  /** Check-ins and check-outs that fell into an outage of Seam. */
  readonly checkInsWithoutSeam: number;
  readonly checkOutsWithoutSeam: number;
  /** From check-in, or booking, to the open door; from the end of the stay to the second proof. Seconds. */
  readonly latestOpening: number;
  readonly latestProof: number;
  readonly requests: number;
  readonly seconds: number;
}

/** Counts a run that is over. */
export function figuresOf(
  guests: ReadonlyMap<string, Guest>,
  ended: ReadonlyMap<string, End>,
  watch: DoorWatch,
  { outages }: Happened,
  seam: SeamWatch,
  begun: number,
): Figures {
  const all = [...guests.values()];
  const isAway = (at: number): boolean => outages.some(({ from, to }) => at >= from && at < to);
  const words = all.map(({ booking }) => booking.words.length + 1);
  const openings = all.map(({ booking, promised }) => {
    const [first] = watch.sightOf(booking.id).sightings;
    return first === undefined ? 0 : first.from - promised.opensAt;
  });
  const proofs = all.map(({ booking, promised }) => {
    const end = ended.get(booking.id);
    const isOut = typeof end === 'object' && end.endedBy === 'check-out';
    return isOut ? Date.parse(end.revokedAt ?? '') - promised.closesAt : 0;
  });
  return {
    stays: all.length,
    words: words.reduce((sum, count) => sum + count, 0),
    saidAgain: all.reduce(
      (sum, { sayings }, at) => sum + Math.max(0, sayings - (words[at] ?? 0)),
      0,
    ),
    cancelled: all.filter(isCancelled).length,
    refused: [...ended.values()].filter((end) => end === 'refused').length,
    neverOpened: all.filter(
      (guest) => !isCancelled(guest) && watch.sightOf(guest.booking.id).sightings.length === 0,
    ).length,
    checkInsWithoutSeam: all.filter(({ promised }) => isAway(promised.opensAt)).length,
    checkOutsWithoutSeam: all.filter(({ promised }) => isAway(promised.closesAt)).length,
    latestOpening: Math.round(Math.max(0, ...openings) / 1_000),
    latestProof: Math.round(Math.max(0, ...proofs) / 1_000),
    requests: seam.requests().length,
    seconds: Math.round((Date.now() - begun) / 1_000),
  };
}

function isCancelled({ promised }: Guest): boolean {
  return promised.cancelled !== undefined;
}
