import { setTimeout as delay } from 'node:timers/promises';

/** How fast many pieces of work may follow each other. */
export interface Pace {
  /** Started in a second at most. */
  readonly perSecond: number;
  /** Under way at the same time at most. */
  readonly atOnce: number;
}

/**
 * Does a piece of work for each of many things, in their order.
 *
 * @throws what the first one that failed threw, once those under way are over; no further one is started
 */
export async function paced<T>(
  things: readonly T[],
  work: (thing: T) => Promise<void>,
  { perSecond, atOnce }: Pace,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for (const [nth, thing] of things.entries()) {
    if (nth > 0) await delay(1_000 / perSecond);
    while (underWay.size >= atOnce) await Promise.race(underWay);
    if (failures.length > 0) break;
    const one = work(thing)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => underWay.delete(one));
    underWay.add(one);
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
}
