import { describe, expect, it } from 'vitest';

import { play } from './play.ts';
import type { Ending } from './run-story.ts';
import type { Conditions, Guest, Says, Word } from './world/story.ts';
import { putOf, storyOf, wordsOf } from './world/write-story.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const LISTINGS = ['ks-pin', 'ks-mobile', 'ks-enrolled', 'space', 'latch'] as const;
const BEN: Guest = {
  fullName: 'Ben Other',
  email: 'ben.other@example.com',
  phone: '+15555550202',
};

/** From an hour after the beginning until the tenth. */
function put(listingId: string): Extract<Says, { kind: 'put' }> {
  const says = putOf({ listingId, checkIn: HOUR, checkOut: 10 * HOUR });
  if (says.kind !== 'put') throw new TypeError('a put that is none');
  return says;
}

async function tell(words: readonly Word[], conditions: Partial<Conditions> = {}): Promise<Ending> {
  return play(storyOf('a story', words, { conditions }));
}

function expectWell({ violations, requests }: Ending): void {
  expect(violations).toEqual([]);
  // Somebody was granted an access, and it was taken away.
  expect(requests).toBeGreaterThan(10);
}

describe.each(LISTINGS)('at %s', (listingId) => {
  const booked = [0, put(listingId)] as const;

  it.each([30 * MINUTE, 5 * HOUR])(
    'another guest comes after %i ms, and nobody else',
    async (at) => {
      expectWell(await tell(wordsOf([booked, [at, { ...put(listingId), guest: BEN }]])));
    },
  );

  it.each([30 * MINUTE, 5 * HOUR])(
    'the old key dies after %i ms, and a new one opens',
    async (at) => {
      expectWell(await tell(wordsOf([booked, [at, { kind: 'reissue' }]])));
      expectWell(
        await tell(wordsOf([booked, [at, { kind: 'reissue' }]]), {
          switches: { secondPin: 'refused' },
        }),
      );
    },
  );

  it('nobody gets in from a hold until its release, whoever the guest is by then', async () => {
    expectWell(
      await tell(
        wordsOf([
          booked,
          [2 * HOUR, { kind: 'hold' }],
          [3 * HOUR, { ...put(listingId), guest: BEN }],
          [4 * HOUR, { kind: 'reissue' }],
          [6 * HOUR, { kind: 'release' }],
        ]),
      ),
    );
  });

  it('the guest gets in after a hold that was released before Seam had answered', async () => {
    const held = [2 * HOUR, { kind: 'hold' }] as const;
    const released = [2 * HOUR + 500, { kind: 'release' }] as const;
    expectWell(await tell(wordsOf([booked, held, released]), { wireMs: 1_500 }));
  });

  it('nobody gets in before the release of a stay that is held from the start', async () => {
    const heldFromTheStart = [0, { ...put(listingId), hold: true }] as const;
    expectWell(await tell(wordsOf([heldFromTheStart, [4 * HOUR, { kind: 'release' }]])));
  });
});

describe('a stay that is held from the start', () => {
  it('is held also if it is put otherwise before it was planned', async () => {
    const otherwise = { ...put('ks-pin'), guest: BEN };
    const held = { ...put('ks-pin'), hold: true };
    expectWell(
      await tell(
        wordsOf([
          [0, held],
          [5, otherwise],
          [8 * HOUR, { kind: 'release' }],
        ]),
        { workerDeaths: [{ from: 0, to: 10 * SECOND }] },
      ),
    );
  });

  it('is held also if it is cancelled and put again', async () => {
    const held = { ...put('ks-pin'), hold: true };
    const words = wordsOf([
      [0, held],
      [2 * HOUR, { kind: 'cancel' }],
      [2 * HOUR + 5 * SECOND, put('ks-pin')],
      [8 * HOUR, { kind: 'release' }],
    ]);
    expectWell(await tell(words));
  });
});

describe('a cancellation that overtakes the put that it is for', () => {
  const [cancel, late] = wordsOf([
    [0, { kind: 'cancel' }],
    [30 * SECOND, put('space')],
  ]) as [Word, Word];

  it('keeps the doors shut for a put of its own revision', async () => {
    const words = [
      { ...cancel, revision: 3 },
      { ...late, revision: 3 },
    ];
    const { violations, requests } = await play(storyOf('an overtaken put', words));
    expect({ violations, requests }).toEqual({ violations: [], requests: 0 });
  });

  it('lets a newer put open them', async () => {
    expectWell(
      await tell([
        { ...cancel, revision: 3 },
        { ...late, revision: 4 },
      ]),
    );
  });
});
