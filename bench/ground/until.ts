import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 200;

/** Looks until it is so. Throws, naming what it waited for, when it is not within `withinMs`. */
export async function until(
  look: () => Promise<boolean>,
  what: string,
  withinMs = 180_000,
  everyMs = LOOK_EVERY_MS,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await look())) {
    if (Date.now() > deadline) {
      throw new Error(`Waited ${withinMs / 1_000} s in vain for ${what}: try with fewer stays.`);
    }
    await pause(everyMs);
  }
}
