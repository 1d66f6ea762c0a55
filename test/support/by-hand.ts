import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ReservationInput, Status } from '../../src/client/index.ts';

import { callCli, type Ended } from './cli.ts';
import type { LiveHouse } from './live-house.ts';

/** The command line of a house, as somebody at its desk uses it. */
export interface ByHand {
  readonly call: (...words: readonly string[]) => Promise<Ended>;
  readonly put: (wanted: object, ...options: readonly string[]) => Promise<Ended>;
  readonly statusOf: (reservationId: string) => Promise<Status>;
}

/** The commands of a house that is there once they are called. */
export function byHand(house: () => LiveHouse): ByHand {
  const call: ByHand['call'] = (...words) => callCli(words, house().settings);
  return {
    call,
    put: async (wanted, ...options) => {
      const file = join(listingsOf(house()), '..', 'reservation.json');
      await writeFile(file, JSON.stringify(wanted));
      return call('stay', 'put', file, ...options);
    },
    statusOf: async (id) => documentOf(await call('stay', 'show', id, '--json')) as Status,
  };
}

/** The path of a house's listings file. */
export function listingsOf({ settings }: LiveHouse): string {
  return settings['NIGHTLATCH_LISTINGS'] ?? '';
}

/** The one document of a call with `--json`. */
export function documentOf({ stdout }: Ended): unknown {
  return JSON.parse(stdout);
}

/** An instant that many hours from now. */
export function inHours(hours: number): string {
  return new Date(Date.now() + hours * 3_600_000).toISOString();
}

/** A booking of somebody who is in since an hour, until tomorrow. */
export function bookingOf(
  reservationId: string,
  more: Partial<ReservationInput> = {},
): ReservationInput {
  return {
    reservationId,
    listingId: 'ks-pin',
    guest: { fullName: 'Ada Guest' },
    checkIn: inHours(-1),
    checkOut: inHours(24),
    ...more,
  };
}
