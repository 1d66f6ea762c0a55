import {
  isSeamHttpApiError,
  isSeamHttpInvalidResponseError,
  isSeamHttpUnauthorizedError,
} from '@seamapi/http';
import { describe, expect, it } from 'vitest';

import { KS_SITE, openSandbox } from './sandbox-rig.ts';

const ROUTE = '/acs/users/create';
const ada = { acs_system_id: KS_SITE, full_name: 'Ada Guest' };

/** A rig whose next create is struck by a fault, and what became of it. */
async function strike(fault: Readonly<Record<string, unknown>>) {
  const rig = await openSandbox();
  await rig.control('faults', { route: ROUTE, ...fault });
  const impatient = rig.client({ timeout: 2_000 });
  const error: unknown = await impatient.acs.users.create(ada).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const users = async (): Promise<number> => (await rig.seam.acs.users.list()).length;
  const [entry] = await rig.requests();
  return { ...rig, error, users, entry };
}

describe('a fault that loses a request', () => {
  it.each([
    { outcome: 'refuse', code: 'ERR_NETWORK', done: 0 },
    { outcome: 'reset-before', code: 'ERR_NETWORK', done: 0 },
    { outcome: 'reset-after', code: 'ERR_NETWORK', done: 1 },
    { outcome: 'timeout-before', code: 'ETIMEDOUT', done: 0 },
    { outcome: 'timeout-after', code: 'ETIMEDOUT', done: 1 },
  ])(
    '$outcome: the client sees $code, and $done users are made',
    async ({ outcome, code, done }) => {
      const { error, users, entry } = await strike({ outcome });

      expect(error).toMatchObject({ code });
      expect(isSeamHttpApiError(error)).toBe(false);
      expect(await users()).toBe(done);
      expect(entry).toMatchObject({ fault: outcome, status: null, answered_at: null });
      expect(entry?.committed_at === null).toBe(done === 0);
    },
  );

  it('late-commit: the connection breaks now, and the user is made later', async () => {
    const { error, users, entry, goTo, requests, hours } = await strike({
      outcome: 'late-commit',
      delay_ms: 3_600_000,
    });

    expect(error).toMatchObject({ code: 'ERR_NETWORK' });
    expect(await users()).toBe(0);
    expect(entry?.committed_at).toBeNull();
    goTo(2);
    expect(await users()).toBe(1);
    expect((await requests())[0]).toMatchObject({ committed_at: hours(1), status: null });
  });
});

describe('a fault that answers in place of Seam', () => {
  it.each([
    { outcome: '500', status: 500, done: 0 },
    { outcome: '500-after', status: 500, done: 1 },
    { outcome: '429', status: 429, done: 0 },
  ])('$outcome: an error in Seam’s shape, and $done users are made', async (expected) => {
    const { error, users, entry } = await strike({ outcome: expected.outcome });

    expect(isSeamHttpApiError(error)).toBe(true);
    expect(error).toMatchObject({ statusCode: expected.status, requestId: expect.any(String) });
    expect(entry).toMatchObject({ fault: expected.outcome, status: expected.status });
    expect(await users()).toBe(expected.done);
  });

  it('429: says how long to wait', async () => {
    const { control, send } = await openSandbox();
    await control('faults', { route: ROUTE, outcome: '429', retry_after: 7 });

    const reply = await send('POST', ROUTE, ada);
    expect(reply.headers.get('retry-after')).toBe('7');
  });

  it('401: the key is unknown, for once', async () => {
    const { error, users } = await strike({ outcome: '401' });

    expect(isSeamHttpUnauthorizedError(error)).toBe(true);
    expect(await users()).toBe(0);
  });

  it('503-html: a page of somebody else’s', async () => {
    const { error, users } = await strike({ outcome: '503-html' });

    expect(isSeamHttpApiError(error)).toBe(false);
    expect(error).toMatchObject({ response: { status: 503 } });
    expect(await users()).toBe(0);
  });

  it('garbage: 200 and half a document', async () => {
    const { error, users, entry } = await strike({ outcome: 'garbage' });

    expect(isSeamHttpInvalidResponseError(error)).toBe(true);
    expect(entry).toMatchObject({ status: 200, committed_at: null });
    expect(await users()).toBe(0);
  });
});

describe('when a fault strikes', () => {
  const struckBy = async (fault: Readonly<Record<string, unknown>>, calls: number) => {
    const { control, send } = await openSandbox();
    await send('POST', '/acs/systems/list');
    await control('faults', { route: '/acs/systems/list', outcome: '500', ...fault });
    const statuses: number[] = [];
    for (let call = 1; call <= calls; call += 1) {
      const reply = await send(call % 2 === 0 ? 'POST' : 'GET', '/acs/systems/list');
      statuses.push(reply.status);
    }
    return statuses;
  };

  it('the next request only, unless told otherwise', async () => {
    expect(await struckBy({}, 3)).toEqual([500, 200, 200]);
  });

  it('the n-th request on its route, whatever the verb, counted from when it was set', async () => {
    expect(await struckBy({ nth: 3 }, 5)).toEqual([200, 200, 500, 200, 200]);
  });

  it('as many as it was told to', async () => {
    expect(await struckBy({ nth: 2, times: 2 }, 5)).toEqual([200, 500, 500, 200, 200]);
  });

  it('for ever', async () => {
    expect(await struckBy({ times: null }, 4)).toEqual([500, 500, 500, 500]);
  });

  it('by chance, the same for the same seed', async () => {
    const byChance = { probability: 0.5, seed: 'a coin' };
    const once = await struckBy(byChance, 40);

    expect(await struckBy(byChance, 40)).toEqual(once);
    expect(new Set(once)).toEqual(new Set([200, 500]));
    expect(await struckBy({ probability: 0.5, seed: 'another coin' }, 40)).not.toEqual(once);
  });

  it('on the routes under a prefix, each counted by itself', async () => {
    const { control, send } = await openSandbox();
    await control('faults', { route: '/acs/*', nth: 2, outcome: '500' });
    const statuses: number[] = [];
    for (const path of [
      '/acs/systems/list',
      '/acs/users/list',
      '/acs/systems/list',
      '/phones/list',
    ]) {
      statuses.push((await send('POST', path)).status);
    }

    expect(statuses).toEqual([200, 200, 500, 200]);
  });

  it('in its own workspace only, and never after it was cleared', async () => {
    const { control, seam, send, client } = await openSandbox();
    await control('faults', { route: '/acs/systems/list', outcome: '500', times: null });
    await expect(seam.acs.systems.list()).rejects.toMatchObject({ statusCode: 500 });
    await expect(client({ apiKey: 'seam_b' }).acs.systems.list()).resolves.toHaveLength(4);

    await send('DELETE', '/_sandbox/faults');
    await expect(seam.acs.systems.list()).resolves.toHaveLength(4);
  });

  it('not at all if its description makes no sense', async () => {
    const { send } = await openSandbox();
    const reply = await send('POST', '/_sandbox/faults', { route: ROUTE, outcome: 'gremlins' });

    expect(reply).toMatchObject({ status: 400, body: { error: { type: 'invalid_input' } } });
  });
});
