import type { IncomingHttpHeaders } from 'node:http';

import type { Pool } from 'pg';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

import { inTransaction } from './database.ts';

/** An event of Nightlatch's: docs/webhooks.md has all that it says. */
interface Event {
  readonly type: string;
  readonly timestamp: string;
  readonly data: {
    readonly reservationId?: string;
    readonly sequence?: number;
    readonly phase?: string;
    readonly problem?: { readonly type: string };
  };
}

/** What tells that there is a PIN which the guest does not know, or which opens again. */
const WITH_NEWS_FOR_THE_GUEST = ['stay.granted', 'stay.credential_changed', 'stay.released'];

const TAKE = 'insert into events_taken (id) values ($1) on conflict do nothing';
/** An event is sent again for three days at most. */
const FORGET = `delete from events_taken where at < now() - interval '7 days'`;
/** A stay that is put again long after its end begins with the sequence 1 anew: then the later one counts. */
const KEEP = `
  insert into stays (booking, phase, problem, sequence, at) values ($1, $2, $3, $4, $5)
  on conflict (booking) do update set phase = $2, problem = $3, sequence = $4, at = $5
  where stays.sequence < excluded.sequence or stays.at < excluded.at`;
/** Only of a booking of ours: Nightlatch may have other backends. */
const TELL = `
  insert into guests_to_tell (booking, event) select id, $2 from bookings where id = $1
  on conflict (booking) do update set event = $2`;

/**
 * Takes an event that Nightlatch has sent, and answers the status for it: 204 once it is in the database, so that it is
 * sent again if this process is killed before. One that comes twice, or after a later one of its stay, changes nothing.
 */
export async function takeEvent(
  pool: Pool,
  secret: string,
  { headers, body }: { readonly headers: IncomingHttpHeaders; readonly body: Buffer },
): Promise<204 | 401> {
  const event = verified(secret, headers, body);
  if (event === undefined) return 401;
  const id = String(headers['webhook-id']);
  const { reservationId, sequence, phase, problem } = event.data;
  // A test, or what a later version of Nightlatch tells of something else.
  if (reservationId === undefined || sequence === undefined || phase === undefined) return 204;
  await inTransaction(pool, async (db) => {
    await db.query(FORGET);
    if ((await db.query(TAKE, [id])).rowCount === 0) return;
    const state = [reservationId, phase, problem?.type ?? null, sequence, event.timestamp];
    const isNews = (await db.query(KEEP, state)).rowCount === 1;
    if (isNews && WITH_NEWS_FOR_THE_GUEST.includes(event.type))
      await db.query(TELL, [reservationId, id]);
  });
  return 204;
}

/** The event, if whoever has the secret signed it within the last five minutes. */
function verified(secret: string, headers: IncomingHttpHeaders, body: Buffer): Event | undefined {
  try {
    return new Webhook(secret).verify(body, headers as Record<string, string>) as Event;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return undefined;
    throw error;
  }
}
