import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { createGateway } from '../../src/gateway/gateway.ts';
import { type Scope, SCOPES } from '../../src/gateway/scopes.ts';
import { BOOKING, lonelyClient, openGateway } from '../support/gateway-rig.ts';

const documentSchema = z.object({
  openapi: z.string(),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        security: z.array(z.object({ token: z.array(z.enum(SCOPES)).optional() })).optional(),
        requestBody: z.object({ required: z.boolean() }).optional(),
        responses: z.record(z.string(), z.unknown()),
      }),
    ),
  ),
});

async function documented() {
  const app = await createGateway({
    stays: lonelyClient(),
    version: '1.0.0',
    tokens: undefined,
  });
  const answer = await app.inject({ url: '/openapi.json', headers: { host: 'localhost' } });
  await app.close();
  return documentSchema.parse(answer.json());
}

const { openapi, paths } = await documented();
const routes = Object.entries(paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path,
    needed: operation.security?.[0]?.token?.[0],
    statuses: Object.keys(operation.responses).map(Number),
  })),
);
const needed = (method: string, path: string): Scope | undefined =>
  routes.find((route) => route.method === method && route.path === path)?.needed;

describe('the document', () => {
  it('is OpenAPI 3.1, and has every route of the contract with the scope that it needs', () => {
    expect(openapi).toBe('3.1.0');
    for (const word of ['retry', 'check', 'reissue', 'hold'])
      expect(needed('POST', `/stays/{id}/${word}`)).toBe('stays:write');
    for (const method of ['PUT', 'PATCH', 'DELETE'])
      expect(needed(method, '/stays/{id}')).toBe('stays:write');
    expect(needed('POST', '/stays/{id}/release')).toBe('desk');
    for (const path of ['/stays', '/stays/{id}', '/stays/{id}/entrances', '/events'])
      expect(needed('GET', path)).toBe('stays:read');
    expect(needed('GET', '/stays/{id}/credential')).toBe('credentials:read');
    const free = routes.filter((route) => route.needed === undefined).map(({ path }) => path);
    expect(free).toEqual(['/webhooks/seam', '/metrics', '/healthz', '/readyz', '/openapi.json']);
    expect(routes).toHaveLength(18);
  });

  it('has no 413, 415 and 422 for a cancellation', () => {
    const cancel = routes.find(({ method }) => method === 'DELETE');
    expect(cancel?.statuses.filter((status) => [413, 415, 422].includes(status))).toEqual([]);
  });
});

/** What gets past the gateway's door is told that Temporal is away; nothing else is. */
const PASSED = 503;

describe.each(routes)('$method $path', ({ method, path, needed: scope, statuses }) => {
  const request = { method, path: path.replace('{id}', '1001') };
  const json = { PUT: BOOKING, PATCH: { checkOut: '2031-05-05' }, POST: {} }[method];
  const send = { ...request, ...(json === undefined ? {} : { json }) };

  /** What it answers to whoever may not: as ever, where nobody needs a token. */
  const free = { '/readyz': PASSED, '/webhooks/seam': 404 }[path] ?? 200;
  const refusal = (status: number): number => (scope === undefined ? free : status);

  // Failure rows: 74
  it('lets pass whose token the document says, and nobody else', async () => {
    const gateway = await openGateway();
    const headers = { authorization: 'Bearer nl_nobody' };
    for (const answer of [await gateway.call(send), await gateway.call({ ...send, headers })]) {
      expect(answer.status).toBe(refusal(401));
      expect(statuses).toContain(answer.status);
      expect(answer.headers.has('www-authenticate')).toBe(answer.status === 401);
    }
    for (const as of SCOPES) {
      const answer = await gateway.call({ ...send, as });
      const isLetIn = as === scope || as === 'desk';
      expect(answer.status, as).toBe(isLetIn && scope !== undefined ? PASSED : refusal(403));
      expect(statuses).toContain(answer.status);
      expect(answer.headers.get('retry-after')).toBe(answer.status === PASSED ? '5' : null);
      const challenge = `Bearer error="insufficient_scope", scope="${scope}"`;
      expect(answer.headers.get('www-authenticate')).toBe(answer.status === 403 ? challenge : null);
    }
  });
});

describe.each(Object.keys(paths))('%s', (path) => {
  const at = path.replace('{id}', '1001');
  const methods = routes.filter((route) => route.path === path).map(({ method }) => method);

  it('says which methods it has to whoever asks by another one', async () => {
    const gateway = await openGateway();
    const has = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'POST', 'OPTIONS', 'QUERY']) {
      if (has.includes(method)) continue;
      const answer = await gateway.call({ path: at, as: 'desk', method });
      expect([method, answer.status]).toEqual([method, 405]);
      expect(answer.headers.get('allow')?.split(', ').toSorted()).toEqual(has.toSorted());
    }
  });

  it('is the same with a slash at its end', async () => {
    const gateway = await openGateway();
    const statusOf = async (method: string, slash: string): Promise<number> =>
      (await gateway.call({ path: `${at}${slash}`, method })).status;
    for (const method of methods)
      expect(await statusOf(method, '/')).toBe(await statusOf(method, ''));
  });
});

describe.each(routes.filter(({ method }) => method === 'GET'))('HEAD $path', ({ path }) => {
  it('tells what GET tells, but for the body', async () => {
    const gateway = await openGateway();
    for (const token of [{}, { as: 'desk' } as const]) {
      const ask = { ...token, path: path.replace('{id}', '1001') };
      const head = await gateway.call({ ...ask, method: 'HEAD' });
      const got = await gateway.call(ask);
      expect([head.status, head.headers.get('content-type')]).toEqual([
        got.status,
        got.headers.get('content-type'),
      ]);
      expect(await head.text()).toBe('');
    }
  });
});

describe('a gateway without a tokens file', () => {
  it('serves its own machine by name and by address', async () => {
    const gateway = await openGateway({ tokens: null });
    const { port } = new URL(gateway.url);
    for (const host of ['127.0.0.1', `localhost:${port}`, '[::1]:80'])
      expect((await inject(host)).statusCode, host).toBe(200);
    expect((await gateway.call({ path: '/stays' })).status).toBe(PASSED);
  });

  it('serves nobody who calls it by another name, as a web page does whose name leads here', async () => {
    for (const host of [
      'evil.example',
      '10.0.0.1',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
    ])
      expect((await inject(host)).statusCode, host).toBe(403);
  });

  it.each([
    'Forwarded',
    'Via',
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'X-Forwarded-Server',
    'X-Real-IP',
  ])('serves nobody for whom a proxy on its machine asks, as %s tells', async (name) => {
    const gateway = await openGateway({ tokens: null });
    const headers = { [name]: '198.51.100.7' };
    for (const path of ['/stays', '/stays/1001/credential', '/openapi.json'])
      expect((await gateway.call({ path, headers })).status).toBe(403);
    const withToken = await (await openGateway()).call({ path: '/stays', as: 'desk', headers });
    expect(withToken.status).toBe(PASSED);
  });

  it('takes no change from a web page, which can send a form or a text and no JSON', async () => {
    const gateway = await openGateway({ tokens: null });
    for (const type of [
      undefined,
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain; charset=application/json',
    ]) {
      for (const path of ['/stays/1001/release', '/stays/1001/retry']) {
        const answer = await gateway.call({
          method: 'POST',
          path,
          // Bytes have no content type of their own.
          body: Buffer.from('{}'),
          headers: type === undefined ? {} : { 'content-type': type },
        });
        expect(answer.status, `${type}`).toBe(415);
      }
    }
    const allowed = await gateway.call({ method: 'POST', path: '/stays/1001/retry', json: {} });
    expect(allowed.status).toBe(PASSED);
  });

  it('tells a web page nothing that its browser would let it read', async () => {
    const gateway = await openGateway({ tokens: null });
    for (const path of ['/openapi.json', '/stays', '/stays/1001/credential']) {
      const { headers } = await gateway.call({ path, headers: { origin: 'https://evil.example' } });
      expect(headers.get('access-control-allow-origin'), path).toBeNull();
      expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin');
    }
  });

  it('answers no browser that asks whether it may', async () => {
    const gateway = await openGateway({ tokens: null });
    const asked = await gateway.call({
      method: 'OPTIONS',
      path: '/stays/1001',
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'DELETE',
      },
    });
    expect(asked.status).toBe(405);
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
  });
});

async function inject(host: string) {
  const app = await createGateway({ stays: lonelyClient(), version: '1.0.0', tokens: undefined });
  const answer = await app.inject({ url: '/healthz', headers: { host } });
  await app.close();
  return answer;
}
