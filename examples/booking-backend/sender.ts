import { setTimeout as delay } from 'node:timers/promises';

import { Client, type Pool } from 'pg';

import { type Answer, ask, type Gateway, stayPath } from './gateway.ts';

interface Message {
  readonly id: string;
  readonly booking: string;
  readonly method: string;
  readonly body: unknown;
}

/** So many bookings are told at the same time; of one booking, its messages go one after the other. */
const LANES = 8;
const LOOK_EVERY_MS = 200;
/** After an answer that does not say how long to wait, in seconds. */
const AGAIN_AFTER_S = 2;
/** Any number, the same in every process of this backend. */
const SENDER_LOCK = 1_901;

/** Answers with which a message is done: it is kept (200, 202), or will never be (the others). */
const LAST_WORDS = [200, 202, 404, 409, 413, 415, 422];

const WAITING = `
  select id, booking, method, body from outbox o
  where answer is null and booking <> all ($1) and not exists (
    select from outbox earlier where earlier.booking = o.booking and earlier.answer is null and earlier.id < o.id)
  order by id limit $2`;

/**
 * Tells Nightlatch what stands in the outbox, for ever. A message goes under its own number as the
 * Idempotency-Key until it has an answer, so one that was sent just before this process was killed is sent
 * again by the next and has one effect.
 */
export async function sendOutbox(pool: Pool, gateway: Gateway): Promise<never> {
  const busy = new Set<string>();
  for (;;) {
    const { rows } = await pool.query<Message>(WAITING, [[...busy], LANES - busy.size]);
    for (const message of rows) {
      busy.add(message.booking);
      void tell(pool, gateway, message)
        // The database was away: the message is still in the outbox.
        .catch(() => {})
        .finally(() => busy.delete(message.booking));
    }
    await delay(LOOK_EVERY_MS);
  }
}

/**
 * Of several processes one sends; the others wait here for its end. The lock goes with the connection, and that
 * with the process.
 */
export async function becomeTheSender(connectionString: string): Promise<void> {
  const connection = new Client({ connectionString });
  connection.on('error', (error) => {
    // Another process may be the sender by now: end, and be started again.
    throw error;
  });
  await connection.connect();
  await connection.query('select pg_advisory_lock($1)', [SENDER_LOCK]);
}

async function tell(pool: Pool, gateway: Gateway, message: Message): Promise<void> {
  const { id, booking, method, body } = message;
  const answer = await ask(gateway, method, stayPath(booking), { key: `outbox-${id}`, body });
  const { status } = answer;
  if (status === undefined || !LAST_WORDS.includes(status)) {
    await delay(pauseAfter(answer) * 1_000);
    return;
  }
  const noted = JSON.stringify({ status, ...(answer.json as object) });
  await pool.query('update outbox set answer = $2 where id = $1', [id, noted]);
}

function pauseAfter({ status, retryAfter }: Answer): number {
  if (status !== undefined && [401, 403].includes(status))
    console.error(`The gateway answers ${status}: give this backend a token with stays:write.`);
  return retryAfter ?? AGAIN_AFTER_S;
}
