import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { freePort } from '../../src/telemetry/free-port.ts';
import { type BookingBackend, startBookingBackend } from '../support/booking-backend.ts';
import { inHours } from '../support/by-hand.ts';
import { type LiveHouse, openHouse } from '../support/live-house.ts';
import { type OverHttp, startOverHttp } from '../support/over-http.ts';
import { type Database, findPostgresql, startPostgresql } from '../support/postgresql.ts';

const BOOKINGS = Array.from({ length: 16 }, (_, nth) => `pg-${nth}`);
const KILLS = 5;
const SETTLED_WITHIN_MS = 60_000;

const programs = await findPostgresql();

describe.skipIf(programs === undefined)(
  'a booking backend with an outbox (skipped where there is no PostgreSQL, of Debian’s package postgresql)',
  () => {
    let house: LiveHouse;
    let http: OverHttp;
    let database: Database;
    let backend: BookingBackend;
    openHouse((started) => (house = started), { NIGHTLATCH_SEAM_RATE: '100' });
    beforeAll(async () => {
      const started = [startOverHttp(house.settings), startPostgresql(programs ?? '')] as const;
      [http, database] = await Promise.all(started);
      backend = await startBookingBackend({ http, database, port: await freePort() });
    });
    afterAll(async () => {
      await backend?.stop();
      await http?.service.stop();
      await database?.stop();
      await database?.forget();
    });

    const unsettled = async () =>
      (await backend.listed()).filter(({ waiting, phase }) => waiting > 0 || phase === null);

    it('loses no booking and books none twice, though it is killed again and again', async () => {
      const [until, longer] = [inHours(24), inHours(48)];
      const isCancelled = (nth: number): boolean => nth % 4 === 3;
      const booked = Promise.all(
        BOOKINGS.map(async (id, nth) => {
          await backend.book(id, until);
          await backend.book(id, longer);
          if (isCancelled(nth)) await backend.desk('DELETE', `/${id}`);
        }),
      );
      // Each time in the middle of what the one before it has left.
      for (let nth = 0; nth < KILLS; nth += 1) {
        await answeredFor(nth * 2);
        await backend.kill();
      }
      await booked;

      await expect.poll(unsettled, { timeout: SETTLED_WITHIN_MS, interval: 200 }).toEqual([]);
      const all = await backend.listed();
      expect(all.map(({ id }) => id)).toEqual(BOOKINGS.toSorted());
      for (const { id, answer } of all) expect([200, 202], id).toContain(answer?.status);
      const open = BOOKINGS.filter((_, nth) => !isCancelled(nth));
      for (const id of open) {
        expect(await house.stays.show(id)).toMatchObject({ phase: 'open', closesAt: longer });
        expect(await house.openDoorsFor(id), id).toBe(3);
      }
      for (const id of BOOKINGS.filter((_, nth) => isCancelled(nth))) {
        expect((await house.stays.show(id)).phase).toMatch(/^revok/);
        expect(await house.openDoorsFor(id), id).toBe(0);
      }
      expect((await house.objects()).acs_users).toHaveLength(open.length);
      const runs = await house.temporal.workflow.count('WorkflowId STARTS_WITH "stay:pg-"');
      expect(runs.count).toBe(BOOKINGS.length);
    });

    it('shows the PIN, which is not in its database, and how each stay is', async () => {
      const [first = ''] = BOOKINGS;
      const { code } = (await backend.desk('GET', `/${first}/pin`)) as { readonly code: string };
      expect(code).toMatch(/^\d{4,8}$/);
      const phase = async () => (await backend.listed()).find(({ id }) => id === first)?.phase;
      await expect.poll(phase).toBe('open');
      await backend.desk('DELETE', `/${first}`);
      await expect.poll(phase).toBe('revoked');
      expect(JSON.stringify(await backend.listed())).not.toContain(code);
    });

    /** Until Nightlatch has answered for so many bookings. */
    async function answeredFor(wanted: number): Promise<void> {
      const answers = async () =>
        (await backend.listed()).filter(({ answer }) => answer !== null).length;
      await expect.poll(answers).toBeGreaterThanOrEqual(wanted);
    }
  },
);
