import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { eventBodySchema } from '../../src/contract/announcement.ts';
import { stayWorkflowId } from '../../src/contract/names.ts';
import { statusSchema } from '../../src/contract/status-schema.ts';
import { freePort } from '../../src/telemetry/free-port.ts';
import { Crew } from '../faults/chaos/crew.ts';
import { diceOf } from '../faults/chaos/dice.ts';
import { bookingOf, inHours } from '../support/by-hand.ts';
import { type LiveHouse, startLiveHouse } from '../support/live-house.ts';
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts';
import { until } from '../support/reconciling.ts';

/** The same seed has the same guests ask for the same things, and the same deaths between them. */
const SEED = 13;
const STAYS = 100;
const BOOKED_WITHIN_MS = 15_000;
const SECRET = `whsec_${Buffer.from('d'.repeat(32)).toString('base64')}`;
const ASK_AGAIN_MS = 500;
/** It takes less than one minute and a half where nobody else wants the processors. */
const WITHIN_MS = 280_000;

/** What a guest asks for between being let in and leaving, and the events that come of it. */
interface Wish {
  readonly asks: readonly ('hold' | 'release' | 'reissue' | 'longer')[];
  readonly events: readonly string[];
}
const WISHES: readonly [Wish, ...Wish[]] = [
  { asks: [], events: [] },
  { asks: ['hold', 'release'], events: ['held', 'released'] },
  { asks: ['reissue'], events: ['credential_changed'] },
  { asks: ['longer'], events: ['changed'] },
];

/** What the receiver looks at of an event. */
interface SaidOfStay {
  readonly type: string;
  readonly timestamp: string;
  readonly data: { readonly reservationId: string };
}

let folder: string;
let house: LiveHouse;
let receiver: Receiver;
let workers: Crew;
let gateways: Crew;
let url: string;

/** What the receiver took, in this order; it refuses an event in seven at first, if that is young. */
const taken: Received[] = [];
const refused = new Set<unknown>();
const proven = new Set<string>();
const dice = diceOf(SEED);
function answer(response: ServerResponse, _n: number, received: Received): void {
  const id = received.headers['webhook-id'];
  const { timestamp, type, data } = JSON.parse(received.body) as SaidOfStay;
  // One that is refused later is sent again after five minutes.
  const isYoung = Date.now() - Date.parse(timestamp) < 3_000;
  const isRefused = isYoung && !refused.has(id) && refused.size * 7 < taken.length;
  if (isRefused) refused.add(id);
  else taken.push(received);
  if (!isRefused && type === 'stay.proven') proven.add(data.reservationId);
  response.writeHead(isRefused ? 503 : 204).end();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-deaths-'));
  receiver = await startReceiver(answer);
  const path = join(folder, 'webhooks.json');
  const facts = { secretFiles: ['pms.secret'], events: ['*'], allowPrivate: true };
  await writeFile(join(folder, 'pms.secret'), SECRET);
  await writeFile(
    path,
    JSON.stringify({ endpoints: [{ ...facts, name: 'pms', url: receiver.url }] }),
  );
  house = await startLiveHouse({ NIGHTLATCH_WEBHOOKS: path, NIGHTLATCH_SEAM_RATE: '200' });
  const environment = { ...process.env, ...house.settings };
  const port = String(await freePort());
  url = `http://127.0.0.1:${port}`;
  workers = new Crew(inject('program'), environment, 'worker');
  gateways = new Crew(inject('program'), environment, 'gateway', '--port', port);
  await Promise.all([workers.start(2), gateways.start(1)]);
});

afterAll(async () => {
  await Promise.all([workers?.stop(), gateways?.stop()]);
  await house?.close();
  await receiver?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Sends the same under one key until it is settled, as a backend does, whoever dies meanwhile. */
async function settle(method: string, path: string, body: object = {}): Promise<void> {
  const key = crypto.randomUUID();
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  for (;;) {
    const status = await fetch(url + path, { method, headers, body: JSON.stringify(body) })
      .then(async (answered) => {
        await answered.text();
        return answered.status;
      })
      // The gateway died before it could answer.
      .catch(() => 0);
    // A cancellation whose answer was lost with the gateway may have ended the stay by now.
    if (status === 200 || (method === 'DELETE' && status === 409)) return;
    if (![0, 202, 429, 503].includes(status))
      throw new Error(`${method} ${path} was answered ${status}`);
    await delay(ASK_AGAIN_MS);
  }
}

/** One guest: booked, let in, with or without a wish, and gone. */
async function stay(id: string, afterMs: number, asks: Wish['asks']): Promise<void> {
  await delay(afterMs);
  const { reservationId: _id, ...booking } = bookingOf(id);
  await settle('PUT', `/stays/${id}`, booking);
  for (const ask of asks) {
    if (ask === 'longer') await settle('PATCH', `/stays/${id}`, { checkOut: inHours(48) });
    else await settle('POST', `/stays/${id}/${ask}`);
  }
  await settle('DELETE', `/stays/${id}`);
}

/** Kills a worker or the gateway every few seconds, from when the first guests are booked. */
async function killSome(): Promise<void> {
  const killing = diceOf(SEED + 1);
  const order = [workers, gateways, workers, gateways, workers]
    .map((crew) => ({ crew, at: killing.between(0, 1) }))
    .toSorted((a, b) => a.at - b.at);
  for (const { crew } of order) {
    await delay(killing.between(3_000, 6_000));
    // One that is being started again is let start first.
    for (const { kills } = crew; crew.kills === kills; await delay(ASK_AGAIN_MS)) crew.kill();
  }
}

/** The events of each stay as they were taken first, verified. */
function eventsById() {
  const firsts = new Map(taken.toReversed().map((one) => [one.headers['webhook-id'], one]));
  const bodies = taken
    .filter((one) => firsts.get(one.headers['webhook-id']) === one)
    .map(({ headers, body }) => {
      const said = new Webhook(SECRET).verify(body, headers as Record<string, string>);
      const { type, data } = eventBodySchema.parse(said);
      if (!('sequence' in data)) throw new Error(`${type} is about no stay`);
      return { type: type.replace('stay.', ''), id: data.reservationId, sequence: data.sequence };
    });
  return Map.groupBy(bodies, ({ id }) => id);
}

describe('the events of a hundred stays', () => {
  it(
    'all arrive, in the order of each stay, though workers and the gateway are killed at random',
    async () => {
      const guests = Array.from({ length: STAYS }, (_, nth) => ({
        id: `deaths-${nth}`,
        afterMs: dice.between(0, BOOKED_WITHIN_MS),
        wish: dice.pick(WISHES),
      }));
      await Promise.all([
        killSome(),
        ...guests.map(({ id, afterMs, wish }) => stay(id, afterMs, wish.asks)),
      ]);
      await until(async () => proven.size === STAYS, 'every proof');

      const events = eventsById();
      for (const { id, wish } of guests) {
        const own = events.get(id) ?? [];
        const whole = ['planned', 'granted', 'opened', ...wish.events, 'revoked', 'proven'];
        expect(
          own.map(({ type }) => type).filter((type) => !type.startsWith('problem')),
          id,
        ).toEqual(whole);
        const result: unknown = await house.temporal.workflow
          .getHandle(stayWorkflowId(id))
          .result();
        const { announced } = statusSchema.parse(result);
        const sequences = Array.from({ length: announced?.last ?? 0 }, (_, nth) => nth + 1);
        expect(
          own.map(({ sequence }) => sequence),
          id,
        ).toEqual(sequences);
      }
      expect([workers.kills, gateways.kills]).toEqual([3, 2]);
      expect(refused.size).toBeGreaterThan(0);
      expect([...workers.ownEnds, ...gateways.ownEnds]).toEqual([]);
    },
    WITHIN_MS,
  );
});
