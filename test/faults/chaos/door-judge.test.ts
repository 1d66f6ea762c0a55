import { describe, expect, it } from 'vitest';

import { CANAL_DOORS, GARDEN_DOORS, QUAY_DOORS, TOWER_DOORS } from '../../support/house.ts';

import { type DoorTerms, judgeDoors, type Sighting, type Span } from './door-judge.ts';

const SECOND = 1_000;
const KS = { fromDoors: CANAL_DOORS, toDoors: GARDEN_DOORS, window: 'seam' } as const;
const SPACE = { fromDoors: QUAY_DOORS, toDoors: TOWER_DOORS, window: 'nightlatch' } as const;
const TERMS: DoorTerms = { opensAt: 100 * SECOND, latestClosesAt: 200 * SECOND };
const ANSWERED = 150 * SECOND;

/** The doors seen open from one second to another. */
function seen(doors: readonly string[], from: number, to: number): Sighting {
  return { doors, from: from * SECOND, to: to * SECOND };
}

function trouble(from: number, to: number): Span {
  return { from: from * SECOND, to: to * SECOND };
}

describe('the judge of the chaos', () => {
  it.each([
    ['a stay as it should be', KS, TERMS, [seen(CANAL_DOORS, 100, 199)]],
    [
      'a move whose doors overlap for a moment',
      KS,
      { ...TERMS, moveAskedAt: 140 * SECOND, moved: { at: ANSWERED, isApplied: true } },
      [seen([...CANAL_DOORS, ...GARDEN_DOORS], 149, 152), seen(GARDEN_DOORS, 152, 199)],
    ],
    [
      'a cancellation with a request still under way',
      KS,
      { ...TERMS, cancelled: { at: ANSWERED, isApplied: true } },
      [seen(CANAL_DOORS, 152, 153)],
    ],
    ['a door that we shut within a minute', SPACE, TERMS, [seen(QUAY_DOORS, 100, 259)]],
  ] as const)('lets %s pass', (_, scenario, terms, sightings) => {
    expect(judgeDoors(scenario, terms, sightings, [])).toEqual([]);
  });

  it.each([
    ['before check-in', KS, TERMS, seen(['Apartment 1'], 99, 120)],
    ['before check-in', SPACE, TERMS, seen(['Room 101'], 99, 120)],
    ['after check-out', KS, TERMS, seen(['Apartment 1'], 120, 200)],
    ['after check-out', SPACE, TERMS, seen(['Room 101'], 120, 261)],
    ['and was never booked', KS, TERMS, seen(['Room 101'], 120, 130)],
    ['before anybody asked for the move', KS, TERMS, seen(['Apartment 2'], 120, 130)],
    [
      'before anybody asked for the move',
      SPACE,
      { ...TERMS, moveAskedAt: 140 * SECOND },
      seen(['Room 201'], 139, 141),
    ],
    [
      'after the move',
      KS,
      { ...TERMS, latestClosesAt: 400 * SECOND, moved: { at: ANSWERED, isApplied: true } },
      seen(['Apartment 1'], 120, 211),
    ],
    [
      'after the move',
      KS,
      { ...TERMS, latestClosesAt: 400 * SECOND, moved: { at: ANSWERED, isApplied: false } },
      seen(['Apartment 1'], 120, 271),
    ],
    [
      'after the cancellation',
      KS,
      { ...TERMS, cancelled: { at: ANSWERED, isApplied: true } },
      seen(['Apartment 1'], 170, 171),
    ],
    [
      'after the cancellation',
      SPACE,
      { ...TERMS, latestClosesAt: 400 * SECOND, cancelled: { at: ANSWERED, isApplied: false } },
      seen(['Room 101'], 120, 271),
    ],
  ] as const)('sees a door that is open %s (%#)', (what, scenario, terms, sighting) => {
    const [door = ''] = sighting.doors;
    expect(judgeDoors(scenario, terms, [sighting], [])).toEqual([
      what.startsWith('and') ? `${door} was open, ${what}` : `${door} was open ${what}`,
    ]);
  });

  it('does not count the time of troubles, and what lay in two only once', () => {
    const troubles = [trouble(190, 220), trouble(210, 230), trouble(500, 600)];
    expect(judgeDoors(SPACE, TERMS, [seen(QUAY_DOORS, 100, 290)], troubles)).toEqual([]);
    expect(judgeDoors(SPACE, TERMS, [seen(['Room 101'], 100, 291)], troubles)).toEqual([
      'Room 101 was open after check-out',
    ]);
  });

  it('counts it where the lock keeps the window', () => {
    const troubles = [trouble(190, 230)];
    expect(judgeDoors(KS, TERMS, [seen(['Apartment 1'], 100, 201)], troubles)).toEqual([
      'Apartment 1 was open after check-out',
    ]);
  });
});
