import type { Guest } from '../../../src/stay/guest.ts';
import type { Request } from '../../../src/stay/message.ts';

import type { ListingId } from './listings.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** When every story begins, in epoch milliseconds. */
export const BOOKED_AT = Date.parse('2026-03-02T09:00:00Z');

const CHECK_IN = day(2);
const CHECK_OUT = day(4);

/** An instant so many days after the booking. */
function day(days: number): string {
  return new Date(BOOKED_AT + days * DAY_MS).toISOString();
}

const ADA: Guest = { fullName: 'Ada First', email: 'ada@example.com', phone: '+31600000001' };
/** Under the address of the second guest somebody else has made an identity before. */
export const OTHERS_ADDRESS = 'eve@example.com';

const EVE: Guest = { fullName: 'Eve Second', email: OTHERS_ADDRESS, phone: '+31600000002' };

/** The revision of the first put; lower ones are stale. */
const REVISION = 5;

interface Put {
  readonly checkIn?: string;
  readonly checkOut?: string;
  readonly listingId?: ListingId;
  readonly guest?: Guest;
  readonly revision?: number;
  readonly holds?: true;
}

function put({ revision, holds, ...says }: Put): Request {
  const whole = {
    checkIn: CHECK_IN,
    checkOut: CHECK_OUT,
    listingId: 'room',
    guest: ADA,
    ...says,
  };
  return { kind: 'put', says: whole, revision, ...(holds && { holds }) };
}

function change(
  says: { readonly checkIn?: string; readonly checkOut?: string; readonly listingId?: ListingId },
  revision?: number,
): Request {
  return { kind: 'change', says, revision };
}

/** Every request that may arrive, at any moment. */
export const REQUESTS = {
  put: put({}),
  'put with a revision': put({ revision: REVISION }),
  'put again, of an older revision': put({ revision: REVISION - 2, checkOut: day(3) }),
  'put with other dates': put({ checkIn: day(3), checkOut: day(6), revision: REVISION + 2 }),
  'put in another system': put({ listingId: 'annex' }),
  'put next door': put({ listingId: 'next-door' }),
  'put for another guest': put({ guest: EVE }),
  'put that is held': put({ holds: true }),
  'put nowhere': put({ listingId: 'nowhere' }),
  'change the check-out to later': change({ checkOut: day(5) }),
  'change the check-out to sooner': change({ checkOut: day(3) }),
  'change the check-out to just after check-in': change({
    checkOut: new Date(Date.parse(CHECK_IN) + HOUR_MS).toISOString(),
  }),
  'change the check-out to before check-in': change({ checkOut: day(1) }),
  'change the check-in to sooner': change({ checkIn: day(0.02) }),
  'change the listing to next door': change({ listingId: 'next-door' }),
  'change the listing, of an older revision': change({ listingId: 'annex' }, REVISION - 2),
  'change the listing to nowhere': change({ listingId: 'nowhere' }),
  cancel: { kind: 'cancel' },
  'cancel, of an older revision': { kind: 'cancel', revision: REVISION - 2 },
  'cancel in the Temporal UI': { kind: 'cancel', byOperator: true },
  retry: { kind: 'retry' },
  check: { kind: 'check', systemIds: [] },
  'check a system': { kind: 'check', systemIds: ['annex-site', 'no id'] },
  reissue: { kind: 'reissue' },
  hold: { kind: 'hold' },
  release: { kind: 'release' },
} as const satisfies Record<string, Request>;

export type RequestName = keyof typeof REQUESTS;

/** Those of which every two are explored: with all, there are twice as many states. */
const IN_PAIRS: ReadonlySet<RequestName> = new Set([
  'put',
  'put again, of an older revision',
  'put with other dates',
  'put in another system',
  'put for another guest',
  'put that is held',
  'change the check-out to later',
  'change the check-out to just after check-in',
  'change the check-out to before check-in',
  'change the listing to next door',
  'change the listing to nowhere',
  'cancel',
  'retry',
  'check',
  'reissue',
  'hold',
  'release',
]);

/** Every request, or those of which there may be several in one story. */
export function alphabetFor(requests: number): readonly RequestName[] {
  const all = Object.keys(REQUESTS) as readonly RequestName[];
  return requests < 2 ? all : all.filter((name) => IN_PAIRS.has(name));
}
