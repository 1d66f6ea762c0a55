import { describe, expect, it } from 'vitest';

import { openGateway, problemIn } from '../support/gateway-rig.ts';

const LIMITS = { requests: 5, strangers: 5 };

describe('a caller who asks too much', () => {
  // Failure rows: 73, 74
  it('waits, and costs no other token anything', async () => {
    const gateway = await openGateway({ limits: LIMITS });
    const ask = (as: 'stays:read' | 'desk') => gateway.call({ path: '/stays?cursor=x', as });
    for (let nth = 1; nth <= LIMITS.requests; nth += 1)
      expect((await ask('stays:read')).status).toBe(422);
    const refused = await ask('stays:read');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await problemIn(refused)).toBe('toomanyrequests');
    expect((await ask('desk')).status).toBe(422);
  });

  it('is counted for what its token does not allow, too', async () => {
    const gateway = await openGateway({ limits: LIMITS });
    for (const method of ['PUT', 'DELETE', 'POST', 'PATCH', 'DELETE']) {
      const path = method === 'POST' ? '/stays/1001/hold' : '/stays/1001';
      expect((await gateway.call({ method, path, as: 'stays:read' })).status).toBe(403);
    }
    for (const method of ['PUT', 'DELETE'])
      expect((await gateway.call({ method, path: '/stays/1001', as: 'stays:read' })).status).toBe(
        429,
      );
  });

  it('cancels all the same', async () => {
    const gateway = await openGateway({ limits: LIMITS });
    const call = (method: string) =>
      gateway.call({ method, path: '/stays/a b', as: 'stays:write', json: {} });
    for (let nth = 0; nth <= 2 * LIMITS.requests; nth += 1) await call('PUT');
    expect((await call('PUT')).status).toBe(429);
    for (let nth = 0; nth <= 2 * LIMITS.requests; nth += 1)
      expect((await call('DELETE')).status).toBe(404);
  });
});

describe('somebody who tries tokens', () => {
  it('is told to wait, while a good token from the same address passes', async () => {
    const gateway = await openGateway({ limits: LIMITS });
    const guess = (method: string) =>
      gateway.call({ method, path: '/stays/1', headers: { authorization: 'Bearer guess' } });
    for (let nth = 1; nth <= LIMITS.strangers; nth += 1)
      expect((await guess('GET')).status).toBe(401);
    expect((await guess('GET')).status).toBe(429);
    expect((await guess('DELETE')).status).toBe(429);
    expect((await gateway.call({ path: '/openapi.json' })).status).toBe(429);
    expect((await gateway.call({ path: '/healthz' })).status).toBe(200);
    expect((await gateway.call({ path: '/stays?cursor=x', as: 'desk' })).status).toBe(422);
  });
});
