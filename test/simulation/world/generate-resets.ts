import { announceWorkflowId, stayWorkflowId } from '../../../src/contract/names.ts';

import { Dice } from './dice.ts';
import { momentsOf } from './generate-conditions.ts';
import { generateStory } from './generate-story.ts';
import type { ReceiverTraits } from './receivers.ts';
import type { Reset, Story } from './story.ts';

const MINUTE = 60_000;
const POOR: ReceiverTraits = { refused: 0.1, unheard: 0.05 };
/** How long after something that matters an operator comes; negative: before it. Milliseconds. */
const AFTER_MS = [-MINUTE, 100, 800, 5_000, MINUTE, 20 * MINUTE] as const;

/** What the story of stays is called whose workflows an operator resets. */
export function resetsName(seed: number): string {
  return `resets, seed ${seed}`;
}

/** The story of a name; undefined if it is another story's. */
export function resetsCalled(name: string): Story | undefined {
  return /^resets, seed \d+$/.test(name) ? generateResets(name) : undefined;
}

/** Makes up a story of a stay, as any other, that is reset once or twice, and half of which others are told of. */
function generateResets(seed: string): Story {
  const { staff = [], ...made } = generateStory(seed);
  const story = {
    ...made,
    // A server forgets a cancellation from the UI where the run is reset to before it.
    words: made.words.filter(({ says }) => says.kind !== 'operator'),
    // What staff give another name loses the mark by which a run that begins anew finds it.
    staff: staff.filter(({ does }) => does !== 'rename'),
  };
  const dice = new Dice(seed).for('resets');
  const isTold = dice.chance(0.5);
  const resets = Array.from({ length: dice.chance(0.3) ? 2 : 1 }, () =>
    generateReset(dice, story, isTold),
  );
  return { ...story, resets, ...(isTold ? { receivers: { pms: POOR } } : {}) };
}

function generateReset(dice: Dice, { words, beginsAt }: Story, isTold: boolean): Reset {
  const near = dice.pick(momentsOf(words, beginsAt));
  const after = dice.pick(AFTER_MS) * dice.between(0.5, 1.5);
  const { reservationId } = dice.pick(words);
  const isOfAnnouncer = isTold && dice.chance(0.3);
  return {
    at: Math.max(1_000, Math.round(near + after)),
    workflowId: (isOfAnnouncer ? announceWorkflowId : stayWorkflowId)(reservationId),
    to: dice.pick([0, 1, dice.between(0, 1)]),
  };
}
