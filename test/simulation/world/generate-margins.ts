import type { Dice } from './dice.ts';
import { LISTINGS } from './listings.ts';
import type { Margins } from './story.ts';

const MINUTE = 60_000;
const LENGTHS_MS = [0, 20_000, 5 * MINUTE, 30 * MINUTE, 180 * MINUTE] as const;

/** Makes up the margins of the listings, by id: in most stories none has any, so that one time has one meaning. */
export function generateMargins(dice: Dice): Readonly<Record<string, Margins>> {
  if (!dice.chance(0.4)) return {};
  const chosen = dice.some([...LISTINGS.keys()], 0.7);
  return Object.fromEntries(
    chosen.map((listingId) => [
      listingId,
      { opensBeforeMs: dice.pick(LENGTHS_MS), closesAfterMs: dice.pick(LENGTHS_MS) },
    ]),
  );
}
