import { describe, expect, it } from 'vitest';

import { play } from './play.ts';
import type { Ending } from './run-story.ts';
import { resetsName } from './world/generate-resets.ts';
import type { Conditions, Reset, Says, Word } from './world/story.ts';
import { putOf, storyOf, wordsOf } from './world/write-story.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const STORIES = 8;

/** From an hour after the beginning until the tenth. */
function put(listingId: string): Says {
  return putOf({ listingId, checkIn: HOUR, checkOut: 10 * HOUR });
}

/** A reset of the stay, or of what tells others of it: to the first task that was answered unless said. */
function reset(at: number, workflowId = 'stay:R-1', to = 0): Reset {
  return { at, workflowId, to };
}

function tell(
  words: readonly Word[],
  resets: readonly Reset[],
  conditions: Partial<Conditions> = {},
): Promise<Ending> {
  const receivers = { pms: { refused: 0, unheard: 0 } };
  return play({ ...storyOf('a story that is reset', words, { conditions }), resets, receivers });
}

/** How often a route of Seam's was called. */
function calls({ ledger }: Ending, wanted: string): number {
  return ledger.filter(({ route }) => route === wanted).length;
}

/** What the receiver was told, each event once, in the order of its first success. */
function toldTo({ told }: Ending): readonly string[] {
  return told
    .filter(({ id }, at) => told.findIndex((one) => one.id === id) === at)
    .map(({ body }) => body.type.replace('stay.', ''));
}

describe('a stay that an operator resets to its beginning', () => {
  it('keeps its guest’s PIN, and the door open', async () => {
    const ending = await tell(wordsOf([[0, put('ks-pin')]]), [reset(3 * HOUR)]);
    expect(ending.violations).toEqual([]);
    expect(ending.runsOf.get('stay:R-1')).toBe(2);
    expect(calls(ending, '/acs/credentials/create')).toBe(1);
  });

  // Failure rows: 59
  it('keeps them also where a change has come with a newer revision than its put', async () => {
    const said = wordsOf([
      [0, put('space')],
      [2 * HOUR, { kind: 'change', listingId: 'ks-pin' }],
    ]);
    const words = said.map((word, nth) => ({ ...word, revision: nth + 1 }));
    const ending = await tell(words, [reset(3 * HOUR), reset(4 * HOUR)]);
    expect(ending.violations).toEqual([]);
    expect(ending.runsOf.get('stay:R-1')).toBe(3);
    expect(calls(ending, '/acs/credentials/create')).toBe(2);
  });

  it('stays cancelled, and is proven gone', async () => {
    const words = wordsOf([
      [0, put('space')],
      [2 * HOUR, { kind: 'cancel' }],
    ]);
    const ending = await tell(words, [reset(2 * HOUR + 500)]);
    expect(ending.violations).toEqual([]);
    expect(ending.runsOf.get('stay:R-1')).toBe(2);
    expect(toldTo(ending).slice(-2)).toEqual(['revoked', 'proven']);
  });

  it('stays held, and lets its guest in when it is released', async () => {
    const words = wordsOf([
      [0, put('ks-pin')],
      [2 * HOUR, { kind: 'hold' }],
      [4 * HOUR, { kind: 'release' }],
    ]);
    const ending = await tell(words, [reset(3 * HOUR)]);
    expect(ending.violations).toEqual([]);
    expect(toldTo(ending)).toContain('released');
  });
});

describe('others are told of a stay that is reset', () => {
  it('once more of what comes once more, under numbers of its own', async () => {
    const ending = await tell(wordsOf([[0, put('ks-pin')]]), [reset(3 * HOUR)]);
    expect(ending.violations).toEqual([]);
    const opened = ['planned', 'granted', 'opened'];
    expect(toldTo(ending)).toEqual([...opened, ...opened, 'revoked', 'proven']);
  });

  it.each([0, 0.5, 1])(
    'of everything, also if what tells them is reset while a receiver is slow to take it (%s)',
    async (to) => {
      const words = wordsOf([
        [0, put('ks-pin')],
        [2 * HOUR, { kind: 'hold' }],
        [2 * HOUR + MINUTE, { kind: 'release' }],
      ]);
      const at = 2 * HOUR + 30_000;
      const story = storyOf('told, and reset', words);
      const ending = await play({
        ...story,
        resets: [reset(at, 'announce:R-1', to), reset(at + MINUTE, 'announce:R-1', to)],
        receivers: { pms: { refused: 0.6, unheard: 0.2 } },
      });
      expect(ending.violations).toEqual([]);
      expect(ending.runsOf.get('announce:R-1')).toBeGreaterThan(2);
    },
  );
});

describe('made-up stays', () => {
  it(`hold all that is promised through ${STORIES} stories with resets`, async () => {
    const endings: Ending[] = [];
    for (let seed = 0; seed < STORIES; seed += 1) endings.push(await play(resetsName(seed)));
    expect(
      endings.flatMap(({ story: { seed }, violations }) => violations.map((v) => ({ seed, ...v }))),
    ).toEqual([]);
    // Those in which nothing was reset prove nothing.
    const resets = endings.map(({ faults }) => faults.get('run-reset') ?? 0);
    expect(resets.filter((times) => times > 0).length).toBeGreaterThan(STORIES / 2);
  });
});
