import { describe, expect, it } from 'vitest';

import { play } from './play.ts';
import type { Ending } from './run-story.ts';
import { toldName } from './world/generate-told.ts';
import type { ReceiverTraits } from './world/receivers.ts';
import type { Conditions, Guest, Says, Story, Word } from './world/story.ts';
import { putOf, storyOf, wordsOf } from './world/write-story.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BEN: Guest = { fullName: 'Ben Other', email: 'ben.other@example.com', phone: '+15555550202' };

const GOOD: ReceiverTraits = { refused: 0, unheard: 0 };
const POOR: ReceiverTraits = { refused: 0.2, unheard: 0.1 };
const DEAD: ReceiverTraits = { refused: 1, unheard: 0, isDead: true };

/** From an hour after the beginning until the tenth. */
function put(listingId: string, facts: Partial<Extract<Says, { kind: 'put' }>> = {}): Says {
  return { ...putOf({ listingId, checkIn: HOUR, checkOut: 10 * HOUR }), ...facts } as Says;
}

function tell(
  words: readonly Word[],
  { conditions = {}, receivers = { pms: GOOD }, ...more }: Partial<Options> = {},
): Promise<Ending> {
  return play({ ...storyOf('a story that is told', words, { conditions }), receivers, ...more });
}

interface Options extends Omit<Story, 'conditions'> {
  readonly conditions: Partial<Conditions>;
}

/** What a receiver was told, each event once, in the order of its first success. */
function toldTo({ told }: Ending, endpoint = 'pms'): readonly string[] {
  const own = told.filter((one) => one.endpoint === endpoint);
  return own
    .filter(({ id }, at) => own.findIndex((one) => one.id === id) === at)
    .map(({ body }) => body.type.replace('stay.', ''));
}

describe('what happens in a stay is told', () => {
  it('from the plan to the second proof', async () => {
    const ending = await tell(wordsOf([[0, put('ks-pin')]]));
    expect(ending.violations).toEqual([]);
    expect(toldTo(ending)).toEqual(['planned', 'granted', 'opened', 'revoked', 'proven']);
  });

  it('at most 35 events of its history more, and none where nobody is told', async () => {
    const words = wordsOf([[0, put('ks-pin')]]);
    const untold = await play(storyOf('a story that is told', words));
    const ending = await tell(words);
    expect(untold.told).toEqual([]);
    const lengths = [ending, untold].map(({ historyOf }) => historyOf.get('stay:R-1') ?? 0);
    expect((lengths[0] ?? 0) - (lengths[1] ?? 0)).toBeLessThanOrEqual(35);
    expect(untold.historyOf.has('announce:R-1')).toBe(false);
  });

  it.each(['ks-pin', 'ks-mobile', 'space'])('with every turn of it, at %s', async (listingId) => {
    const ending = await tell(
      wordsOf([
        [0, put(listingId)],
        [2 * HOUR, { kind: 'hold' }],
        [3 * HOUR, { kind: 'release' }],
        [4 * HOUR, { kind: 'reissue' }],
        [5 * HOUR, put(listingId, { guest: BEN })],
        [6 * HOUR, { kind: 'cancel' }],
        [6 * HOUR + 30 * MINUTE, put(listingId, { guest: BEN })],
      ]),
      { receivers: { pms: GOOD, crm: POOR, gone: DEAD } },
    );
    expect(ending.violations).toEqual([]);
    expect(toldTo(ending)).toEqual(toldTo(ending, 'crm'));
    expect(toldTo(ending)).toEqual(
      expect.arrayContaining(['held', 'released', 'credential_changed', 'revoked', 'proven']),
    );
    expect(toldTo(ending).filter((type) => type === 'planned')).toHaveLength(2);
  });

  it('while Seam is away and the guest is not let in, and when it is back', async () => {
    const ending = await tell(wordsOf([[0, put('ks-pin')]]), {
      conditions: { outages: [{ from: 0, to: 5 * HOUR }] },
    });
    expect(ending.violations).toEqual([]);
    const types = toldTo(ending);
    expect(types.indexOf('problem')).toBeGreaterThan(-1);
    expect(types.indexOf('problem')).toBeLessThan(types.indexOf('granted'));
    const problem = ending.told.find(({ body }) => body.type === 'stay.problem');
    const toldAfter = (problem?.at ?? Infinity) - ending.story.beginsAt;
    expect(toldAfter).toBeLessThan(HOUR);
  });

  it('also where the stay goes on in another run', async () => {
    const turns = Array.from({ length: 120 }, (_, at): [number, Says] => [
      2 * HOUR + at * MINUTE,
      { kind: at % 2 === 0 ? 'hold' : 'release' },
    ]);
    const words = wordsOf([[0, put('ks-pin')], ...turns]);
    const signals = words.map((word) => ({ ...word, via: 'signal' as const }));
    const ending = await tell(signals, {
      receivers: { pms: GOOD, crm: POOR },
      conditions: { workerDeaths: [{ from: 4 * HOUR, to: 4 * HOUR + 7 * MINUTE }] },
    });
    expect(ending.violations).toEqual([]);
    expect(ending.runsOf.get('stay:R-1')).toBeGreaterThan(1);
    expect(toldTo(ending).length).toBeGreaterThan(110);
  });

  it('of a run that was terminated too: by the one that ends what it left', async () => {
    const ending = await tell(wordsOf([[0, put('ks-pin')]]), {
      stops: [{ at: 3 * HOUR, reservationId: 'R-1' }],
      passes: [4 * HOUR, 5 * HOUR],
    });
    expect(ending.violations).toEqual([]);
    expect(toldTo(ending)).toEqual(['planned', 'granted', 'opened', 'revoked', 'proven']);
  });

  it('in the numbers of the run before, by a run that comes later', async () => {
    const ending = await tell(
      wordsOf([
        [0, put('ks-pin')],
        [2 * HOUR, { kind: 'cancel' }],
        [4 * HOUR, put('ks-pin')],
      ]),
    );
    expect(ending.violations).toEqual([]);
    const types = ['planned', 'granted', 'opened', 'revoked', 'proven'];
    expect(toldTo(ending)).toEqual([...types, ...types]);
  });
});

describe('a receiver that is dead', () => {
  it('delays no step and no end of a stay', async () => {
    const words = wordsOf([
      [0, put('ks-pin')],
      [5 * HOUR, { kind: 'reissue' }],
    ]);
    const endsOf = async (receivers: Story['receivers']) => {
      const ending = await tell(words, { receivers: receivers ?? {} });
      expect(ending.violations).toEqual([]);
      return ending.closedAt.get('stay:R-1') ?? 0;
    };
    const [well, dead] = [await endsOf({ pms: GOOD }), await endsOf({ pms: DEAD })];
    expect(Math.abs(well - dead)).toBeLessThan(2_000);
  });
});

describe('made-up stays', () => {
  it.each(Array.from({ length: 12 }, (_, seed) => toldName(seed)))(
    '%s: whatever goes wrong',
    async (name) => {
      const { violations } = await play(name);
      expect(violations).toEqual([]);
    },
  );
});
