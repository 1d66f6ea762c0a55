import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { type Service, startService } from '../../src/cli/services/service.ts';

import { inHours } from './by-hand.ts';
import type { Settings } from './cli.ts';
import type { OverHttp } from './over-http.ts';
import type { Database } from './postgresql.ts';

const PROGRAM = fileURLToPath(new URL('../../examples/booking-backend/main.ts', import.meta.url));
const COMES_BACK_WITHIN_MS = 60_000;

/** A booking as the backend lists it. */
export interface Listed {
  readonly id: string;
  readonly phase: string | null;
  readonly waiting: number;
  readonly answer: { readonly status: number; readonly outcome: string } | null;
}

/** The booking backend of the examples, as a process of its own. */
export interface BookingBackend {
  readonly url: string;
  /** What somebody at the desk asks for; where the backend dies in the middle, once more. */
  desk(method: string, path: string, body?: object): Promise<unknown>;
  /** Books a stay in the listing of PINs that has begun. */
  book(id: string, checkOut: string): Promise<unknown>;
  /** Every booking. */
  listed(): Promise<readonly Listed[]>;
  /** Kills it with SIGKILL, and starts it again on its database. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Where a booking backend has its database and its gateway, where it serves, and what else it is told. */
export interface BackendPlace {
  readonly database: Database;
  readonly http: OverHttp;
  readonly port: number;
  readonly more?: Settings;
}

/** Starts the booking backend. */
export async function startBookingBackend(place: BackendPlace): Promise<BookingBackend> {
  const url = `http://127.0.0.1:${place.port}`;
  let backend = await startOnce(place);
  const desk: BookingBackend['desk'] = async (method, path, body) => {
    for (const until = Date.now() + COMES_BACK_WITHIN_MS; Date.now() < until; await delay(50)) {
      const answer = await fetch(`${url}/bookings${path}`, {
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
  return {
    url,
    desk,
    book: (id, checkOut) =>
      desk('PUT', `/${id}`, {
        listing: 'ks-pin',
        guest: `Guest ${id}`,
        checkIn: inHours(-1),
        checkOut,
      }),
    listed: async () => (await desk('GET', '')) as readonly Listed[],
    async kill() {
      process.kill(backend.pid, 'SIGKILL');
      await backend.exited;
      backend = await startOnce(place);
    },
    stop: () => backend.stop(),
  };
}

async function startOnce({ database, http, port, more = {} }: BackendPlace): Promise<Service> {
  const { user, password, port: at } = database;
  return startService({
    name: 'The booking backend',
    command: process.execPath,
    args: [PROGRAM],
    environment: {
      ...process.env,
      DATABASE_URL: `postgresql://${user}:${password}@127.0.0.1:${at}/postgres`,
      GATEWAY: http.url,
      GATEWAY_TOKEN: http.tokens['desk'],
      PORT: String(port),
      ...more,
    },
    readyWithinMs: 30_000,
  });
}
