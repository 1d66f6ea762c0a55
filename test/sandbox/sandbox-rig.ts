import { SeamHttp } from '@seamapi/http';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

import { startSandbox } from '../../sandbox/server.ts';

export const KS_SITE = '11111111-1111-1111-1111-111111111111';
export const CREDENTIAL_MANAGER = '22222222-2222-2222-2222-222222222222';
export const SPACE_SYSTEM = '77777777-7777-7777-7777-777777777777';
export const LATCH_BUILDING = '88888888-8888-8888-8888-888888888888';
export const CANAL_HOUSE = '44444444-4444-4444-4444-333333333333';
export const GARDEN_HOUSE = '44444444-4444-4444-4444-444444444444';
export const QUAY_WING = '44444444-4444-4444-4444-777777777771';
export const LOFT_1 = '55555555-5555-5555-5555-888888888882';
export const CANAL_HOUSE_DOORS = ['Apartment 1', 'Canal House Door', 'Canal House Stairs'];
export const NOBODY = '33333333-3333-3333-3333-333333333333';

const HOUR = 3_600_000;
/** When the stories begin. */
const NOON = Date.parse('2026-12-24T12:00:00Z');

const doorsSchema = z.object({
  doors: z.array(
    z.object({ display_name: z.string(), opens_for: z.array(z.object({ full_name: z.string() })) }),
  ),
});

const requestsSchema = z.object({
  requests: z.array(
    z.object({
      method: z.string(),
      route: z.string(),
      parameters: z.record(z.string(), z.unknown()),
      arrived_at: z.iso.datetime(),
      committed_at: z.iso.datetime().nullable(),
      answered_at: z.iso.datetime().nullable(),
      status: z.int().nullable(),
      fault: z.string().nullable(),
    }),
  ),
});

/** What came back over HTTP. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A sandbox over HTTP for one test, on a clock that only the test moves, and Seam's own client for it. */
export interface Rig {
  readonly url: string;
  readonly seam: SeamHttp;
  /** Another client, with a key of its own or in less of a hurry to give up. */
  client(options: { readonly apiKey?: string; readonly timeout?: number }): SeamHttp;
  /** Sends a request as it is; the path may carry a query string. */
  send(method: string, path: string, body?: unknown): Promise<Reply>;
  /** Uses one of the sandbox's own routes, by POST; fails unless it says `ok`. */
  control(route: string, body?: unknown): Promise<unknown>;
  /** The names of the doors that let a person in at an instant, in the order of the alphabet. */
  doorsOpenTo(fullName: string, at?: string): Promise<string[]>;
  requests(): Promise<z.output<typeof requestsSchema>['requests']>;
  /** An instant some hours after noon, when the story begins. */
  hours(count: number): string;
  /** Moves the clock to some hours after noon. */
  goTo(count: number): void;
  /** Adds a user to the Salto KS site who may enter Canal House, with a PIN, between two hours after noon. */
  checkIn(fullName: string, from: number, to: number): Promise<{ userId: string; pin: string }>;
}

/** Starts the rig, and stops it when the test is over. */
export async function openSandbox(): Promise<Rig> {
  let now = NOON;
  const running = await startSandbox({ clock: { now: () => now }, seed: 'stories' });
  onTestFinished(() => running.close());
  const { url } = running;

  const client = ({ apiKey = 'seam_a', timeout = 30_000 }): SeamHttp =>
    new SeamHttp({ endpoint: url, apiKey, timeout, axiosRetryOptions: { retries: 0 } });
  const seam = client({});

  const send = async (method: string, path: string, body?: unknown): Promise<Reply> => {
    const headers = { authorization: 'Bearer seam_a', 'content-type': 'application/json' };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${url}${path}`, { method, headers, ...content });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? parse(text) : text,
    };
  };

  const hours = (count: number): string => new Date(NOON + count * HOUR).toISOString();

  return {
    url,
    seam,
    client,
    send,
    hours,
    async control(route, body = {}) {
      const reply = await send('POST', `/_sandbox/${route}`, body);
      if (reply.status !== 200) throw new Error(`${route}: ${JSON.stringify(reply.body)}`);
      return reply.body;
    },
    async doorsOpenTo(fullName, at) {
      const { body } = await send('GET', `/_sandbox/doors${at === undefined ? '' : `?at=${at}`}`);
      const open = doorsSchema
        .parse(body)
        .doors.filter((door) => door.opens_for.some((person) => person.full_name === fullName));
      return open.map((door) => door.display_name).toSorted();
    },
    async requests() {
      const { body } = await send('GET', '/_sandbox/requests');
      return requestsSchema.parse(body).requests;
    },
    goTo(count) {
      now = NOON + count * HOUR;
    },
    async checkIn(fullName, from, to) {
      const user = await seam.acs.users.create({
        acs_system_id: KS_SITE,
        full_name: fullName,
        access_schedule: { starts_at: hours(from), ends_at: hours(to) },
        acs_access_group_ids: [CANAL_HOUSE],
      });
      const { acs_user_id: userId } = user;
      const credential = await seam.acs.credentials.create({
        acs_user_id: userId,
        access_method: 'code',
      });
      return { userId, pin: credential.code ?? '' };
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
