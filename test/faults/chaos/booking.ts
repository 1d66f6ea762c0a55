import type { Dice } from './dice.ts';

/** A change that a guest will ask for, so long after the check-in. */
export type Word =
  | { readonly say: 'extend'; readonly afterMs: number; readonly byMs: number }
  | { readonly say: 'move'; readonly afterMs: number }
  | { readonly say: 'cancel'; readonly afterMs: number };

/** A stay as it is going to be, in milliseconds from its booking. */
export interface Booking {
  readonly id: string;
  readonly recipe: string;
  readonly checkInMs: number;
  readonly checkOutMs: number;
  readonly words: readonly Word[];
}

/** How long the stays of a run last, in milliseconds from check-in to check-out. */
export interface Lengths {
  readonly least: number;
  readonly most: number;
}

const SECOND = 1_000;
/** Most stays have a PIN; the others are there for their identities and for a window that we hold. */
const RECIPES = ['salto-ks-pin', 'salto-ks-pin', 'salto-ks-mobile', 'salto-space-mobile'] as const;
/** A word must reach Temporal before the check-out, also through an outage of it. */
const WORD_BEFORE_END_MS = 12 * SECOND;

/** Draws a booking: most guests change their minds once, some twice, and a few cancel. */
export function drawBooking(dice: Dice, number: number, { least, most }: Lengths): Booking {
  const checkInMs = Math.round(dice.between(3, 8) * SECOND);
  const lastsMs = Math.round(dice.between(least, most));
  const count = dice.pick([0, 1, 1, 2]);
  const moments = Array.from({ length: count }, () =>
    Math.round(dice.between(0, Math.max(0, lastsMs - WORD_BEFORE_END_MS))),
  );
  return {
    id: `guest-${number}`,
    recipe: dice.pick(RECIPES),
    checkInMs,
    checkOutMs: checkInMs + lastsMs,
    words: moments.toSorted((a, b) => a - b).map((afterMs) => drawWord(dice, afterMs)),
  };
}

function drawWord(dice: Dice, afterMs: number): Word {
  const say = dice.pick<Word['say']>(['extend', 'extend', 'move', 'move', 'cancel']);
  if (say !== 'extend') return { say, afterMs };
  return { say, afterMs, byMs: Math.round(dice.between(3, 10) * SECOND) };
}
