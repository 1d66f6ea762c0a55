import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Service, startService } from '../../src/cli/services/service.ts';
import { freePort } from '../../src/telemetry/free-port.ts';
import { inHours } from '../support/by-hand.ts';
import { type LiveHouse, openHouse } from '../support/live-house.ts';
import { type OverHttp, startOverHttp } from '../support/over-http.ts';
import { type Database, findPostgresql, startPostgresql } from '../support/postgresql.ts';

const PROGRAM = fileURLToPath(new URL('../../examples/booking-backend/main.ts', import.meta.url));
const BOOKINGS = Array.from({ length: 16 }, (_, nth) => `pg-${nth}`);
const KILLS = 5;
const SETTLED_WITHIN_MS = 60_000;

/** A booking as the backend lists it. */
interface Listed {
  readonly id: string;
  readonly phase: string | null;
  readonly waiting: number;
  readonly answer: { readonly status: number; readonly outcome: string } | null;
}

const programs = await findPostgresql();

describe.skipIf(programs === undefined)(
  'a booking backend with an outbox (skipped where there is no PostgreSQL, of Debian’s package postgresql)',
  () => {
    let house: LiveHouse;
    let http: OverHttp;
    let database: Database;
    let backend: Service;
    let port: number;
    openHouse((started) => (house = started), { NIGHTLATCH_SEAM_RATE: '100' });
    beforeAll(async () => {
      [http, database, port] = await Promise.all([
        startOverHttp(house.settings),
        startPostgresql(programs ?? ''),
        freePort(),
      ]);
      backend = await startBackend();
    });
    afterAll(async () => {
      await backend?.stop();
      await http?.service.stop();
      await database?.stop();
      await database?.forget();
    });

    const startBackend = (): Promise<Service> =>
      startService({
        name: 'The booking backend',
        command: process.execPath,
        args: [PROGRAM],
        environment: {
          ...process.env,
          DATABASE_URL: `postgresql://${database.user}:${database.password}@127.0.0.1:${database.port}/postgres`,
          GATEWAY: http.url,
          GATEWAY_TOKEN: http.tokens['desk'],
          PORT: String(port),
        },
        readyWithinMs: 30_000,
      });
    const kill = async (): Promise<void> => {
      process.kill(backend.pid, 'SIGKILL');
      await backend.exited;
      backend = await startBackend();
    };

    /** What somebody at the desk asks for; where the backend dies in the middle, once more. */
    const desk = async (method: string, path: string, body?: object): Promise<unknown> => {
      for (const until = Date.now() + SETTLED_WITHIN_MS; Date.now() < until; await delay(50)) {
        const answer = await fetch(`http://127.0.0.1:${port}/bookings${path}`, {
          method,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }).catch(() => undefined);
        // It may die in the middle of its answer, too.
        const said: unknown = await answer?.json().catch(() => undefined);
        if (answer?.ok === true && said !== undefined) return said;
        if (answer?.ok === false) throw new Error(`The backend answered ${answer.status}`);
      }
      throw new Error('The backend did not come back');
    };
    const booking = (id: string, checkOut: string): object => ({
      listing: 'ks-pin',
      guest: `Guest ${id}`,
      checkIn: inHours(-1),
      checkOut,
    });
    const listed = async () => (await desk('GET', '')) as readonly Listed[];
    const unsettled = async () =>
      (await listed()).filter(({ waiting, phase }) => waiting > 0 || phase === null);

    it('loses no booking and books none twice, though it is killed again and again', async () => {
      const [until, longer] = [inHours(24), inHours(48)];
      const isCancelled = (nth: number): boolean => nth % 4 === 3;
      const booked = Promise.all(
        BOOKINGS.map(async (id, nth) => {
          await desk('PUT', `/${id}`, booking(id, until));
          await desk('PUT', `/${id}`, booking(id, longer));
          if (isCancelled(nth)) await desk('DELETE', `/${id}`);
        }),
      );
      // Each time in the middle of what the one before it has left.
      for (let nth = 0; nth < KILLS; nth += 1) {
        await answeredFor(nth * 2);
        await kill();
      }
      await booked;

      await expect.poll(unsettled, { timeout: SETTLED_WITHIN_MS, interval: 200 }).toEqual([]);
      const all = await listed();
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
      const { code } = (await desk('GET', `/${first}/pin`)) as { readonly code: string };
      expect(code).toMatch(/^\d{4,8}$/);
      const phase = async () => (await listed()).find(({ id }) => id === first)?.phase;
      await expect.poll(phase).toBe('open');
      await desk('DELETE', `/${first}`);
      await expect.poll(phase).toBe('revoked');
      expect(JSON.stringify(await listed())).not.toContain(code);
    });

    /** Until Nightlatch has answered for so many bookings. */
    async function answeredFor(wanted: number): Promise<void> {
      const answers = async () => (await listed()).filter(({ answer }) => answer !== null).length;
      await expect.poll(answers).toBeGreaterThanOrEqual(wanted);
    }
  },
);
