import { Dice } from './dice.ts';
import { generateConditions, generateListsLag, momentsOf } from './generate-conditions.ts';
import { generateMargins } from './generate-margins.ts';
import { withRequests } from './generate-requests.ts';
import { generateStaff } from './generate-staff.ts';
import { generateWords } from './generate-words.ts';
import type { Story, Word } from './story.ts';

const QUIET_PERIODS_MS = [3_000, 60_000, 600_000] as const;
/** How many stories have lists that lag. */
const LAGGING = 0.05;
/** A Tuesday noon in winter, so that local times are an hour ahead of UTC throughout. */
const BEGINS_AT = Date.UTC(2026, 11, 1, 12);

/** What a story is to have in any case. */
export interface StoryOptions {
  /** Whether lists lag behind gets; by the dice unless said. */
  readonly hasListsLag?: boolean;
}

/** Makes up the story of a seed. */
export function generateStory(seed: string, { hasListsLag }: StoryOptions = {}): Story {
  const dice = new Dice(seed);
  const beginsAt = BEGINS_AT + dice.whole(0, 3 * 86_400) * 1_000;
  const margins = generateMargins(dice.for('margins'));
  const said = generateWords(dice.for('words'), beginsAt, margins);
  const words = withRequests(dice.for('requests'), said, beginsAt);
  const quietPeriodMs = dice.pick(QUIET_PERIODS_MS);
  const isLagging = hasListsLag ?? dice.for('lagging').chance(LAGGING);
  // The names of dice are part of what a seed means: another name would make all stories other ones.
  return {
    seed,
    beginsAt,
    quietPeriodMs,
    words,
    margins,
    conditions: {
      ...generateConditions(dice.for('weather'), words, beginsAt),
      ...(isLagging ? { listsLagS: generateListsLag(dice.for('lists lag'), quietPeriodMs) } : {}),
    },
    staff: generateStaff(dice.for('staff'), words, beginsAt),
    readings: generateReadings(dice.for('readings'), words, beginsAt),
  };
}

/** Makes up when the backend asks for the guest's credential: while it is made, while there is none, while it goes. */
function generateReadings(dice: Dice, words: readonly Word[], beginsAt: number): readonly number[] {
  if (!dice.chance(0.4)) return [];
  const near = dice.pick(momentsOf(words, beginsAt));
  return [Math.max(1, Math.round(near + dice.pick([-60_000, 300, 30_000, 600_000])))];
}
