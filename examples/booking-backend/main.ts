/**
 * A booking backend: its own bookings in PostgreSQL, and the doors by Nightlatch.
 *
 *   DATABASE_URL=postgresql://... GATEWAY=http://127.0.0.1:8090 GATEWAY_TOKEN=nl_... node main.ts
 *
 * With WEBHOOK_SECRET=whsec_... it takes Nightlatch's webhooks at /nightlatch, and has GUEST_MESSAGES=http://... send
 * each guest their PIN; without, it reads the gateway's events, and the PIN is told at the desk.
 *
 * Serves on PORT (8070 unless set), on this machine only. It may be killed at any moment and started again.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';

import type { Pool } from 'pg';

import { book, bookingOf, cancel, list } from './bookings.ts';
import { openDatabase } from './database.ts';
import { ask, type Gateway, stayPath } from './gateway.ts';
import { tellGuests } from './guest-messenger.ts';
import { becomeTheSender, sendOutbox } from './sender.ts';
import { readStates } from './state-reader.ts';
import { takeEvent } from './webhooks.ts';

const { DATABASE_URL = '', GATEWAY = '', GATEWAY_TOKEN, PORT = '8070' } = process.env;
const { WEBHOOK_SECRET = '', GUEST_MESSAGES = '' } = process.env;
/** A webhook of Nightlatch's has less than one. */
const MOST_BYTES = 64 * 1024;
if (DATABASE_URL === '' || GATEWAY === '') {
  console.error(
    'Set DATABASE_URL and GATEWAY; without a tokens file a gateway wants no GATEWAY_TOKEN.',
  );
  process.exit(2);
}
if ((WEBHOOK_SECRET === '') !== (GUEST_MESSAGES === '')) {
  console.error('Set both of WEBHOOK_SECRET and GUEST_MESSAGES, or neither.');
  process.exit(2);
}
const gateway: Gateway = { url: GATEWAY, token: GATEWAY_TOKEN };
const pool = await openDatabase(DATABASE_URL);
// If one of them ends, so does the process, and whoever runs it starts it again.
void becomeTheSender(DATABASE_URL).then(() => {
  void sendOutbox(pool, gateway);
  if (GUEST_MESSAGES !== '') void tellGuests(pool, gateway, GUEST_MESSAGES);
});
if (WEBHOOK_SECRET === '') void readStates(pool, gateway);

createServer((request, response) => {
  answerTo(request, pool)
    .catch(() => [500, { error: 'The database is away: send the same again.' }] as const)
    .then(([status, body]) => {
      const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
      if (body === undefined) response.writeHead(status).end();
      else response.writeHead(status, headers).end(JSON.stringify(body));
    })
    .catch(() => response.destroy());
}).listen(Number(PORT), '127.0.0.1', () => console.log(`Bookings on http://127.0.0.1:${PORT}`));

/** The status and the body for a request of the desk. */
async function answerTo(request: IncomingMessage, db: Pool): Promise<readonly [number, unknown]> {
  if (request.method === 'POST' && request.url === '/nightlatch' && WEBHOOK_SECRET !== '') {
    const body = await bytesOf(request);
    if (body === undefined) return [413, undefined];
    return [await takeEvent(db, WEBHOOK_SECRET, { headers: request.headers, body }), undefined];
  }
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

/** The body as it came: a signature is over its bytes. Undefined if there is no end to it. */
async function bytesOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
