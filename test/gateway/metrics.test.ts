import { describe, expect, it } from 'vitest';

import { createGateway } from '../../src/gateway/gateway.ts';
import { SCOPES } from '../../src/gateway/scopes.ts';
import { GATEWAY_METRICS } from '../../src/telemetry/metrics.ts';
import {
  BOOKING,
  type GatewayRig,
  lonelyClient,
  openGateway,
  TOKENS,
} from '../support/gateway-rig.ts';

/** The lines of a page of metrics that begin so, without their values. */
async function linesOf(gateway: GatewayRig, beginning: string): Promise<readonly string[]> {
  const page = await (await gateway.call({ path: '/metrics' })).text();
  return page.split('\n').filter((line) => line.startsWith(beginning));
}

describe('the metrics of a gateway', () => {
  it('count what became of requests, and name no stay, guest or token', async () => {
    const gateway = await openGateway();
    const booking = { ...BOOKING, guest: { fullName: 'Ada Lovelace' } };
    await gateway.call({
      method: 'PUT',
      path: '/stays/kestrel-7',
      as: 'stays:write',
      json: booking,
    });
    await gateway.call({ path: '/stays/kestrel-7' });
    await gateway.call({ path: '/stays/kestrel-8' });
    await gateway.call({ path: '/nowhere/kestrel-9' });
    expect(await linesOf(gateway, 'nightlatch_gateway_requests_total')).toEqual([
      'nightlatch_gateway_requests_total{method="PUT",route="/stays/:id",status="503"} 1',
      'nightlatch_gateway_requests_total{method="GET",route="/stays/:id",status="401"} 2',
      'nightlatch_gateway_requests_total{method="GET",route="none",status="404"} 1',
    ]);
    expect(await linesOf(gateway, 'nightlatch_gateway_problems_total')).toEqual([
      'nightlatch_gateway_problems_total{problem="TemporalAway"} 1',
      'nightlatch_gateway_problems_total{problem="NoToken"} 2',
      'nightlatch_gateway_problems_total{problem="NoSuchRoute"} 1',
    ]);
    const answered = await linesOf(gateway, 'nightlatch_gateway_request_seconds_count');
    expect(answered).toContain(
      'nightlatch_gateway_request_seconds_count{method="GET",route="/stays/:id"} 2',
    );
    const page = await (await gateway.call({ path: '/metrics' })).text();
    expect(page).not.toMatch(/kestrel|Ada|Lovelace|nowhere|stays-write|nl_/);
  });

  it('are those of the table, in the format that Prometheus reads', async () => {
    const gateway = await openGateway();
    const answer = await gateway.call({ path: '/metrics' });
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const named = [...(await answer.text()).matchAll(/^# TYPE (\S+) (\S+)/gm)];
    expect(Object.fromEntries(named.map(([, name, kind]) => [name, kind]))).toEqual(
      Object.fromEntries(Object.entries(GATEWAY_METRICS).map(([name, { kind }]) => [name, kind])),
    );
  });

  it('fill no log: who asks every few seconds and is answered is not noted', async () => {
    const gateway = await openGateway();
    await gateway.call({ path: '/metrics' });
    await gateway.call({ path: '/stays' });
    expect(gateway.answered.map(({ route }) => route)).toEqual(['/stays']);
  });
});

describe('from another machine, or by a proxy on this one', () => {
  const elsewhere = { remoteAddress: '198.51.100.7' };
  const handedOn = { headers: { 'x-forwarded-for': '198.51.100.7' } };

  it.each([
    ['another machine', elsewhere],
    ['a proxy', handedOn],
  ])('%s reads the metrics with the scope stays:read, and else not', async (_, from) => {
    const tokens = async () => Object.values(TOKENS).map(({ entry }) => entry);
    const app = await createGateway({ stays: lonelyClient(), version: '1.0.0', tokens });
    const ask = async (token: string | undefined) => {
      const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const headers = { host: 'localhost', ...('headers' in from ? from.headers : {}) };
      const url = '/metrics';
      return (await app.inject({ ...from, url, headers: { ...headers, ...authorization } }))
        .statusCode;
    };
    expect(await ask(undefined)).toBe(401);
    expect(await ask('nl_nobody')).toBe(401);
    for (const scope of SCOPES) {
      const isLetIn = scope === 'stays:read' || scope === 'desk';
      expect(await ask(TOKENS[scope].token), scope).toBe(isLetIn ? 200 : 403);
    }
    await app.close();
  });
});
