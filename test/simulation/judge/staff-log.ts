import type { Attempt } from '../temporal/activity-worker.ts';
import type { Exchange } from '../world/seam-wire.ts';
import type { Done } from '../world/staff.ts';
import type { Deed } from '../world/story.ts';

/** What shuts the guest's doors, or sends the key to somebody else. */
const HARMS: ReadonlySet<Deed> = new Set(['suspend', 'ungroup', 'relink', 'delete']);

interface Harm extends Done {
  /** When the stay's next look at the access came to it. */
  seenAt?: number;
}

/**
 * What staff did to the access of each stay, and whether the stay has looked since. A stay looks at
 * check-in and when it is woken: until then nobody can blame it for what it cannot know.
 */
export class StaffLog {
  readonly #harms = new Map<string, Harm[]>();
  readonly #suspended = new Map<string, number | undefined>();
  readonly #unsuspended = new Map<string, number>();
  readonly #begun = new WeakMap<Attempt, number>();
  readonly #listsLagMs: number;

  /** @param listsLagMs how far lists are behind gets: which groups the guest is in only a list tells */
  constructor(listsLagMs: number) {
    this.#listsLagMs = listsLagMs;
  }

  note(done: Done): void {
    const { reservationId: stay, does, at } = done;
    if (does === 'unsuspend') this.#unsuspended.set(stay, at);
    if (does === 'suspend') this.#suspended.set(stay, undefined);
    if (does === 'unsuspend' && this.#suspended.has(stay)) this.#suspended.set(stay, at);
    if (HARMS.has(does)) this.#harms.set(stay, [...(this.#harms.get(stay) ?? []), { ...done }]);
  }

  began(attempt: Attempt, at: number): void {
    this.#begun.set(attempt, at);
  }

  /** A look at the access was answered. */
  exchanged({ attempt, path, outcome }: Exchange, stay: string, at: number): void {
    if (attempt?.name !== 'confirmAccess' || path !== '/acs/users/get') return;
    if (outcome.kind !== 'answer' || outcome.answer.status >= 500) return;
    for (const harm of this.#harms.get(stay) ?? []) {
      if ((this.#begun.get(attempt) ?? 0) > this.#visibleFrom(harm)) harm.seenAt ??= at;
    }
  }

  /** Whether something was done to the access that no look of the stay has come to yet. */
  isUnseen(stay: string): boolean {
    return (this.#harms.get(stay) ?? []).some(({ seenAt }) => seenAt === undefined);
  }

  /** Whether any of these was done to the stay after a moment. */
  hasDone(stay: string, does: Deed, since: number): boolean {
    return (this.#harms.get(stay) ?? []).some((harm) => harm.does === does && harm.at >= since);
  }

  /** Until when staff had the access suspended: a move is not confirmed, and the old doors not left, before. */
  suspendedUntil(stay: string): number {
    if (!this.#suspended.has(stay)) return 0;
    return this.#suspended.get(stay) ?? Number.POSITIVE_INFINITY;
  }

  /** When the stay came to the last of what was done to its access since a moment: what it made then is made again. */
  seenOfWhatCameAfter(stay: string, since: number): number {
    const later = (this.#harms.get(stay) ?? []).filter(({ at }) => at >= since);
    return Math.max(0, ...later.map(({ seenAt = 0 }) => seenAt));
  }

  /** When staff last let in again whoever was suspended; 0 if never. */
  unsuspendedAt(stay: string): number {
    return this.#unsuspended.get(stay) ?? 0;
  }

  /**
   * From when on the guest can be expected to get in, as far as it hangs on staff: since the stay has
   * seen what they did, and in any case since check-in if that came after it. Epoch milliseconds.
   */
  mendableFrom(stay: string, opensAt: number): number {
    const suspended = this.#suspended.has(stay)
      ? (this.#suspended.get(stay) ?? Number.POSITIVE_INFINITY)
      : 0;
    const seen = (this.#harms.get(stay) ?? []).map((harm) => {
      if (harm.does === 'suspend') return 0;
      const isBeforeCheckIn = this.#visibleFrom(harm) < opensAt;
      return harm.seenAt ?? (isBeforeCheckIn ? opensAt : Number.POSITIVE_INFINITY);
    });
    return Math.max(0, suspended, ...seen);
  }

  /** A look that is shown the list of before has not come to what was done since. */
  #visibleFrom({ does, at }: Harm): number {
    return does === 'ungroup' ? at + this.#listsLagMs : at;
  }
}
