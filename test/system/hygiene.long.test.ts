import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { type Service, startService } from '../../src/cli/services/service.ts';
import { startTemporal } from '../../src/cli/services/temporal-server.ts';
import { stayWorkflowId } from '../../src/contract/names.ts';
import { STAY_SEARCH_ATTRIBUTES } from '../../src/contract/search-attributes.ts';
import { type Scope, SCOPES } from '../../src/gateway/scopes.ts';
import { newToken } from '../../src/gateway/tokens.ts';
import { newRing } from '../codec/rings.ts';
import {
  ofAnswer,
  ofCommandLines,
  ofEnvironments,
  ofHistory,
  ofVisibility,
} from '../hygiene/collect.ts';
import { leaksIn } from '../support/canaries.ts';
import { startLiveHouse, type LiveHouse } from '../support/live-house.ts';
import { processesWith } from '../support/processes.ts';
import { inHours, until } from '../support/reconciling.ts';

const GUEST = { fullName: 'Ada Canary-Guest', email: 'canary@example.com', phone: '+15555550177' };
const REASON = 'canary reason of a desk';
/** Seam tells it with every object here, though nobody asks for it. */
const KEY_URL = 'https://keys.example.com/k/canary?t=1';
const TOKENS = SCOPES.map((scope) => newToken(scope.replace(':', '-'), [scope]));
const [RING_KEY] = newRing(['canary']).keys;
const READY_WITHIN_MS = 60_000;

let house: LiveHouse;
let folder: string;
let seam: Server;
/** How often Seam has told the address of a key. */
let toldKeys = 0;
beforeAll(async () => {
  house = await startLiveHouse();
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-hygiene-'));
  await writeFile(
    join(folder, 'tokens.json'),
    JSON.stringify({ tokens: TOKENS.map(({ entry }) => entry) }),
  );
  await writeFile(join(folder, 'ring.json'), JSON.stringify({ keys: [RING_KEY] }));
  seam = await tellingMore(house.settings['SEAM_ENDPOINT'] ?? '');
});
afterAll(async () => {
  seam?.close();
  await house?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Seam, but that each object has the address of a key beside its own fields. */
async function tellingMore(endpoint: string): Promise<Server> {
  const server = createServer((request, response) => {
    const hand = async (): Promise<void> => {
      const parts: Buffer[] = [];
      for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
      const answer = await fetch(endpoint + (request.url ?? ''), {
        method: request.method ?? 'GET',
        headers: {
          authorization: request.headers.authorization ?? '',
          'content-type': request.headers['content-type'] ?? 'application/json',
        },
        ...(parts.length === 0 ? {} : { body: Buffer.concat(parts) }),
      });
      const text = await answer.text();
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      const more = `"instant_key_url":"${KEY_URL}","landing_page_url":"${KEY_URL}",`;
      const objects = /\{(?="acs_(?:user|credential)_id")/g;
      toldKeys += text.match(objects)?.length ?? 0;
      response.end(text.replaceAll(objects, `{${more}`));
    };
    hand().catch(() => response.destroy());
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  return server;
}

/** A worker and a gateway at `debug`, and all that they print. */
async function start(payloadKeys?: string) {
  const printed: string[] = [];
  const { port } = seam.address() as AddressInfo;
  const environment = {
    ...process.env,
    ...house.settings,
    SEAM_ENDPOINT: `http://127.0.0.1:${port}`,
    NIGHTLATCH_LOG_LEVEL: 'debug',
    NIGHTLATCH_TOKENS: join(folder, 'tokens.json'),
    ...(payloadKeys !== undefined && { NIGHTLATCH_PAYLOAD_KEYS: payloadKeys }),
  };
  const run = (word: string, ...options: readonly string[]): Promise<Service> =>
    startService({
      name: word,
      command: process.execPath,
      args: [inject('program'), word, ...options],
      environment,
      readyWithinMs: READY_WITHIN_MS,
      onLine: (line) => void printed.push(line),
    });
  const [worker, gateway] = await Promise.all([run('worker', '--port', '0'), run('gateway')]);
  const [url = '', health = ''] = [gateway, worker].map(
    ({ readyLine }) => /http:\/\/[\w.:]+/.exec(readyLine)?.[0],
  );
  return { worker, gateway, printed, url, health };
}

/** A life of a stay over HTTP, with what each answer was but that to whoever asks for the PIN. */
async function live(url: string, id: string): Promise<readonly Uint8Array[]> {
  const answers: Uint8Array[] = [];
  const call = async (method: string, path: string, as: Scope, json?: object): Promise<void> => {
    const answer = await fetch(`${url}/stays/${id}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${TOKENS[SCOPES.indexOf(as)]?.token}`,
        'content-type': 'application/json',
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
    expect(answer.status, `${method} ${path}`).toBeLessThan(500);
    if (!path.endsWith('/credential')) answers.push(await ofAnswer(answer));
  };
  const booking = { listingId: 'ks-pin', guest: GUEST, checkIn: inHours(-1) };
  await call('PUT', '', 'stays:write', { ...booking, checkOut: inHours(24) });
  await call('PUT', '', 'stays:write', { ...booking, checkOut: 'canary reason of a desk' });
  await call('PATCH', '', 'stays:write', { checkOut: inHours(48) });
  await call('POST', '/hold', 'stays:write', { reason: REASON });
  await call('POST', '/release', 'stays:write', {});
  await call('POST', '/release', 'desk', {});
  await call('GET', '', 'stays:read');
  await call('GET', '/credential', 'credentials:read');
  await call('GET', '/entrances', 'stays:read');
  return answers;
}

async function pinsOf(): Promise<readonly string[]> {
  const { credentials } = await house.objects();
  return credentials.flatMap(({ code }) => (code === null ? [] : [code]));
}

/** Everything that Temporal keeps of a stay. */
async function keptOf(id: string): Promise<Uint8Array> {
  const stay = house.temporal.workflow.getHandle(stayWorkflowId(id));
  const { raw } = await stay.describe();
  const history = ofHistory(await stay.fetchHistory());
  return Buffer.concat([history, ofVisibility(raw.workflowExecutionInfo ?? {})]);
}

const SECRETS = [KEY_URL, ...TOKENS.map(({ token }) => token), RING_KEY?.secret ?? '-'];

// What other processes have is read as Linux has it.
describe.runIf(process.platform === 'linux').each([
  ['in clear', undefined],
  ['encrypted', 'ring.json'],
])('a stay that is lived %s', (how, ring) => {
  it('leaves nothing of the guest and no secret where it may not stand, at any level of the log', async () => {
    const id = `canary-${how.replace(' ', '-')}`;
    const apiKey = house.settings['SEAM_API_KEY'] ?? '-';
    const personal = [...Object.values(GUEST), 'Canary', REASON];
    const all = { words: [...personal, ...SECRETS, apiKey] };
    const { worker, gateway, printed, url, health } = await start(ring && join(folder, ring));
    try {
      const answers = await live(url, id);
      const numbers = await pinsOf();
      expect(numbers).not.toEqual([]);
      expect(toldKeys).toBeGreaterThan(0);
      expect(leaksIn(Buffer.concat(answers), { ...all, numbers })).toEqual([]);
      for (const { pid } of [worker, gateway]) {
        expect(leaksIn(ofCommandLines(pid), { ...all, numbers })).toEqual([]);
        const words = [...personal, ...SECRETS];
        expect(leaksIn(ofEnvironments(pid), { words, numbers })).toEqual([]);
        // The one that it is given there, which shows that the search sees.
        expect(leaksIn(ofEnvironments(pid), { ...all, numbers: [] })).toContain(
          `${apiKey} as it is`,
        );
      }
      const told = [health, url].map((where) => fetch(`${where}/metrics`));
      const pages = (await Promise.all(told)).map((answer) => answer.text());
      const metrics = (await Promise.all(pages)).join('\n');
      expect(metrics).toContain('nightlatch_worker_ready');
      expect(metrics).toContain('nightlatch_gateway_requests_total{');
      const ready = await fetch(`${health}/readyz`).then((answer) => answer.text());
      expect(leaksIn(Buffer.from(metrics + ready), { ...all, numbers })).toEqual([]);
      const cancel = { headers: { authorization: `Bearer ${TOKENS.at(-1)?.token}` } };
      await fetch(`${url}/stays/${id}?reason=${REASON}`, { method: 'DELETE', ...cancel });
      const stay = house.temporal.workflow.getHandle(stayWorkflowId(id));
      await until(async () => (await stay.describe()).status.name === 'COMPLETED', 'the end');
      const kept = await keptOf(id);
      const hidden = ring === undefined ? SECRETS : [...personal, ...SECRETS];
      expect(leaksIn(kept, { words: [...hidden, apiKey], numbers })).toEqual([]);
      // In clear the guest stands there, which shows that the search sees.
      expect(leaksIn(kept, { words: [GUEST.fullName], numbers: [] }).length > 0).toBe(!ring);
      expect(printed.length).toBeGreaterThan(10);
      expect(leaksIn(Buffer.from(printed.join('\n')), { ...all, numbers })).toEqual([]);
    } finally {
      await Promise.all([worker.stop(), gateway.stop()]);
    }
  });
});

describe.runIf(process.platform === 'linux')('a program that is not ours', () => {
  it('is told nothing of Seam’s key and of our files when we start it', async () => {
    const environment = {
      ...process.env,
      SEAM_API_KEY: 'seam_canary_key',
      NIGHTLATCH_PAYLOAD_KEYS: '/canary/ring.json',
    };
    const server = await startTemporal({ environment, searchAttributes: STAY_SEARCH_ATTRIBUTES });
    try {
      const [pid = 0] = processesWith(`--port=${server.address.split(':')[1]}`);
      const words = ['seam_canary_key', '/canary/ring.json'];
      const seen = Buffer.concat([ofCommandLines(pid), ofEnvironments(pid)]);
      expect(leaksIn(seen, { words: ['HOME='], numbers: [] })).toEqual(['HOME= as it is']);
      expect(leaksIn(seen, { words, numbers: [] })).toEqual([]);
    } finally {
      await server.stop();
    }
  });
});
