import { isSeamError } from '../src/seam/errors.ts';
import type { Call, Page } from '../src/seam/port.ts';

import type { Attempt } from './attempt.ts';

/** How far a list was read: what was picked out of its pages, and where the next one begins. */
interface Bookmark<P> {
  readonly cursor: string;
  readonly picked: readonly P[];
  /** When its first page was read, epoch milliseconds. */
  readonly since: number;
}

type Bookmarks = Readonly<Record<string, Bookmark<unknown>>>;

// What was read longer ago says too little of what is there.
const FRESH_MS = 300_000;

/** A list of Seam's, and what a step wants of its items: ids and codes, since the server keeps them. */
export interface Reading<T, P> {
  /** Tells the lists of one step apart. */
  readonly name: string;
  page(cursor: string | undefined, call: Call): Promise<Page<T>>;
  /** Undefined for an item that the step has no use for. */
  pick(item: T): P | undefined;
}

/** Reads the lists of one attempt, each from where the attempt before got to. */
export interface Reader {
  readAll<T, P>(reading: Reading<T, P>): Promise<readonly P[]>;
}

/**
 * A reader that tells the server after each page how far it has come: an attempt that runs out of
 * time on a large site is not lost.
 */
export function readerOf(attempt: Attempt): Reader {
  const before = bookmarksIn(attempt.resumeAt);
  let now: Bookmarks = {};
  return {
    async readAll<T, P>(reading: Reading<T, P>): Promise<readonly P[]> {
      const start = before[reading.name] as Bookmark<P> | undefined;
      const isFresh = start !== undefined && attempt.clock() - start.since < FRESH_MS;
      const turn = (mark: Bookmark<P>): void => {
        now = { ...now, [reading.name]: mark };
        attempt.heartbeat(now);
      };
      if (!isFresh) return readFrom(attempt, reading, undefined, turn);
      try {
        return await readFrom(attempt, reading, start, turn);
      } catch (error) {
        // A cursor may have run out; a list is never taken for whole without its pages.
        if (!isSeamError(error, 'rejected')) throw error;
        return readFrom(attempt, reading, undefined, turn);
      }
    },
  };
}

async function readFrom<T, P>(
  attempt: Attempt,
  reading: Reading<T, P>,
  start: Bookmark<P> | undefined,
  turn: (mark: Bookmark<P>) => void,
): Promise<readonly P[]> {
  const picked: P[] = [...(start?.picked ?? [])];
  const since = start?.since ?? attempt.clock();
  let cursor = start?.cursor;
  do {
    const page = await reading.page(cursor, attempt.call);
    picked.push(
      ...page.items.map((item) => reading.pick(item)).filter((item) => item !== undefined),
    );
    cursor = page.next;
    if (cursor !== undefined) turn({ cursor, picked: [...picked], since });
  } while (cursor !== undefined);
  return picked;
}

function bookmarksIn(progress: unknown): Bookmarks {
  return typeof progress === 'object' && progress !== null ? (progress as Bookmarks) : {};
}
