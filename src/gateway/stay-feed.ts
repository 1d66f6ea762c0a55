import { setTimeout as delay } from 'node:timers/promises';

import type { StayClient } from '../client/index.ts';

import { EventReader } from './event-reader.ts';
import { LatestStates } from './latest-states.ts';
import { Problem } from './problem.ts';

/** How the streams of events go; times in milliseconds. */
export interface FeedSettings {
  /** Between two polls, at least. */
  readonly everyMs: number;
  readonly heartbeatMs: number;
  /** A reader who has taken nothing for so long is cut off, at the next heartbeat. */
  readonly stalledMs: number;
  /** When Temporal has not answered for so long, every stream ends: its reader is to know. */
  readonly awayMs: number;
  /** Streams that one token may read at the same time, and all together. */
  readonly ofOne: number;
  readonly ofAll: number;
}

const AS_SHIPPED: FeedSettings = {
  everyMs: 2_000,
  heartbeatMs: 15_000,
  stalledMs: 30_000,
  awayMs: 30_000,
  ofOne: 10,
  ofAll: 100,
};

/** How long a stay that has ended is still told to whoever comes. */
const TOLD_AFTER_END_MS = 3_600_000;
/** Visibility is behind, and the clocks of two machines differ. */
const OVERLAP_MS = 60_000;
const PAGE = 1_000;
/** So that a poll of a large house keeps Temporal busy a fifth of the time at most. */
const RESTS_PER_POLL = 4;

/** Who wants to read, and from where. */
export interface Wanted {
  readonly caller: string;
  readonly lastEventId: string | undefined;
  readonly mayStill: () => Promise<boolean>;
}

/** One poll of Temporal's visibility for all readers; none while nobody reads. */
export class StayFeed {
  readonly #stays: Pick<StayClient, 'list'>;
  readonly #settings: FeedSettings;
  readonly #states = new LatestStates();
  readonly #readers = new Set<EventReader>();
  readonly #closed = new AbortController();
  #isPolling = false;
  #polledAt = 0;
  #answeredAt = 0;

  constructor(stays: Pick<StayClient, 'list'>, settings: Partial<FeedSettings> = {}) {
    this.#stays = stays;
    this.#settings = { ...AS_SHIPPED, ...settings };
  }

  /**
   * Lets somebody read. What it missed comes after the next poll.
   *
   * @throws Problem `TooManyReaders` or `NoRoomForReaders`
   */
  open(wanted: Wanted): EventReader {
    const { ofOne, ofAll } = this.#settings;
    const headers = { 'retry-after': '5' };
    const own = [...this.#readers].filter(({ caller }) => caller === wanted.caller);
    if (own.length >= ofOne) throw new Problem('TooManyReaders', { headers });
    if (this.#readers.size >= ofAll || this.#closed.signal.aborted)
      throw new Problem('NoRoomForReaders', { headers });
    const reader = new EventReader(this.#states, wanted);
    this.#readers.add(reader);
    reader.once('close', () => this.#readers.delete(reader));
    if (!this.#isPolling) void this.#poll();
    return reader;
  }

  /** Ends every stream. */
  close(): void {
    this.#closed.abort();
    for (const reader of this.#readers) reader.end();
  }

  async #poll(): Promise<void> {
    this.#isPolling = true;
    this.#answeredAt = Date.now();
    const beating = setInterval(() => void this.#beat(), this.#settings.heartbeatMs);
    while (this.#readers.size > 0 && !this.#closed.signal.aborted) {
      const from = Date.now();
      await this.#look(from).catch(() => this.#bearSilence());
      const rest = Math.max(this.#settings.everyMs, RESTS_PER_POLL * (Date.now() - from));
      await delay(rest, undefined, { signal: this.#closed.signal }).catch(() => {});
    }
    clearInterval(beating);
    this.#isPolling = false;
  }

  async #look(from: number): Promise<void> {
    const oldest = from - TOLD_AFTER_END_MS;
    const since = new Date(Math.max(oldest, this.#polledAt - OVERLAP_MS)).toISOString();
    const wanted = { isRunningOrEndedSince: since, limit: PAGE };
    let cursor: string | undefined;
    do {
      const page = await this.#stays.list({ ...wanted, ...(cursor && { cursor }) });
      this.#states.note(page.stays, from);
      ({ cursor } = page);
    } while (cursor !== undefined);
    this.#polledAt = from;
    this.#answeredAt = Date.now();
    this.#states.forget(oldest);
    for (const reader of this.#readers) reader.serve();
  }

  #bearSilence(): void {
    if (this.#answeredAt + this.#settings.awayMs > Date.now()) return;
    for (const reader of this.#readers) reader.end();
  }

  async #beat(): Promise<void> {
    for (const reader of this.#readers) {
      // A token that was taken back reads no longer. While its file cannot be read, what it said counts.
      if (await reader.mayStill().catch(() => true)) reader.beat(this.#settings.stalledMs);
      else reader.end();
    }
  }
}
