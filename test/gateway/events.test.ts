import { once } from 'node:events';
import { connect } from 'node:net';

import { describe, expect, it } from 'vitest';

import { StayClient, StayError, type StaySummary } from '../../src/client/index.ts';
import type { Scope } from '../../src/gateway/scopes.ts';
import type { TokenEntry } from '../../src/gateway/tokens.ts';
import { eventsOf, nextOf, type Sent, take } from '../support/event-stream.ts';
import { type GatewayRig, openGateway, problemIn, TOKENS } from '../support/gateway-rig.ts';

/** A house whose stays are as the story says, seen as Temporal lists them: a page has two. */
class ListedHouse extends StayClient {
  readonly stays = new Map<string, StaySummary>();
  isAway = false;
  lists = 0;
  atOnce = 0;
  mostAtOnce = 0;
  pageOf = 2;

  constructor(...stays: readonly StaySummary[]) {
    super(() => Promise.reject(new Error('Nobody is asked here')));
    for (const stay of stays) this.set(stay);
  }

  set(stay: StaySummary): void {
    this.stays.set(stay.reservationId, stay);
  }

  override async reach(): Promise<void> {
    this.#expectThere();
  }

  override async list({ cursor = '0' }: { readonly cursor?: string } = {}) {
    this.lists += 1;
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    await new Promise(setImmediate);
    this.atOnce -= 1;
    this.#expectThere();
    const to = Number(cursor) + this.pageOf;
    const stays = [...this.stays.values()].slice(Number(cursor), to);
    return { stays, ...(to < this.stays.size ? { cursor: String(to) } : {}) };
  }

  #expectThere(): void {
    if (this.isAway) throw new StayError('CannotReachTemporal', 'It is away.', 'Wait.');
  }
}

const open = { reservationId: '1001', phase: 'open' } as const;
const waiting = { reservationId: '1002', phase: 'waiting' } as const;
const held = { reservationId: '1003', phase: 'held', problem: { type: 'HoldNotHeld' } } as const;

const FAST = { everyMs: 5, heartbeatMs: 20 };

async function read(gateway: GatewayRig, lastEventId?: string) {
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const answer = await gateway.call({ path: '/events', as: 'stays:read', headers });
  expect(answer.status).toBe(200);
  return answer;
}

const isOf =
  (phase: string) =>
  ({ data }: Sent): boolean =>
    (data as StaySummary | undefined)?.phase === phase;

/** How somebody is answered who wants to read, and goes again. */
async function knock(gateway: GatewayRig, as: Scope = 'stays:read'): Promise<number> {
  const { status, body } = await gateway.call({ path: '/events', as });
  await body?.cancel();
  return status;
}

async function ends(events: AsyncGenerator): Promise<true> {
  while ((await events.next()).done !== true);
  return true;
}

describe('a backend that reads the events', () => {
  it('is told how every stay is, and then each change, with nothing twice', async () => {
    const stays = new ListedHouse(open, { ...waiting, listingId: 'loft', opensAt: 'x' }, held);
    const gateway = await openGateway({ stays, feed: FAST });
    const answer = await read(gateway);
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const events = eventsOf(answer);
    const data = (await take(events, 3)).map((sent) => sent.data);
    expect(data).toEqual([open, waiting, held]);
    stays.set({ ...waiting, phase: 'open' });
    // Its listing is no part of an event.
    stays.set({ ...open, listingId: 'attic' });
    expect((await take(events, 1))[0]?.data).toEqual({ ...waiting, phase: 'open' });
    stays.set({ reservationId: '1003', phase: 'held' });
    expect((await take(events, 1))[0]?.data).toEqual({ reservationId: '1003', phase: 'held' });
    stays.set({ reservationId: '1004' });
    stays.set({ ...open, phase: 'revoked' });
    expect((await take(events, 1))[0]?.data).toEqual({ ...open, phase: 'revoked' });
  });

  it('is told after a cut what changed meanwhile, and the latest of it', async () => {
    const stays = new ListedHouse(open, waiting, held);
    const gateway = await openGateway({ stays, feed: FAST });
    const before = eventsOf(await read(gateway));
    const last = (await take(before, 3)).at(-1)?.id;
    await before.return(undefined);
    stays.set({ ...open, phase: 'revoking' });
    const watcher = eventsOf(await read(gateway));
    await nextOf(watcher, isOf('revoking'));
    stays.set({ ...open, phase: 'revoked' });
    await nextOf(watcher, isOf('revoked'));

    const after = eventsOf(await read(gateway, last));
    stays.set({ ...held, phase: 'open' });
    expect((await take(after, 2)).map(({ data }) => data)).toEqual([
      { ...open, phase: 'revoked' },
      { ...held, phase: 'open' },
    ]);
  });

  it.each(['none', '0123456789ab-2', '-', '0123456789ab-', '\u00e9-1'])(
    'is told everything where its last event is nobody’s: %s',
    async (lastEventId) => {
      const gateway = await openGateway({ stays: new ListedHouse(open, waiting), feed: FAST });
      const events = eventsOf(await read(gateway, lastEventId));
      expect((await take(events, 2)).map(({ data }) => data)).toEqual([open, waiting]);
    },
  );

  it('is no reader by asking for the headers alone', async () => {
    const stays = new ListedHouse(open);
    const gateway = await openGateway({ stays, feed: FAST });
    const answer = await gateway.call({ method: 'HEAD', path: '/events', as: 'stays:read' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    expect(stays.lists).toBe(0);
  });

  it('hears that the line lives while nothing changes', async () => {
    const gateway = await openGateway({ stays: new ListedHouse(open), feed: FAST });
    const events = eventsOf(await read(gateway));
    await take(events, 1);
    for (let nth = 1; nth <= 3; nth += 1)
      expect(await events.next()).toEqual({ done: false, value: { comment: 'still here' } });
  });
});

describe('one poll', () => {
  it('serves all readers, and there is none while nobody reads', async () => {
    const stays = new ListedHouse(open, waiting, held);
    const gateway = await openGateway({ stays, feed: { ...FAST, ofOne: 50 } });
    const readers = await Promise.all(Array.from({ length: 50 }, () => read(gateway)));
    const streams = readers.map(eventsOf);
    for (const events of streams) expect(await take(events, 3)).toHaveLength(3);
    expect(stays.mostAtOnce).toBe(1);

    await Promise.all(streams.map((events) => events.return(undefined)));
    const ofTwenty = async (): Promise<number> => {
      const before = stays.lists;
      for (let nth = 1; nth <= 20; nth += 1) await gateway.call({ path: '/healthz' });
      return stays.lists - before;
    };
    await expect.poll(ofTwenty).toBe(0);
  });
});

describe('a reader who takes nothing', () => {
  it('is cut off, while another has everything', async () => {
    const stays = new ListedHouse();
    stays.pageOf = 1_000_000;
    const count = 60_000;
    for (let nth = 0; nth < count; nth += 1)
      stays.set({
        reservationId: `${nth}`.padStart(64, '0'),
        phase: 'open',
        problem: { type: 'x'.repeat(64) },
      });
    const gateway = await openGateway({
      stays,
      feed: { ...FAST, everyMs: 50, stalledMs: 2_500, ofOne: 2 },
    });
    const { port } = new URL(gateway.url);
    const slow = connect({ port: Number(port), host: '127.0.0.1' });
    slow.on('error', () => {});
    slow.write(
      `GET /events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKENS['stays:read'].token}\r\n\r\n`,
    );
    await once(slow, 'readable');
    const events = eventsOf(await read(gateway));
    expect(await take(events, count)).toHaveLength(count);
    // Its place is given to the next.
    await expect.poll(() => knock(gateway)).toBe(200);
    await events.return(undefined);
    slow.destroy();
  });
});

describe('a stream', () => {
  it('is not given to more readers than one token may have, nor to more than there is room for', async () => {
    const feed = { ...FAST, ofOne: 2, ofAll: 3 };
    const gateway = await openGateway({ stays: new ListedHouse(open), feed });
    const first = eventsOf(await read(gateway));
    const second = eventsOf(await read(gateway));
    await take(second, 1);
    const refused = await gateway.call({ path: '/events', as: 'stays:read' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    expect(await problemIn(refused)).toBe('toomanyreaders');
    const third = eventsOf(await gateway.call({ path: '/events', as: 'desk' }));
    await take(third, 1);
    const full = await gateway.call({ path: '/events', as: 'desk' });
    expect([full.status, full.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await problemIn(full)).toBe('noroomforreaders');
    // Who goes makes room.
    await take(first, 1);
    await first.return(undefined);
    await expect.poll(() => knock(gateway)).toBe(200);
    await Promise.all([second, third].map((events) => events.return(undefined)));
  });

  it('ends when its token is taken back', async () => {
    let known: readonly TokenEntry[] = [TOKENS['stays:read'].entry];
    const stays = new ListedHouse(open);
    const gateway = await openGateway({ stays, feed: FAST, tokens: async () => known });
    const events = eventsOf(await read(gateway));
    await take(events, 1);
    known = [{ ...TOKENS['stays:read'].entry, scopes: ['credentials:read'] }];
    expect(await ends(events)).toBe(true);
    expect(await knock(gateway)).toBe(403);
  });

  it('ends when Temporal gives no answer for long, and does not begin before it does', async () => {
    const stays = new ListedHouse(open);
    const gateway = await openGateway({ stays, feed: { ...FAST, awayMs: 100 } });
    const events = eventsOf(await read(gateway));
    await take(events, 1);
    stays.isAway = true;
    expect(await ends(events)).toBe(true);
    await expect.poll(() => knock(gateway)).toBe(503);
    stays.isAway = false;
    await expect.poll(() => knock(gateway)).toBe(200);
  });

  it('goes on when Temporal is silent for a moment', async () => {
    const stays = new ListedHouse(open);
    const gateway = await openGateway({ stays, feed: FAST });
    const events = eventsOf(await read(gateway));
    await take(events, 1);
    stays.isAway = true;
    const lists = stays.lists;
    await expect.poll(() => stays.lists).toBeGreaterThan(lists + 2);
    stays.isAway = false;
    stays.set(waiting);
    expect((await take(events, 1))[0]?.data).toEqual(waiting);
  });

  it('ends with its gateway, which waits for nobody', async () => {
    const gateway = await openGateway({ stays: new ListedHouse(open), feed: FAST });
    const events = eventsOf(await read(gateway));
    await take(events, 1);
    const from = Date.now();
    await gateway.close();
    expect(Date.now() - from).toBeLessThan(2_000);
    expect(await ends(events)).toBe(true);
  });
});
