import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { freePort } from '../../src/telemetry/free-port.ts';
import { type BookingBackend, startBookingBackend } from '../support/booking-backend.ts';
import { inHours } from '../support/by-hand.ts';
import { type LiveHouse, startLiveHouse } from '../support/live-house.ts';
import { type OverHttp, startOverHttp } from '../support/over-http.ts';
import { type Database, findPostgresql, startPostgresql } from '../support/postgresql.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';

const SECRET = `whsec_${Buffer.from('b'.repeat(32)).toString('base64')}`;

/** What a guest is sent. */
interface Message {
  readonly booking: string;
  readonly code: string;
}

const programs = await findPostgresql();

describe.skipIf(programs === undefined)(
  'a booking backend that takes webhooks (skipped where there is no PostgreSQL, of Debian’s package postgresql)',
  () => {
    let folder: string;
    let house: LiveHouse;
    let http: OverHttp;
    let database: Database;
    let backend: BookingBackend;
    let guests: Receiver;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nightlatch-receiver-'));
      const port = await freePort();
      const path = join(folder, 'webhooks.json');
      const pms = {
        ...{ name: 'pms', secretFiles: ['pms.secret'], events: ['*'], allowPrivate: true },
        url: `http://127.0.0.1:${port}/nightlatch`,
      };
      await writeFile(join(folder, 'pms.secret'), SECRET);
      await writeFile(path, JSON.stringify({ endpoints: [pms] }));
      [house, database, guests] = await Promise.all([
        startLiveHouse({ NIGHTLATCH_WEBHOOKS: path }),
        startPostgresql(programs ?? ''),
        startReceiver(),
      ]);
      [http] = await Promise.all([startOverHttp(house.settings), house.startWorker()]);
      const more = { WEBHOOK_SECRET: SECRET, GUEST_MESSAGES: guests.url };
      backend = await startBookingBackend({ http, database, port, more });
    });
    afterAll(async () => {
      await backend?.stop();
      await http?.service.stop();
      await house?.close();
      await guests?.close();
      await database?.stop();
      await database?.forget();
      await rm(folder, { recursive: true, force: true });
    });

    /** The codes that the guest of a booking was sent, one for each message. */
    const toldTo = (id: string): readonly string[] => {
      const keys = new Set<unknown>();
      return guests.received
        .filter(({ headers }) => keys.size < keys.add(headers['idempotency-key']).size)
        .map(({ body }) => JSON.parse(body) as Message)
        .filter(({ booking }) => booking === id)
        .map(({ code }) => code);
    };
    const phaseOf = async (id: string) =>
      (await backend.listed()).find((one) => one.id === id)?.phase;
    const codeOf = async (id: string) =>
      ((await backend.desk('GET', `/${id}/pin`)) as { readonly code: string }).code;
    const everything = async (): Promise<string> => {
      const tables = ['bookings', 'outbox', 'stays', 'events_taken', 'guests_to_tell'];
      const rows = tables.map((name) =>
        database.run('postgres', `select ${name}::text from ${name}`),
      );
      return (await Promise.all(rows)).join('\n');
    };

    /** An event as Nightlatch sends it, or somebody else. */
    const sent = async (
      id: string,
      webhookId: string,
      { sequence, phase, at = new Date() }: { sequence: number; phase: string; at?: Date },
      secret = SECRET,
    ): Promise<number> => {
      const data = { reservationId: id, sequence, listingId: 'ks-pin', phase };
      const body = JSON.stringify({ type: 'stay.granted', timestamp: at.toISOString(), data });
      const now = new Date();
      const headers = {
        'webhook-id': webhookId,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
        'webhook-signature': new Webhook(secret).sign(webhookId, now, body),
      };
      const answer = await fetch(`${backend.url}/nightlatch`, { method: 'POST', headers, body });
      return answer.status;
    };

    it('tells a guest the PIN once it is ready, and the next one, and keeps neither', async () => {
      await backend.book('hook-1', inHours(24));
      await expect.poll(() => toldTo('hook-1')).toHaveLength(1);
      const first = await codeOf('hook-1');
      expect(toldTo('hook-1')).toEqual([first]);
      await expect.poll(() => phaseOf('hook-1')).toBe('open');

      expect((await http.settle('POST', '/stays/hook-1/reissue', { json: {} })).status).toBe(200);
      await expect.poll(() => toldTo('hook-1')).toHaveLength(2);
      const second = await codeOf('hook-1');
      expect(toldTo('hook-1')).toEqual([first, second]);
      const kept = await everything();
      for (const code of [first, second]) expect(kept).not.toContain(code);

      await backend.desk('DELETE', '/hook-1');
      await expect.poll(() => phaseOf('hook-1')).toBe('revoked');
    });

    it('is killed between a booking and its events, and every guest hears of their PIN', async () => {
      const ids = Array.from({ length: 6 }, (_, nth) => `hook-killed-${nth}`);
      for (const id of ids) await backend.book(id, inHours(24));
      await backend.kill();
      for (const id of ids) {
        await expect.poll(() => toldTo(id), { timeout: 60_000 }).toHaveLength(1);
        expect(toldTo(id)).toEqual([await codeOf(id)]);
      }
      await expect
        .poll(async () => Promise.all(ids.map(phaseOf)), { timeout: 60_000 })
        .toEqual(ids.map(() => 'open'));
    });

    it('tells no PIN while the stay is held, and tells it when that is released', async () => {
      const id = 'hook-held';
      await backend.book(id, inHours(24));
      await expect.poll(() => toldTo(id)).toHaveLength(1);
      const code = await codeOf(id);
      expect((await http.settle('POST', `/stays/${id}/hold`, { json: {} })).status).toBe(200);
      await expect.poll(() => phaseOf(id)).toBe('held');

      expect(await sent(id, 'late.1', { sequence: 50, phase: 'held' })).toBe(204);
      const waiting = () => database.run('postgres', 'select booking from guests_to_tell');
      await expect.poll(waiting).not.toContain(id);
      expect(toldTo(id)).toEqual([code]);

      // The backend’s token lets nobody in.
      await house.stays.release(id);
      await expect.poll(() => toldTo(id)).toEqual([code, code]);
    });

    // Failure rows: 72
    it('takes an event once, none that is older, and none that is not signed', async () => {
      const id = 'hook-2';
      await backend.book(id, inHours(24));
      await expect.poll(() => phaseOf(id)).toBe('open');
      await expect.poll(() => toldTo(id)).toHaveLength(1);
      expect(await sent(id, 'made.1', { sequence: 50, phase: 'held' })).toBe(204);
      expect(await phaseOf(id)).toBe('held');
      await expect.poll(() => toldTo(id)).toHaveLength(2);

      const old = { sequence: 49, phase: 'waiting', at: new Date(0) };
      expect(await sent(id, 'made.0', old)).toBe(204);
      expect(await sent(id, 'made.1', { sequence: 51, phase: 'waiting' })).toBe(204);
      const stranger = `whsec_${Buffer.from('c'.repeat(32)).toString('base64')}`;
      expect(await sent(id, 'made.2', { sequence: 52, phase: 'waiting' }, stranger)).toBe(401);
      expect(await phaseOf(id)).toBe('held');

      // Put again when Temporal has forgotten it, a stay counts from 1 anew: later is later all the same.
      expect(await sent(id, 'made.3', { sequence: 1, phase: 'open' })).toBe(204);
      expect(await phaseOf(id)).toBe('open');
      await expect.poll(() => toldTo(id)).toHaveLength(3);
    });
  },
);
