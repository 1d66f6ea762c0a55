import type { Creating, Made } from '../src/contract/steps.ts';
import type { Call, Page } from '../src/seam/port.ts';

import type { Attempt, Clock } from './attempt.ts';

/** Reads every page of a list, telling the server after each how far it has come. */
export async function readAll<T>(
  attempt: Attempt,
  readPage: (cursor: string | undefined, call: Call) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage(cursor, attempt.call);
    items.push(...page.items);
    cursor = page.next;
    if (cursor !== undefined) attempt.heartbeat(null);
  } while (cursor !== undefined);
  return items;
}

/**
 * What a creating step answers. An attempt that was not the first may have been overtaken by a
 * create of an earlier one that is still under way: the stay looks again when it can be no more.
 */
export function made(
  id: string,
  input: Pick<Creating, 'again' | 'quietPeriodMs'>,
  attempt: Attempt,
  clock: Clock,
): Made {
  if (attempt.number === 1 && !input.again) return { id };
  return { id, doubtUntil: new Date(clock() + input.quietPeriodMs).toISOString() };
}
