import { setTimeout as delay } from 'node:timers/promises';

import { StayClient } from '../../../src/client/index.ts';
import { SCENARIOS } from '../scenario.ts';

import { type Booking, drawBooking, type Lengths } from './booking.ts';
import { diceOf } from './dice.ts';
import { type Guest, visit } from './guest.ts';
import type { ChaosSetup } from './setup.ts';

/** What is booked in a run. */
export interface Load {
  readonly seed: number;
  readonly stays: number;
  /** Between one booking and the next, in milliseconds. */
  readonly bookedEvery: number;
  readonly lengths: Lengths;
}

/**
 * Books one stay after the other, and waits until the last check-out has come. `said` settles when
 * every word has its answer, which may take longer.
 */
export async function bookAll(
  { client, seam }: ChaosSetup,
  { seed, stays, bookedEvery, lengths }: Load,
  guests: Map<string, Guest>,
): Promise<{ readonly said: Promise<unknown> }> {
  const dice = diceOf(seed);
  const backend = new StayClient(client);
  const visits: Promise<void>[] = [];
  for (let number = 1; number <= stays; number += 1) {
    const guest = newGuest(drawBooking(dice, number, lengths));
    const { booking } = guest;
    guests.set(booking.id, guest);
    visits.push(
      visit(guest, backend, seam).catch((error: unknown) => {
        guest.wrongs.push(`nobody answered: ${String(error)}`);
      }),
    );
    await delay(bookedEvery);
  }
  const last = Math.max(...[...guests.values()].map(({ promised }) => promised.closesAt));
  await delay(Math.max(0, last - Date.now()));
  return { said: Promise.all(visits) };
}

function newGuest(booking: Booking): Guest {
  const scenario = SCENARIOS.find(({ recipe }) => recipe === booking.recipe);
  if (scenario === undefined) throw new TypeError(`There is no scenario of ${booking.recipe}`);
  const now = Date.now();
  const closesAt = now + booking.checkOutMs;
  return {
    booking,
    scenario,
    promised: {
      opensAt: now + booking.checkInMs,
      closesAt,
      latestClosesAt: closesAt,
      listingId: scenario.from,
      isCloseCall: false,
    },
    wrongs: [],
    sayings: 0,
    answers: [],
  };
}
