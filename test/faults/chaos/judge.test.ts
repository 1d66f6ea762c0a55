import { describe, expect, it } from 'vitest';

import type { Status } from '../../../src/contract/status.ts';
import { CANAL_DOORS, GARDEN_DOORS } from '../../support/house.ts';

import type { Guest, Promised } from './guest.ts';
import { judgeGuest } from './judge.ts';

const SECOND = 1_000;
const QUIET_MS = 3 * SECOND;
const OPENS_AT = Date.parse('2026-05-01T15:00:00.000Z');
const SHUT = { sightings: [], longestDoubleMs: 0 };

function guestFor(seconds: number, more: Partial<Promised> = {}): Guest {
  const closesAt = OPENS_AT + seconds * SECOND;
  const promised = { opensAt: OPENS_AT, closesAt, latestClosesAt: closesAt, isCloseCall: false };
  return {
    booking: { id: 'guest-1', recipe: 'salto-ks-pin', checkInMs: 0, checkOutMs: 0, words: [] },
    scenario: {
      recipe: 'salto-ks-pin',
      moves: false,
      from: 'canal',
      fromDoors: CANAL_DOORS,
      to: 'garden',
      toDoors: GARDEN_DOORS,
      window: 'seam',
    },
    promised: { ...promised, listingId: 'canal', ...more },
    wrongs: [],
    sayings: 1,
    answers: [],
  };
}

function ended({ promised }: Guest, endedBy: 'check-out' | 'cancellation'): Status {
  return {
    reservationId: 'guest-1',
    listingId: promised.listingId,
    phase: 'revoked',
    closesAt: new Date(promised.closesAt).toISOString(),
    revision: 1,
    ledger: [],
    endedBy,
  };
}

describe('a guest of the chaos for whom no door opened', () => {
  it('is a wrong if there was time enough, and nobody cancelled', () => {
    const guest = guestFor(90);
    expect(judgeGuest(guest, ended(guest, 'check-out'), SHUT, QUIET_MS, [])).toEqual([
      'it never opened',
    ]);
  });

  it('is a wrong if the stay was refused though there was time enough', () => {
    expect(judgeGuest(guestFor(90), 'refused', SHUT, QUIET_MS, [])).toEqual(['it was refused']);
  });

  it('is none if the time was short, or the guest cancelled', () => {
    const short = guestFor(20);
    expect(judgeGuest(short, ended(short, 'check-out'), SHUT, QUIET_MS, [])).toEqual([]);
    expect(judgeGuest(short, 'refused', SHUT, QUIET_MS, [])).toEqual([]);
    const cancelled = guestFor(90, { cancelled: { at: OPENS_AT, isApplied: true } });
    expect(judgeGuest(cancelled, ended(cancelled, 'cancellation'), SHUT, QUIET_MS, [])).toEqual([]);
  });
});

describe('what was seen at the doors of a guest of the chaos', () => {
  it('counts, also of a stay that was refused', () => {
    const sighting = { from: OPENS_AT - SECOND, to: OPENS_AT, doors: ['Apartment 1'] };
    const sight = { sightings: [sighting], longestDoubleMs: 0 };
    expect(judgeGuest(guestFor(20), 'refused', sight, QUIET_MS, [])).toEqual([
      'Apartment 1 was open before check-in',
    ]);
  });
});
