/**
 * A booking backend: its own bookings in PostgreSQL, and the doors by Nightlatch.
 *
 *   DATABASE_URL=postgresql://... GATEWAY=http://127.0.0.1:8090 GATEWAY_TOKEN=nl_... node main.ts
 *
 * Serves on PORT (8070 unless set), on this machine only. It may be killed at any moment and started again.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';

import type { Pool } from 'pg';

import { book, bookingOf, cancel, list } from './bookings.ts';
import { openDatabase } from './database.ts';
import { ask, type Gateway, stayPath } from './gateway.ts';
import { sendOutbox } from './sender.ts';
import { readStates } from './state-reader.ts';

const { DATABASE_URL = '', GATEWAY = '', GATEWAY_TOKEN, PORT = '8070' } = process.env;
if (DATABASE_URL === '' || GATEWAY === '') {
  console.error(
    'Set DATABASE_URL and GATEWAY; without a tokens file a gateway wants no GATEWAY_TOKEN.',
  );
  process.exit(2);
}
const gateway: Gateway = { url: GATEWAY, token: GATEWAY_TOKEN };
const pool = await openDatabase(DATABASE_URL);
// If one of them ends, so does the process, and whoever runs it starts it again.
void sendOutbox(pool, DATABASE_URL, gateway);
void readStates(pool, gateway);

createServer((request, response) => {
  answerTo(request, pool)
    .catch(() => [500, { error: 'The database is away: send the same again.' }] as const)
    .then(([status, body]) => {
      const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
      response.writeHead(status, headers).end(JSON.stringify(body));
    })
    .catch(() => response.destroy());
}).listen(Number(PORT), '127.0.0.1', () => console.log(`Bookings on http://127.0.0.1:${PORT}`));

/** The status and the body for a request of the desk. */
async function answerTo(request: IncomingMessage, db: Pool): Promise<readonly [number, unknown]> {
  const [, id = '', part] = /^\/bookings(?:\/([\w.-]+)(\/pin)?)?$/.exec(request.url ?? '') ?? [];
  const what = `${request.method} ${id === '' ? 'all' : (part ?? 'one')}`;
  if (what === 'PUT one') {
    const booking = bookingOf(await json(request).catch(() => undefined));
    if (booking === undefined) return [422, { error: 'listing, guest, checkIn, checkOut: texts' }];
    await book(db, id, booking);
    return [200, {}];
  }
  if (what === 'DELETE one') {
    await cancel(db, id);
    return [200, {}];
  }
  if (what === 'GET all') return [200, await list(db)];
  if (what === 'GET /pin') {
    // Read when it is shown, and never stored.
    const { status = 503, json: credential } = await ask(
      gateway,
      'GET',
      `${stayPath(id)}/credential`,
    );
    return [status, credential];
  }
  return [404, { error: 'PUT or DELETE /bookings/ID, GET /bookings, GET /bookings/ID/pin' }];
}
