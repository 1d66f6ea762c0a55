import type { Scenario } from '../scenario.ts';

/** A length of time, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The doors that opened for a guest at each look of a span. */
export interface Sighting extends Span {
  readonly doors: readonly string[];
}

/** What the doors must keep to. */
export interface DoorTerms {
  readonly opensAt: number;
  /** The latest check-out that was asked for. */
  readonly latestClosesAt: number;
  /** When a move was first asked for. */
  readonly moveAskedAt?: number;
  /** When a move was answered, and with what: the old doors shut then. */
  readonly moved?: Answered;
  /** When the cancellation was answered, and with what: all doors shut then. */
  readonly cancelled?: Answered;
}

/** An answer by which the backend may hold the stay: it is done, or it is kept and will be. */
export interface Answered {
  readonly at: number;
  readonly isApplied: boolean;
}

/** So long we may need where our removal shuts the door: an attempt of 15 s and a task of 10 s may be lost twice. */
const SHUT_WITHIN_MS = 60_000;
/** A word that waits may wait for the end of a step that is tried again, and then for its own steps. */
const PENDING_WITHIN_MS = 120_000;
/** What Seam carries out late it carries out within 2 s. */
const CARRIED_OUT_WITHIN_MS = 5_000;

/**
 * What was wrong at the doors of one guest. Early is early at once, and so is late where the lock
 * keeps the window; where we shut the door, the time of troubles does not count.
 */
export function judgeDoors(
  { fromDoors, toDoors, window }: Pick<Scenario, 'fromDoors' | 'toDoors' | 'window'>,
  terms: DoorTerms,
  sightings: readonly Sighting[],
  troubles: readonly Span[],
): readonly string[] {
  const { opensAt, latestClosesAt, moveAskedAt = Number.POSITIVE_INFINITY } = terms;
  const isLate = (over: number, to: number, withinMs: number): boolean =>
    to - over - troubledBetween(troubles, over, to) > withinMs;
  const isKept = (answer: Answered | undefined, to: number, appliedWithinMs: number): boolean =>
    answer === undefined ||
    !isLate(answer.at, to, answer.isApplied ? appliedWithinMs : PENDING_WITHIN_MS);
  const wrongs = sightings.flatMap(({ from, to, doors }) =>
    doors.flatMap((door) => {
      const isOld = fromDoors.includes(door);
      const isNew = toDoors.includes(door);
      const isOverdue =
        window === 'seam' ? to >= latestClosesAt : isLate(latestClosesAt, to, SHUT_WITHIN_MS);
      const said: readonly (readonly [boolean, string])[] = [
        [!isOld && !isNew, 'was open, and was never booked'],
        [isNew && from < moveAskedAt, 'was open before anybody asked for the move'],
        [isOld && !isKept(terms.moved, to, SHUT_WITHIN_MS), 'was open after the move'],
        [from < opensAt, 'was open before check-in'],
        [isOverdue, 'was open after check-out'],
        [!isKept(terms.cancelled, to, CARRIED_OUT_WITHIN_MS), 'was open after the cancellation'],
      ];
      return said.flatMap(([isWrong, what]) => (isWrong ? [`${door} ${what}`] : []));
    }),
  );
  return [...new Set(wrongs)];
}

/** How much of the time between two instants lay in troubles; what lay in two counts once. */
function troubledBetween(troubles: readonly Span[], from: number, to: number): number {
  let counted = from;
  let sum = 0;
  for (const trouble of troubles.toSorted((a, b) => a.from - b.from)) {
    const begins = Math.max(counted, trouble.from);
    const ends = Math.min(to, trouble.to);
    if (ends <= begins) continue;
    sum += ends - begins;
    counted = ends;
  }
  return sum;
}
