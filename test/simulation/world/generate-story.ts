import { Dice } from './dice.ts';
import { generateStaff } from './generate-staff.ts';
import { generateWeather, momentsOf } from './generate-weather.ts';
import { generateWords } from './generate-words.ts';
import type { Story, Word } from './story.ts';

const QUIET_PERIODS_MS = [3_000, 60_000, 600_000] as const;
/** A Tuesday noon in winter, so that local times are an hour ahead of UTC throughout. */
const BEGINS_AT = Date.UTC(2026, 11, 1, 12);

/** Makes up the story of a seed. */
export function generateStory(seed: string): Story {
  const dice = new Dice(seed);
  const beginsAt = BEGINS_AT + dice.whole(0, 3 * 86_400) * 1_000;
  const words = generateWords(dice.for('words'), beginsAt);
  const quietPeriodMs = dice.pick(QUIET_PERIODS_MS);
  return {
    seed,
    beginsAt,
    quietPeriodMs,
    words,
    weather: generateWeather(dice.for('weather'), words, beginsAt),
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
