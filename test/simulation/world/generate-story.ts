import { Dice } from './dice.ts';
import { generateWeather } from './generate-weather.ts';
import { generateWords } from './generate-words.ts';
import type { Story } from './story.ts';

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
  };
}
