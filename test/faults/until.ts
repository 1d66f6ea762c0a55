import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 100;

/**
 * Looks again and again until the look finds something else than `undefined` or `false`.
 *
 * @throws Error that names what never came, after `withinMs`
 */
export async function until<T>(
  what: string,
  withinMs: number,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  everyMs = LOOK_EVERY_MS,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`Within ${withinMs / 1000} s there was no ${what}`);
    await delay(everyMs);
  }
}
