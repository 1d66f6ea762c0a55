import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import type { ProblemDetails } from '../../src/gateway/problem.ts';
import {
  BOOKING,
  type GatewayRig,
  openGateway,
  problemIn,
  TOKENS,
} from '../support/gateway-rig.ts';

/** What a gateway answers to what is well-formed here: its Temporal is away. */
const HEARD = 503;
const JSON_TYPE = { 'content-type': 'application/json' };

/** Stands for everything that a caller may say and that no answer and no note may repeat. */
const MARK = 'Ada-31415926';

async function put(gateway: GatewayRig, body: RequestInit['body'], headers = JSON_TYPE) {
  return gateway.call({ method: 'PUT', path: '/stays/1001', as: 'stays:write', body, headers });
}

/** Sends a booking, or nothing, to a path that stays as it is written: `fetch` would shorten "/stays/..". */
async function plainly(gateway: GatewayRig, method: string, path: string) {
  const { hostname, port } = new URL(gateway.url);
  const headers = { ...JSON_TYPE, authorization: `Bearer ${TOKENS.desk.token}` };
  const sent = request({ hostname, port, method, path, headers });
  sent.end(method === 'PUT' ? JSON.stringify(BOOKING) : undefined);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const { detail } = (await json(answer)) as ProblemDetails;
  return { status: answer.statusCode, detail };
}

describe('a put that is malformed', () => {
  it.each([
    ['no JSON', `{"listingId": ${MARK}`],
    ['nothing', ''],
    ['another encoding', Buffer.from(`{"listingId": "${MARK}é"}`, 'latin1')],
    ['a list', `["${MARK}"]`],
    ['a text', `"${MARK}"`],
    ['null', 'null'],
    ['an unknown field', JSON.stringify({ ...BOOKING, [MARK]: 1 })],
    ['a field of the prototype', `{"__proto__": {"${MARK}": 1}, "listingId": "loft"}`],
    ['a date that is none', JSON.stringify({ ...BOOKING, checkIn: MARK })],
    ['a revision in words', JSON.stringify({ ...BOOKING, revision: MARK })],
    ['a listing that is no id', JSON.stringify({ ...BOOKING, listingId: `${MARK} ${MARK}` })],
    ['nests deeper than anybody reads', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
  ])('is told by place and rule, and never repeated: %s', async (_what, body) => {
    const gateway = await openGateway();
    const answer = await put(gateway, body);
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const said = await answer.text();
    expect(JSON.parse(said)).toMatchObject({
      type: 'docs/api.md#malformedinput',
      title: expect.any(String),
      status: 422,
      detail: expect.any(String),
      instance: expect.stringMatching(/^urn:uuid:/),
    });
    expect(said).not.toContain(MARK);
    const { error: _error, ...noted } = gateway.answered[0] ?? {};
    expect(JSON.stringify(noted)).not.toContain(MARK);
  });

  it('is one for another reservation than the path’s', async () => {
    const gateway = await openGateway();
    const other = await put(gateway, JSON.stringify({ ...BOOKING, reservationId: '1002' }));
    expect(other.status).toBe(422);
    expect(await problemIn(other)).toBe('otherreservationid');
    for (const reservationId of ['1001', null, ''])
      expect((await put(gateway, JSON.stringify({ ...BOOKING, reservationId }))).status).toBe(
        HEARD,
      );
  });

  it('is one with two command ids', async () => {
    const gateway = await openGateway();
    const withKey = (key: string, commandId?: string) =>
      put(gateway, JSON.stringify({ ...BOOKING, commandId }), {
        ...JSON_TYPE,
        'idempotency-key': key,
      } as typeof JSON_TYPE);
    expect(await problemIn(await withKey('a', 'b'))).toBe('othercommandid');
    expect((await withKey('a', 'a')).status).toBe(HEARD);
  });

  it('is a check that names access systems: which to search is nothing that a backend knows', async () => {
    const gateway = await openGateway();
    const check = { method: 'POST', path: '/stays/1001/check', as: 'stays:write' } as const;
    expect((await gateway.call({ ...check, json: { systemIds: ['x'] } })).status).toBe(422);
    expect((await gateway.call({ ...check, json: {} })).status).toBe(HEARD);
    expect((await gateway.call(check)).status).toBe(HEARD);
  });

  it.each([
    [{ checkOut: '2226-05-04' }, 'checkOut: must be in a year from 2000 to 2199'],
    [{ checkIn: '1999-05-01T15:00' }, 'checkIn: must be in a year from 2000 to 2199'],
    [
      { checkIn: '2031-05-01T15:00:00+0100' },
      'checkIn: must have a colon in its offset, as "2026-12-24T15:00:00+01:00" has',
    ],
    [
      { checkIn: '2031-02-30' },
      'checkIn: must be an instant ("2026-12-24T15:00:00+01:00"), a local',
    ],
    [{ checkIn: '1'.repeat(41) }, 'checkIn: must be an instant'],
    [{ revision: 1.5 }, 'revision: must be a whole number from 0 to 9007199254740991'],
    [{ revision: 2 ** 60 }, 'revision: must be a whole number from 0 to 9007199254740991'],
    [{ revision: '3' }, 'revision: must be a whole number from 0 to 9007199254740991'],
  ])('is told which rule it breaks: %j', async (part, said) => {
    const answer = await put(await openGateway(), JSON.stringify({ ...BOOKING, ...part }));
    const { detail } = (await answer.json()) as ProblemDetails;
    expect(detail).toContain(`The reservation is malformed: ${said}`);
    expect(detail.split(';')).toHaveLength(1);
  });

  it('is one whose Idempotency-Key is none, and is told of the header by its name', async () => {
    const gateway = await openGateway();
    for (const key of ['two words', 'x'.repeat(201), 'a, b']) {
      const answer = await put(gateway, JSON.stringify(BOOKING), {
        ...JSON_TYPE,
        'idempotency-key': key,
      } as typeof JSON_TYPE);
      expect(answer.status).toBe(422);
      const { detail } = (await answer.json()) as ProblemDetails;
      expect(detail).toMatch(/^The header Idempotency-Key must be 1 to 200 .* sent once\./);
    }
  });

  it('is one to a stay whose name no client can send, which a cancellation is told of no more than a look', async () => {
    const gateway = await openGateway();
    for (const path of ['/stays/.', '/stays/..', '/stays/%2e', '/stays/%2E%2E']) {
      const refused = await plainly(gateway, 'PUT', path);
      expect([path, refused.status]).toEqual([path, 422]);
      expect(refused.detail).toMatch(/^A reservation cannot have the id "\." or "\.\."/);
      for (const method of ['GET', 'DELETE'])
        expect((await plainly(gateway, method, path)).status).toBe(HEARD);
    }
    expect((await plainly(gateway, 'PUT', '/stays/...')).status).toBe(HEARD);
  });

  it('is one to a stay whose id is none', async () => {
    const gateway = await openGateway();
    for (const id of ['a%20b', encodeURIComponent(MARK.repeat(6)), '%C3%A9', '%2e%2e%2f']) {
      const send = { path: `/stays/${id}`, as: 'stays:write', json: BOOKING } as const;
      expect((await gateway.call({ ...send, method: 'PUT' })).status, id).toBe(422);
    }
  });
});

describe('a body of another kind', () => {
  it.each([
    ['no content type', {}],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['another JSON', { 'content-type': 'application/jsonp' }],
    ['what is no content type', { 'content-type': ';;;' }],
  ])('is answered 415: %s', async (_what, headers) => {
    const answer = await put(
      await openGateway(),
      Buffer.from(JSON.stringify(BOOKING)),
      headers as typeof JSON_TYPE,
    );
    expect(answer.status).toBe(415);
    expect(await problemIn(answer)).toBe('notjson');
  });

  it('is JSON in any spelling of the content type', async () => {
    const gateway = await openGateway();
    for (const type of ['APPLICATION/JSON', 'application/json; charset=utf-8', 'application/json;'])
      expect((await put(gateway, JSON.stringify(BOOKING), { 'content-type': type })).status).toBe(
        HEARD,
      );
  });

  it.each(['gzip', 'br', 'identity, gzip'])(
    'says that it is not to be encoded: %s',
    async (how) => {
      const gateway = await openGateway();
      const headers = { ...JSON_TYPE, 'content-encoding': how };
      const answer = await put(gateway, gzipSync(JSON.stringify(BOOKING)), headers);
      expect(answer.status).toBe(415);
      expect(answer.headers.get('accept-encoding')).toBe('identity');
      const { type, detail } = (await answer.json()) as ProblemDetails;
      expect(type).toBe('docs/api.md#bodyencoded');
      expect(detail).toContain('without the header Content-Encoding');
      const plain = { ...JSON_TYPE, 'content-encoding': 'identity' };
      expect((await put(gateway, JSON.stringify(BOOKING), plain)).status).toBe(HEARD);
    },
  );

  // Failure rows: 73
  it('is too large beyond 64 KB, said in its length or not', async () => {
    const gateway = await openGateway();
    const padded = (bytes: number) => JSON.stringify(BOOKING).padEnd(bytes, ' ');
    expect((await put(gateway, padded(64 * 1024))).status).toBe(HEARD);
    for (const bytes of [64 * 1024 + 1, 3_000_000]) {
      expect((await put(gateway, padded(bytes))).status).toBe(413);
      const chunked = await fetch(`${gateway.url}/stays/1001`, {
        method: 'PUT',
        headers: { ...JSON_TYPE, authorization: `Bearer ${TOKENS['stays:write'].token}` },
        body: new Blob([padded(bytes)]).stream(),
        duplex: 'half',
      });
      expect(chunked.status).toBe(413);
    }
  });
});

describe('a cancellation', () => {
  it.each([
    ['no JSON', '{"revision": ', JSON_TYPE],
    ['a body of 3 MB', 'x'.repeat(3_000_000), JSON_TYPE],
    ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['what is no content type', 'x', { 'content-type': ';;;' }],
    ['a revision that is none', '{"revision": {"a": 1}, "reason": 5, "more": null}', JSON_TYPE],
    ['a list', '[1]', JSON_TYPE],
    ['a body that is encoded', gzipSync('{}'), { ...JSON_TYPE, 'content-encoding': 'gzip' }],
    ['a command id that is none', '{}', { ...JSON_TYPE, 'idempotency-key': 'two words' }],
    ['two command ids', '{"commandId": "a"}', { ...JSON_TYPE, 'idempotency-key': 'b' }],
  ])('is obeyed whatever else it says: %s', async (_what, body, headers) => {
    const gateway = await openGateway();
    const cancel = { method: 'DELETE', as: 'stays:write', body, headers } as const;
    expect((await gateway.call({ ...cancel, path: '/stays/1001' })).status).toBe(HEARD);
    const query = '?revision=x&revision=2&reason=a&reason=b&other=1';
    expect((await gateway.call({ ...cancel, path: `/stays/1001${query}` })).status).toBe(HEARD);
    expect((await gateway.call({ ...cancel, path: '/stays/a%20b' })).status).toBe(404);
  });

  it('needs no content type on this machine either', async () => {
    const gateway = await openGateway({ tokens: null });
    expect((await gateway.call({ method: 'DELETE', path: '/stays/1001' })).status).toBe(HEARD);
  });
});

describe('a request that says everything in its body', () => {
  it.each([
    ['PUT', ''],
    ['PATCH', ''],
    ['POST', '/hold'],
  ])('takes nothing from its address: %s %s?revision=3', async (method, path) => {
    const answer = await (
      await openGateway()
    ).call({
      method,
      path: `/stays/1001${path}?revision=3`,
      as: 'stays:write',
      headers: JSON_TYPE,
      body: '{}',
    });
    expect(answer.status).toBe(422);
    expect(((await answer.json()) as { readonly detail: string }).detail).toContain('not known');
  });
});

const NO_LIMIT = 'The query is malformed: limit: must be a whole number from 1 to 1000.';

describe('a list', () => {
  it.each([
    ['listng=loft', 'has fields that are not known'],
    ['phase=asleep', 'phase: must be one of'],
    ['phase=open&phase=held', 'phase: must be one of'],
    ['problem=%22', 'problem: must be the type of a problem'],
    ['cursor=abc', 'cursor: must be the cursor of the page before'],
    ['cursor=MQ', 'cursor: must be the cursor of the page before'],
    ['limit=0', NO_LIMIT],
    ['limit=1001', NO_LIMIT],
    ['limit=10000', NO_LIMIT],
    ['limit=1.5', NO_LIMIT],
    ['limit=-1', NO_LIMIT],
    ['limit=1&limit=2', NO_LIMIT],
    ['limit=ten', NO_LIMIT],
    ['isRunning=true', 'has fields that are not known'],
    ['seamIds=1', 'has fields that are not known'],
    ['toString=1', 'has fields that are not known'],
    ['isRunningOrEndedSince=2026-01-01T00:00:00Z', 'has fields that are not known'],
  ])('refuses a query that it does not know: %s', async (query, said) => {
    const answer = await (await openGateway()).call({ path: `/stays?${query}`, as: 'stays:read' });
    expect(answer.status).toBe(422);
    expect(((await answer.json()) as { readonly detail: string }).detail).toContain(said);
  });

  it('takes an empty value for none', async () => {
    const path = '/stays?listing=&phase=&problem=&cursor=';
    expect((await (await openGateway()).call({ path, as: 'stays:read' })).status).toBe(HEARD);
  });
});

describe('an address that there is not', () => {
  it.each([
    '/',
    `/stays/${'x'.repeat(300)}`,
    '/stays/1/2/3',
    '/stays/%zz',
    '/desk',
    '/events/1',
    '/metric',
    '/../etc/passwd',
    '//stays',
  ])('is answered 404: %s', async (path) => {
    const gateway = await openGateway();
    expect((await gateway.call({ path, as: 'desk' })).status).toBe(404);
  });
});
