import { Dice } from './dice.ts';
import { momentsOf } from './generate-conditions.ts';
import { generateStory } from './generate-story.ts';
import type { Keys, Ring } from './keys.ts';
import type { Span, Story } from './story.ts';
import { UNDISTURBED } from './write-story.ts';

const MINUTE = 60_000;
/** So often a pass of the reconciler comes while a key is lost; less often than it ships, since each is as long as a stay. */
const PASS_EVERY_MS = 40 * MINUTE;

/** What befalls the keys of a story. */
export const KEY_FATES = ['lost', 'rotated', 'older worker', 'backend ahead'] as const;
type Fate = (typeof KEY_FATES)[number];

/** How many of them `npm test` plays; the long run goes on from there. */
export const KEY_STORIES = 60;

/** What the story of a stay is called whose payloads are encrypted. */
export function keyStoryName(seed: number): string {
  return `keys, seed ${seed}`;
}

/** The story of a name; undefined if it is another story's. */
export function keyStoryCalled(name: string): Story | undefined {
  return /^keys, seed \d+$/.test(name) ? generateKeyStory(name) : undefined;
}

/** Which of the fates a story has. */
export function keyFateOf({ keys }: Story): Fate | undefined {
  if (keys === undefined) return undefined;
  if (keys.older !== undefined) return 'older worker';
  if (keys.worker.some((ring) => !ring.keys.includes('A'))) return 'lost';
  return keys.worker.length > 2 ? 'rotated' : 'backend ahead';
}

/**
 * Makes up a stay as any other, whose payloads are encrypted, and what becomes of their keys: one is lost for some hours, another
 * takes its place, one worker of two has an older ring, or the backend has a newer one than any worker. Nothing else goes wrong but that worker processes die: other stories are about that.
 */
function generateKeyStory(seed: string): Story {
  const dice = new Dice(seed).for('keys');
  const { staff: _, readings: __, ...story } = generateStory(seed);
  const near = dice.pick(momentsOf(story.words, story.beginsAt));
  const at = Math.max(1, Math.round(near + dice.whole(-90, 30) * MINUTE));
  const keys = KEYS[dice.pick(KEY_FATES)](dice, at);
  const died = keys.worker.slice(1).map((ring): Span => ({ from: ring.at, to: ring.at + 2_000 }));
  const { switches, lateTimersMs, wireMs, pageSize } = story.conditions;
  return {
    ...story,
    keys,
    passes: passesFor(keys),
    conditions: {
      ...UNDISTURBED,
      ...{ switches, lateTimersMs, wireMs: Math.min(wireMs, 60) },
      ...(pageSize === undefined ? {} : { pageSize }),
      evictions: 0.1,
      // Who changes a ring often starts the workers anew; so long they are away then.
      workerDeaths: dice.chance(0.7) ? died : [],
    },
  };
}

const KEYS: Readonly<Record<Fate, (dice: Dice, at: number) => Keys>> = {
  lost(dice, at) {
    const back = at + dice.whole(10, 4 * 60) * MINUTE;
    const worker = rings([0, 'A'], [at, 'B'], [back, 'B', 'A']);
    return { worker, backend: dice.chance(0.5) ? rings([0, 'A']) : worker };
  },
  rotated(dice, at) {
    const current = at + dice.whole(1, 60) * MINUTE;
    return {
      worker: rings([0, 'A'], [at, 'A', 'B'], [current, 'B', 'A']),
      backend: rings([0, 'A'], [current + dice.whole(-1, 30) * MINUTE, 'B', 'A']),
    };
  },
  'older worker'(dice, at) {
    const worker = rings([0, 'A'], [at, 'B', 'A']);
    const older = { from: at, to: at + dice.whole(5, 180) * MINUTE, keys: ['A'] } as const;
    return { worker, older, backend: worker };
  },
  'backend ahead'(dice, at) {
    const worker = rings([0, 'A'], [at + dice.whole(5, 180) * MINUTE, 'B', 'A']);
    return { worker, backend: rings([0, 'A'], [at, 'B', 'A']) };
  },
};

function rings(...changes: readonly [RingChange, ...RingChange[]]): readonly [Ring, ...Ring[]] {
  const ring = ([at, ...keys]: RingChange): Ring => ({ at, keys });
  const [first, ...others] = changes;
  return [ring(first), ...others.map(ring)];
}

type RingChange = readonly [at: number, ...keys: Ring['keys']];

/** While a key is lost, and one afterwards; the others play none, since nothing is left to them. */
function passesFor({ worker: [, lost, back] }: Keys): readonly number[] {
  if (lost === undefined || back === undefined || lost.keys.includes('A')) return [];
  const count = Math.ceil((back.at - lost.at) / PASS_EVERY_MS);
  return Array.from({ length: count }, (__, nth) => lost.at + (nth + 1) * PASS_EVERY_MS);
}
