import { Dice } from './dice.ts';
import { generateStory } from './generate-story.ts';
import type { ReceiverTraits } from './receivers.ts';
import type { Says, Story } from './story.ts';
import { putOf, storyOf, wordsOf } from './write-story.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** So many that the stay goes on in another run, and in a third. */
const MANY_TURNS = 150;
const POOR: ReceiverTraits = { refused: 0.2, unheard: 0.1 };
const DEAD: ReceiverTraits = { refused: 1, unheard: 0, isDead: true };

/** What the story of stays is called whose events others are told of. */
export function toldName(seed: number): string {
  return `told, seed ${seed}`;
}

/** The story of a name; undefined if it is another story's. */
export function toldCalled(name: string): Story | undefined {
  return /^told, seed \d+$/.test(name) ? generateTold(name) : undefined;
}

/** Makes up a story of stays, as any other, or one of very many turns, of which receivers are told that are no good ones. */
function generateTold(seed: string): Story {
  const dice = new Dice(seed).for('who is told');
  const receivers = { pms: POOR, ...(dice.chance(0.3) ? { gone: DEAD } : {}) };
  const isLong = dice.chance(0.15);
  return { ...(isLong ? ofManyTurns(seed, dice) : generateStory(seed)), receivers };
}

function ofManyTurns(seed: string, dice: Dice): Story {
  const turns = Array.from({ length: MANY_TURNS }, (_, at): [number, Says] => [
    2 * HOUR + at * 2 * MINUTE + dice.whole(0, 90) * 1_000,
    { kind: at % 2 === 0 ? 'hold' : 'release' },
  ]);
  const put = putOf({ listingId: 'ks-pin', checkIn: HOUR, checkOut: 12 * HOUR });
  const from = dice.whole(3, 6) * HOUR;
  // As signals: while somebody waits for an answer, no stay goes on in another run.
  const words = wordsOf([[0, put], ...turns]).map((word) => ({ ...word, via: 'signal' as const }));
  return storyOf(seed, words, {
    conditions: { workerDeaths: [{ from, to: from + 7 * MINUTE }] },
  });
}
