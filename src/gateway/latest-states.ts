import { randomBytes } from 'node:crypto';

import type { StaySummary } from '../client/index.ts';

interface Kept {
  readonly reservationId: string;
  /** Of its last change, among all changes that were noticed. */
  readonly number: number;
  /** As JSON. */
  readonly data: string;
  seenAt: number;
}

/** The latest state of each stay, in the order in which they changed: what a reader missed is what comes after. */
export class LatestStates {
  /** Tells the numbers of this gateway from those of another, and of itself before it was started anew. */
  readonly #name = randomBytes(6).toString('hex');
  readonly #latest = new Map<string, Kept>();
  /** By number; also some that are the latest no more. */
  #changed: Kept[] = [];
  #changes = 0;

  /** Notes how stays are, seen at that moment in epoch milliseconds; those of no phase have not begun yet. */
  note(stays: readonly StaySummary[], seenAt: number): void {
    for (const { reservationId, phase, problem } of stays) {
      if (phase === undefined) continue;
      const data = JSON.stringify({ reservationId, phase, ...(problem && { problem }) });
      const known = this.#latest.get(reservationId);
      if (known?.data === data) {
        known.seenAt = seenAt;
        continue;
      }
      this.#changes += 1;
      const kept = { reservationId, number: this.#changes, data, seenAt };
      this.#latest.set(reservationId, kept);
      this.#changed.push(kept);
    }
  }

  /** Forgets what has not been seen since then. */
  forget(before: number): void {
    for (const [reservationId, { seenAt }] of this.#latest) {
      if (seenAt < before) this.#latest.delete(reservationId);
    }
    const isMostlyOld = this.#changed.length > 2 * this.#latest.size;
    if (isMostlyOld) this.#changed = this.#changed.filter((kept) => this.#isLatest(kept));
  }

  /** The number of the last event that a reader had, by the id that it tells; 0 if that is none of ours. */
  positionOf(lastEventId: string | undefined): number {
    const [name, number = ''] = lastEventId?.split('-') ?? [];
    const isOurs = name === this.#name && /^\d{1,15}$/.test(number);
    return isOurs && Number(number) <= this.#changes ? Number(number) : 0;
  }

  /** What has changed after that number, as server-sent events. */
  *after(number: number): Generator<{ readonly number: number; readonly text: string }> {
    for (let at = this.#placeAfter(number); at < this.#changed.length; at += 1) {
      const kept = this.#changed[at];
      if (kept === undefined || !this.#isLatest(kept)) continue;
      const text = `id: ${this.#name}-${kept.number}\ndata: ${kept.data}\n\n`;
      yield { number: kept.number, text };
    }
  }

  #isLatest(kept: Kept): boolean {
    return this.#latest.get(kept.reservationId) === kept;
  }

  /** Halving: a reader of a large house asks often, a piece at a time. */
  #placeAfter(number: number): number {
    let [from, to] = [0, this.#changed.length];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if ((this.#changed[middle]?.number ?? 0) <= number) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
