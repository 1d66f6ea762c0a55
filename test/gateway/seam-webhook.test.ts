import { createHmac, randomBytes } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { type Status, StayClient, StayError, type Verdict } from '../../src/client/index.ts';
import type { StayFilter } from '../../src/client/list-stays.ts';
import { hintIn } from '../../src/gateway/seam-hint.ts';
import { WokenStays } from '../../src/gateway/woken-stays.ts';
import { type GatewayRig, openGateway, problemIn } from '../support/gateway-rig.ts';

const SECRET = `whsec_${randomBytes(24).toString('base64')}`;
const PIN = '483920';

/** Stays that know who has what at Seam, and note who was woken. */
class WatchedStays extends StayClient {
  readonly woken: string[] = [];
  readonly owners: Readonly<Record<string, Status['ledger']>>;
  isAway = false;

  constructor(owners: Readonly<Record<string, Status['ledger']>>) {
    super(() => Promise.reject(new Error('Nobody is asked here')));
    this.owners = owners;
  }

  override async list({ seamIds = [], problem }: StayFilter = {}) {
    if (this.isAway) throw new StayError('CannotReachTemporal', 'It is away.', 'Wait.');
    const found = Object.entries(this.owners).filter(
      ([, ledger]) => problem !== undefined || ledger.some(({ id = '' }) => seamIds.includes(id)),
    );
    return { stays: found.map(([reservationId]) => ({ reservationId })) };
  }

  override async look(reservationId: string): Promise<Status> {
    const ledger = this.owners[reservationId] ?? [];
    return { reservationId, listingId: 'loft', phase: 'open', revision: 0, ledger };
  }

  override async check(reservationId: string): Promise<Verdict> {
    this.woken.push(reservationId);
    return { outcome: 'applied' };
  }
}

const user = { kind: 'access-user', id: 'user-1', state: 'live' } as const;
const credential = { kind: 'credential', id: 'cred-1', state: 'live' } as const;

const deleted = (more: object = {}) => ({
  event_id: crypto.randomUUID(),
  event_type: 'acs_credential.deleted',
  acs_credential_id: 'cred-1',
  code: PIN,
  ...more,
});

interface Signing {
  readonly secret?: string;
  readonly at?: number;
  readonly sent?: string;
}

/** Sends an event as Seam does, or as somebody who would like to be Seam. */
async function send(gateway: GatewayRig, event: unknown, signing: Signing = {}): Promise<Response> {
  const { secret = SECRET, at = Date.now() } = signing;
  const body = JSON.stringify(event);
  const seconds = Math.floor(at / 1_000);
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`msg_1.${seconds}.${body}`).digest('base64');
  return gateway.call({
    method: 'POST',
    path: '/webhooks/seam',
    body: signing.sent ?? body,
    headers: {
      'content-type': 'application/json',
      'svix-id': 'msg_1',
      'svix-timestamp': String(seconds),
      'svix-signature': `v1,${signature}`,
    },
  });
}

const open = (stays: StayClient, more: object = {}) =>
  openGateway({ stays, seamWebhookSecret: SECRET, ...more });

describe('an event from Seam', () => {
  it('wakes the stay whose credential somebody deleted, and no other', async () => {
    const stays = new WatchedStays({
      '1001': [user, credential],
      '1002': [{ ...user, id: 'u-2' }],
    });
    const gateway = await open(stays);
    const answer = await send(gateway, deleted());
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(stays.woken).toEqual(['1001']);
  });

  it('wakes nobody when the stay itself removed it', async () => {
    for (const own of [
      { ...credential, state: 'removed' },
      { ...credential, removalAskedAt: '2026-11-26T10:00:00.000Z' },
    ] as const) {
      const stays = new WatchedStays({ '1001': [user, own] });
      expect((await send(await open(stays), deleted())).status).toBe(204);
      expect(stays.woken).toEqual([]);
    }
  });

  it.each([
    ['of something made', deleted({ event_type: 'acs_credential.issued' })],
    ['of a kind that nobody knows yet', deleted({ event_type: 'acs_credential.painted' })],
    ['about nobody’s object', deleted({ acs_credential_id: 'cred-9' })],
    ['about an object with an odd id', deleted({ acs_credential_id: '" OR StayPhase = "open' })],
    ['about no object', deleted({ acs_credential_id: undefined })],
  ])('is taken and wakes nobody: %s', async (_what, event) => {
    const stays = new WatchedStays({ '1001': [user, credential] });
    expect((await send(await open(stays), event)).status).toBe(204);
    expect(stays.woken).toEqual([]);
  });

  // Failure rows: 41, 72
  it('wakes once, however often it comes', async () => {
    const stays = new WatchedStays({ '1001': [user, credential] });
    const gateway = await open(stays);
    const event = deleted();
    for (let nth = 1; nth <= 5; nth += 1) expect((await send(gateway, event)).status).toBe(204);
    expect(stays.woken).toEqual(['1001']);
  });

  // Failure rows: 41
  it('is asked for again while Temporal is away', async () => {
    const stays = new WatchedStays({ '1001': [user, credential] });
    const gateway = await open(stays);
    const event = deleted();
    stays.isAway = true;
    expect((await send(gateway, event)).status).toBe(503);
    stays.isAway = false;
    expect((await send(gateway, event)).status).toBe(204);
    expect(stays.woken).toEqual(['1001']);
  });

  it('leaves no code in the log, and nothing of its ids', async () => {
    const gateway = await open(new WatchedStays({ '1001': [user, credential] }));
    await send(gateway, deleted());
    await send(gateway, deleted(), { secret: `whsec_${randomBytes(24).toString('base64')}` });
    expect(gateway.answered).toHaveLength(2);
    const log = JSON.stringify(gateway.answered);
    for (const secret of [PIN, 'cred-1', '1001']) expect(log).not.toContain(secret);
    expect(JSON.stringify(hintIn(deleted()))).not.toContain(PIN);
  });
});

// Failure rows: 72
describe('somebody who is not Seam', () => {
  it.each<[string, Signing]>([
    ['another secret', { secret: `whsec_${randomBytes(24).toString('base64')}` }],
    ['a body that was not signed', { sent: JSON.stringify(deleted({ acs_user_id: 'user-1' })) }],
    ['an hour ago', { at: Date.now() - 3_600_000 }],
    ['in an hour', { at: Date.now() + 3_600_000 }],
  ])('wakes nobody: %s', async (_what, signing) => {
    const stays = new WatchedStays({ '1001': [user, credential] });
    const answer = await send(await open(stays), deleted(), signing);
    expect([answer.status, await problemIn(answer)]).toEqual([400, 'notsigned']);
    expect(stays.woken).toEqual([]);
  });

  it.each(['', '{', 'null', '"cred-1"', '{"event_id":1}'])('is refused with %j', async (sent) => {
    const gateway = await open(new WatchedStays({}));
    const path = '/webhooks/seam';
    const answer = await gateway.call({ method: 'POST', path, body: Buffer.from(sent) });
    expect(answer.status).toBe(400);
    expect((await send(gateway, deleted(), { sent })).status).toBe(400);
  });

  it('is told to wait when it tries often, and Seam is heard all the same', async () => {
    const stays = new WatchedStays({ '1001': [user, credential] });
    const gateway = await open(stays, { limits: { requests: 3, strangers: 3 } });
    const forge = { secret: `whsec_${randomBytes(24).toString('base64')}` };
    for (let nth = 1; nth <= 3; nth += 1)
      expect((await send(gateway, deleted(), forge)).status).toBe(400);
    expect((await send(gateway, deleted(), forge)).status).toBe(429);
    for (let nth = 1; nth <= 5; nth += 1) expect((await send(gateway, deleted())).status).toBe(204);
    expect(stays.woken).toEqual(['1001']);
  });

  it('finds no route where there is no secret, nor for a workspace that there is not', async () => {
    const stays = new WatchedStays({ '1001': [user, credential] });
    expect((await send(await openGateway({ stays }), deleted())).status).toBe(404);
    const gateway = await open(stays);
    const path = '/webhooks/seam/paris';
    expect((await gateway.call({ method: 'POST', path, json: deleted() })).status).toBe(404);
    expect(stays.woken).toEqual([]);
  });

  it('may send no more than 64 KB', async () => {
    const gateway = await open(new WatchedStays({}));
    const answer = await send(gateway, deleted({ x: 'x'.repeat(70_000) }));
    expect(answer.status).toBe(413);
  });
});

describe('a lock that flaps', () => {
  const hint = (nth: number) => ({
    eventId: `event-${nth}`,
    kind: 'object' as const,
    seamIds: ['cred-1'],
  });

  it('wakes its stay at once, and once more for all that comes in the next moment', async () => {
    const stays = new WatchedStays({ '1001': [user, credential] });
    const woken = new WokenStays(stays, { sameStayMs: 60, nextStayMs: 1 });
    for (let nth = 1; nth <= 50; nth += 1) await woken.take(hint(nth));
    expect(stays.woken).toEqual(['1001']);
    await expect.poll(() => stays.woken).toEqual(['1001', '1001']);
    await woken.take(hint(51));
    await expect.poll(() => stays.woken.length).toBe(3);
    woken.close();
  });

  it('has all look that wait when it is there again, one after the other', async () => {
    const stays = new WatchedStays({ '1001': [user], '1002': [user], '1003': [user] });
    const woken = new WokenStays(stays, { sameStayMs: 10_000, nextStayMs: 1 });
    const again = { event_type: 'acs_system.connected', event_id: 'e', acs_system_id: 's' };
    const reconnected = hintIn(again);
    expect(reconnected).toEqual({ eventId: 'e', kind: 'reconnection', seamIds: [] });
    if (reconnected !== undefined) await woken.take(reconnected);
    await expect.poll(() => stays.woken).toEqual(['1001', '1002', '1003']);
    woken.close();
  });
});
