import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { statusSchema } from '../../src/contract/status-schema.ts';
import { verdictSchema } from '../../src/contract/verdict-schema.ts';
import { bookingOf, inHours } from '../support/by-hand.ts';
import { eventsOf, nextOf, type Sent } from '../support/event-stream.ts';
import { CANAL_DOORS } from '../support/house.ts';
import { type LiveHouse, openHouse, startLiveHouse } from '../support/live-house.ts';
import { type OverHttp, startOverHttp } from '../support/over-http.ts';
import { roadTo } from '../support/road.ts';

/** A booking as its backend writes it: the path has the id. */
const booking = (more: object = {}) => ({ ...bookingOf('-', more), reservationId: undefined });

describe('a booking backend in any language', () => {
  let house: LiveHouse;
  let http: OverHttp;
  openHouse((started) => (house = started));
  beforeAll(async () => {
    http = await startOverHttp(house.settings);
  });
  afterAll(() => http?.service.stop());

  it('lets a guest in, moves, holds, gives another PIN, and shuts the doors', async () => {
    const stay = '/stays/http-1';
    const put = await http.settle('PUT', stay, { json: booking() });
    expect([put.status, put.json['outcome']]).toEqual([200, 'applied']);
    expect(verdictSchema.parse(put.json)).toEqual(put.json);
    expect(await house.openDoorsFor('http-1')).toBe(3);

    const shown = await http.call('GET', stay);
    expect(shown.headers.get('cache-control')).toBe('no-store');
    expect(statusSchema.parse(shown.json)).toMatchObject({ phase: 'open', listingId: 'ks-pin' });
    const { json: found } = await http.call('GET', `${stay}/entrances`);
    const entrances = found['entrances'] as readonly { readonly name: string }[];
    expect(entrances.map(({ name }) => name)).toEqual(CANAL_DOORS);
    expect(shown.json['entrances']).toEqual(entrances);

    const pin = async (): Promise<unknown> => {
      const { status, headers, json } = await http.call('GET', `${stay}/credential`, {
        as: 'credentials:read',
      });
      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(json).toMatchObject({ accessMethod: 'code', state: 'issued' });
      return json['code'];
    };
    const first = await pin();
    expect(first).toMatch(/^\d{4,8}$/);

    const longer = inHours(48);
    const changed = await http.settle('PATCH', stay, { json: { checkOut: longer } });
    expect(changed.json).toMatchObject({ outcome: 'applied', closesAt: longer });
    expect(await pin()).toBe(first);

    await http.settle('POST', `${stay}/hold`, { json: { reason: 'unpaid' } });
    expect(await house.openDoorsFor('http-1')).toBe(0);
    expect((await http.call('POST', `${stay}/release`)).status).toBe(403);
    await http.settle('POST', `${stay}/release`, { as: 'desk' });
    expect(await house.openDoorsFor('http-1')).toBe(3);

    for (const word of ['retry', 'check'])
      expect((await http.settle('POST', `${stay}/${word}`)).json['outcome'], word).toBe('applied');
    expect((await http.settle('POST', `${stay}/reissue`)).status).toBe(200);
    expect(await pin()).not.toBe(first);

    const gone = await http.settle('DELETE', `${stay}?reason=moved`);
    expect([gone.status, gone.json['outcome']]).toEqual([200, 'applied']);
    expect(await house.openDoorsFor('http-1')).toBe(0);
    const late = await http.call('POST', `${stay}/hold`);
    expect([late.status, late.json['outcome']]).toEqual([409, 'too-late']);
    const none = await http.call('GET', `${stay}/credential`, { as: 'credentials:read' });
    expect([none.status, none.json['type']]).toEqual([404, 'docs/api.md#nocredential']);

    const log = http.service.stderrTail();
    expect(log).toContain('"route":"/stays/:id/credential"');
    for (const secret of [first as string, 'Ada', 'unpaid', 'http-1', 'nl_'])
      expect(log).not.toContain(secret);
  });

  it('may repeat a request under its key, and is told when the key has another content', async () => {
    const json = booking();
    const put = () => http.settle('PUT', '/stays/http-2', { json, key: 'booked-1' });
    expect([(await put()).status, (await put()).status]).toEqual([200, 200]);
    const other = await http.settle('PUT', '/stays/http-2', {
      json: { ...json, checkOut: inHours(30) },
      key: 'booked-1',
    });
    expect([other.status, other.json['outcome'], other.json['type']]).toEqual([
      422,
      'refused',
      'CommandIdReused',
    ]);
    // A cancellation under the same key is another kind of request, and is obeyed.
    expect((await http.settle('DELETE', '/stays/http-2', { key: 'booked-1' })).status).toBe(200);
    expect(await house.openDoorsFor('http-2')).toBe(0);
  });

  it('is told what a listing refuses, and that there is no such stay', async () => {
    const refused = await http.settle('PUT', '/stays/http-3', {
      json: booking({ listingId: 'nowhere' }),
    });
    expect(refused.status).toBe(409);
    expect(refused.json).toMatchObject({ outcome: 'refused', type: 'UnknownListing' });
    const shown = await http.call('GET', '/stays/http-3');
    expect([shown.status, shown.json['type']]).toEqual([409, 'docs/api.md#stayrefused']);
    for (const [method, path] of [
      ['GET', '/stays/http-4'],
      ['GET', '/stays/http-4/entrances'],
      ['POST', '/stays/http-4/check'],
      ['DELETE', '/stays/http-4'],
    ] as const) {
      const { status, json } = await http.call(method, path);
      expect([status, json['type']], path).toEqual([404, 'docs/api.md#nosuchstay']);
    }
  });

  it('has a cancellation remembered that overtook its put', async () => {
    const cancel = await http.settle('DELETE', '/stays/http-5?revision=4');
    expect([cancel.status, cancel.json['outcome']]).toEqual([200, 'applied']);
    const stale = await http.settle('PUT', '/stays/http-5', { json: booking({ revision: 3 }) });
    expect([stale.status, stale.json['outcome']]).toEqual([200, 'superseded']);
    expect(await house.openDoorsFor('http-5')).toBe(0);
  });

  it('lists its stays page by page', async () => {
    const ids = ['http-6', 'http-7', 'http-8'];
    for (const id of ids)
      await http.settle('PUT', `/stays/${id}`, { json: booking({ listingId: 'ks-pin-garden' }) });
    const pages = async (): Promise<readonly string[]> => {
      const seen: string[] = [];
      let cursor = '';
      do {
        const path = `/stays?listing=ks-pin-garden&phase=open&limit=1&cursor=${cursor}`;
        const { json } = await http.call('GET', path);
        const stays = json['stays'] as readonly { readonly reservationId: string }[];
        seen.push(...stays.map(({ reservationId }) => reservationId));
        cursor = (json['cursor'] as string | undefined) ?? '';
      } while (cursor !== '');
      return seen.toSorted();
    };
    // Visibility is a moment behind.
    await expect.poll(pages).toEqual(ids);
    for (const id of ids) await http.settle('DELETE', `/stays/${id}`);
  });

  it('follows its stays by the events, also after a cut', async () => {
    const headers = { authorization: `Bearer ${http.tokens['stays:read']}` };
    const read = async (more: object = {}) =>
      eventsOf(await fetch(`${http.url}/events`, { headers: { ...headers, ...more } }));
    const isAbout = (phase: string) => (sent: Sent) =>
      JSON.stringify(sent.data) === JSON.stringify({ reservationId: 'http-9', phase });
    const events = await read();
    await http.settle('PUT', '/stays/http-9', { json: booking() });
    const { id = '' } = await nextOf(events, isAbout('open'));
    await events.return(undefined);

    await http.settle('DELETE', '/stays/http-9');
    await house.temporal.workflow.getHandle('stay:http-9').result();
    const after = await read({ 'last-event-id': id });
    expect((await nextOf(after, isAbout('revoked'))).id).toMatch(/^[\da-f]{12}-\d+$/);
    await after.return(undefined);
  });

  it('is told within 5 seconds that Temporal is away, and is served again when it is back', async () => {
    const { TEMPORAL_ADDRESS = '' } = house.settings;
    const road = await roadTo(TEMPORAL_ADDRESS);
    const far = await startOverHttp({ ...house.settings, TEMPORAL_ADDRESS: road.address });
    try {
      expect((await far.call('GET', '/stays')).status).toBe(200);
      road.block();
      const asked = Date.now();
      const answers = await Promise.all([
        far.call('PUT', '/stays/away-1', { json: booking() }),
        far.call('DELETE', '/stays/away-1'),
        far.call('GET', '/stays/away-1'),
        far.call('GET', '/stays'),
      ]);
      expect(Date.now() - asked).toBeLessThan(5_000);
      for (const { status, headers, json } of answers) {
        expect([status, headers.get('retry-after')]).toEqual([503, '5']);
        expect(json['type']).toBe('docs/api.md#temporalaway');
      }
      expect((await fetch(`${far.url}/readyz`)).status).toBe(503);
      expect((await fetch(`${far.url}/healthz`)).status).toBe(200);
      road.open();
      await expect.poll(async () => (await fetch(`${far.url}/readyz`)).status).toBe(200);
      expect((await far.call('GET', '/stays')).status).toBe(200);
    } finally {
      await far.service.stop();
      await road.close();
    }
    expect(await far.service.exited).toEqual({ code: 0, signal: null });
  });
});

describe('a put that no worker hears yet', () => {
  let house: LiveHouse;
  beforeAll(async () => {
    house = await startLiveHouse();
  });
  afterAll(() => house.close());

  it('is kept, also when its gateway is killed in the middle and asked again: one stay', async () => {
    const first = await startOverHttp(house.settings);
    const send = { json: booking(), key: 'kept-1' };
    const broken = first.call('PUT', '/stays/kept', send).catch((error: unknown) => error);
    const runs = async (): Promise<number> => (await house.temporal.workflow.count()).count;
    await expect.poll(runs).toBe(1);
    process.kill(first.service.pid, 'SIGKILL');
    expect(await broken).toBeInstanceOf(Error);

    const second = await startOverHttp(house.settings);
    const again = await second.call('PUT', '/stays/kept', send);
    expect([again.status, again.json['outcome']]).toEqual([202, 'pending']);

    await house.startWorker();
    expect((await second.settle('PUT', '/stays/kept', send)).status).toBe(200);
    expect(await house.openDoorsFor('kept')).toBe(3);
    expect((await house.objects()).acs_users).toHaveLength(1);
    expect((await second.settle('DELETE', '/stays/kept')).status).toBe(200);
    await second.service.stop();
  });
});
