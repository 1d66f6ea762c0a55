import { setTimeout as delay } from 'node:timers/promises';

import type { Pool } from 'pg';

import { ask, type Gateway, stayPath } from './gateway.ts';

interface Waiting {
  readonly booking: string;
  readonly guest: string;
  /** The webhook-id of the event that said it: one message to the guest for each. */
  readonly event: string;
}

/** What the gateway says of a guest's PIN or key. */
interface Credential {
  readonly accessMethod?: string;
  readonly code?: string;
  readonly held?: true;
}

const AT_ONCE = 8;
const LOOK_EVERY_MS = 200;
const AGAIN_AFTER_MS = 2_000;
const SENT_WITHIN_MS = 15_000;

const WAITING = `
  select booking, guest, event from guests_to_tell join bookings on bookings.id = booking
  where not_before < now() order by not_before limit $1`;
/** Another event may have come meanwhile: then the guest is told once more. */
const TOLD = 'delete from guests_to_tell where booking = $1 and event = $2';
const LATER = `update guests_to_tell set not_before = now() + $2 * interval '1 millisecond' where booking = $1`;

/**
 * Tells each guest their PIN, once Nightlatch has said that there is one which opens, for ever. It is read from Nightlatch at
 * that moment and goes into the message alone. `messages` is the address of whatever sends texts or mail: it is to
 * take one message for each Idempotency-Key, since one may come twice when this process is killed.
 */
export async function tellGuests(pool: Pool, gateway: Gateway, messages: string): Promise<never> {
  for (;;) {
    // The database may be away for a while.
    const { rows } = await pool.query<Waiting>(WAITING, [AT_ONCE]).catch(() => ({ rows: [] }));
    await Promise.all(
      rows.map(async (waiting) => {
        const isTold = await tell(waiting, gateway, messages);
        const { booking, event } = waiting;
        await (
          isTold ? pool.query(TOLD, [booking, event]) : pool.query(LATER, [booking, AGAIN_AFTER_MS])
        ).catch(() => {});
      }),
    );
    await delay(LOOK_EVERY_MS);
  }
}

/** Whether nothing is left to tell: the guest knows, or there is no PIN that opens. */
async function tell(
  { booking, guest, event }: Waiting,
  gateway: Gateway,
  messages: string,
): Promise<boolean> {
  const { status, json } = await ask(gateway, 'GET', `${stayPath(booking)}/credential`);
  // Revoked meanwhile; if the guest gets another one, another event says so.
  if (status === 404 || status === 409) return true;
  const { accessMethod, code, held } = json as Credential;
  // Nobody gets in with it until the stay is released, and an event says so then.
  if (held === true) return true;
  // A key in an app tells of itself.
  if (status === 200 && accessMethod !== 'code') return true;
  if (code === undefined) return false;
  const sent = await fetch(messages, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': event },
    body: JSON.stringify({ booking, guest, code }),
    signal: AbortSignal.timeout(SENT_WITHIN_MS),
  }).catch(() => undefined);
  return sent?.ok === true;
}
