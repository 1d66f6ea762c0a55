import type { Pool } from 'pg';

import { inTransaction } from './database.ts';

/** A booking as the desk writes it; times as Nightlatch takes them. */
export interface Booking {
  readonly listing: string;
  readonly guest: string;
  readonly checkIn: string;
  readonly checkOut: string;
}

/** A booking as it came in; undefined if a field is missing or no text. */
export function bookingOf(said: unknown): Booking | undefined {
  const fields = (typeof said === 'object' && said !== null ? said : {}) as Partial<Booking>;
  const { listing, guest, checkIn, checkOut } = fields;
  const booking = { listing, guest, checkIn, checkOut };
  return Object.values(booking).every((value) => typeof value === 'string')
    ? (booking as Booking)
    : undefined;
}

const BOOK = `
  insert into bookings (id, listing, guest, check_in, check_out) values ($1, $2, $3, $4, $5)
  on conflict (id) do update set listing = $2, guest = $3, check_in = $4, check_out = $5,
    cancelled = false, revision = bookings.revision + 1
  where (bookings.listing, bookings.guest, bookings.check_in, bookings.check_out, bookings.cancelled)
    is distinct from ($2, $3, $4, $5, false)
  returning revision`;
const CANCEL = `
  update bookings set cancelled = true, revision = revision + 1
  where id = $1 and not cancelled returning revision`;
const TELL = 'insert into outbox (booking, method, body) values ($1, $2, $3)';

/** Books, or changes what is booked. The same again changes nothing and tells nobody. */
export async function book(pool: Pool, id: string, booking: Booking): Promise<void> {
  const { listing, guest, checkIn, checkOut } = booking;
  await inTransaction(pool, async (db) => {
    const { rows } = await db.query<{ revision: number }>(BOOK, [
      ...[id, listing, guest, checkIn, checkOut],
    ]);
    for (const { revision } of rows) {
      const reservation = { listingId: listing, guest: { fullName: guest }, checkIn, checkOut };
      await db.query(TELL, [id, 'PUT', JSON.stringify({ ...reservation, revision })]);
    }
  });
}

/** Cancels a booking; one that is cancelled, or that there is not, stays as it is. */
export async function cancel(pool: Pool, id: string): Promise<void> {
  await inTransaction(pool, async (db) => {
    const { rows } = await db.query<{ revision: number }>(CANCEL, [id]);
    for (const { revision } of rows)
      await db.query(TELL, [id, 'DELETE', JSON.stringify({ revision })]);
  });
}

/** Every booking: what Nightlatch is still to be told of it, its last answer, and how its stay is. */
export async function list(pool: Pool): Promise<readonly object[]> {
  const { rows } = await pool.query<object>(`
    select b.id, b.revision, b.cancelled, s.phase, s.problem,
      (select count(*)::int from outbox where booking = b.id and answer is null) as waiting,
      (select answer from outbox where booking = b.id and answer is not null order by outbox.id desc limit 1) as answer
    from bookings b left join stays s on s.booking = b.id order by b.id`);
  return rows;
}
