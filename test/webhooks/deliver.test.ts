import { createServer } from 'node:net';

import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';

import { deliver, type Delivery } from '../../src/webhooks/deliver.ts';
import type { Endpoint } from '../../src/webhooks/endpoint.ts';
import type { Resolve } from '../../src/webhooks/resolve.ts';
import { type Answers, type Receiver, startReceiver } from '../support/receiver.ts';

const secretOf = (letter: string) => `whsec_${Buffer.from(letter.repeat(32)).toString('base64')}`;
const SECRET = secretOf('a');
const MESSAGE = { id: 'run.1', body: '{"type":"stay.planned"}' };

const open: Receiver[] = [];
afterEach(async () => {
  for (const receiver of open.splice(0)) await receiver.close();
});

async function receiving(answers?: Answers): Promise<Receiver> {
  const started = await startReceiver(answers);
  open.push(started);
  return started;
}

const endpointAt = (url: string, facts: Partial<Endpoint> = {}): Endpoint => ({
  ...{ name: 'pms', url, events: ['*'], allowPrivate: true, secrets: [SECRET] },
  ...facts,
});

function send(
  endpoint: Endpoint,
  {
    now = Date.now(),
    resolve = async () => [],
    ...bound
  }: { now?: number; resolve?: Resolve; withinMs?: number } = {},
): Promise<Delivery> {
  return deliver(
    { userAgent: 'nightlatch/test', clock: () => now, resolve, ...bound },
    endpoint,
    MESSAGE,
  );
}

describe('what a receiver gets', () => {
  it('is verified by the library of Standard Webhooks, under the id of the event', async () => {
    const { url, received } = await receiving();
    expect(await send(endpointAt(url))).toEqual({ outcome: 'delivered', status: 204 });
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    expect(headers['webhook-id']).toBe('run.1');
    expect(headers['content-type']).toBe('application/json');
    const verified = new Webhook(SECRET).verify(body, headers as Record<string, string>);
    expect(verified).toEqual({ type: 'stay.planned' });
  });

  it('is signed by both secrets while one is replaced by another', async () => {
    const { url, received } = await receiving();
    const secrets = [secretOf('n'), SECRET];
    await send(endpointAt(url, { secrets }));
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    for (const secret of secrets)
      expect(() =>
        new Webhook(secret).verify(body, headers as Record<string, string>),
      ).not.toThrow();
    expect(() =>
      new Webhook(secretOf('x')).verify(body, headers as Record<string, string>),
    ).toThrow('No matching signature');
  });

  it('is signed at the moment of the attempt, so that a late one is no old one', async () => {
    const { url, received } = await receiving();
    await send(endpointAt(url), { now: 1_700_000_000_999 });
    expect(received[0]?.headers['webhook-timestamp']).toBe('1700000000');
  });
});

describe('what a receiver answers', () => {
  it('counts as taken only if it says so', async () => {
    const statuses = [200, 400, 500, 410];
    const { url } = await receiving((response, n) =>
      response.writeHead(statuses[n - 1] ?? 0).end(),
    );
    const outcomes = [];
    for (const _ of statuses) outcomes.push((await send(endpointAt(url))).outcome);
    expect(outcomes).toEqual(['delivered', 'failed', 'failed', 'gone']);
  });

  it('is heard when it asks to wait: in seconds, as a date, and for a day at most', async () => {
    const now = Date.parse('2026-12-24T12:00:00Z');
    const asked = ['120', 'Thu, 24 Dec 2026 12:05:00 GMT', '99999999', 'soon'];
    const { url } = await receiving((response, n) =>
      response.writeHead(503, { 'retry-after': asked[n - 1] }).end(),
    );
    const waits = [];
    for (const _ of asked) {
      const delivery = await send(endpointAt(url), { now });
      waits.push('retryAfterMs' in delivery ? delivery.retryAfterMs : undefined);
    }
    expect(waits).toEqual([120_000, 300_000, 86_400_000, undefined]);
  });

  it('leads nowhere else: a redirect is not followed', async () => {
    const other = await receiving();
    const { url } = await receiving((response) =>
      response.writeHead(307, { location: other.url }).end(),
    );
    expect(await send(endpointAt(url))).toMatchObject({ outcome: 'failed', status: 307 });
    expect(other.received).toEqual([]);
  });

  it('may go on for ever: no more of it is read than its status needs', async () => {
    let written = 0;
    const { url } = await receiving((response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(16_384))) written += 16_384;
      };
      response.on('drain', more);
      more();
    });
    expect(await send(endpointAt(url))).toEqual({ outcome: 'delivered', status: 200 });
    // What the system's own buffers hold was written as well.
    expect(written).toBeLessThan(64 * 1_048_576);
  });

  it('may be late, or end never: the time of all of it is bounded', async () => {
    const { url } = await receiving((response, n) => {
      if (n === 2) response.writeHead(200).write('x');
    });
    const late = { outcome: 'failed', why: 'no answer in 0.2 seconds' };
    expect(await send(endpointAt(url), { withinMs: 200 })).toEqual(late);
    const endless = await send(endpointAt(url), { withinMs: 200 });
    // Which of the two is heard first, the status or the end of the time, is the system's business.
    expect([{ outcome: 'delivered', status: 200 }, late]).toContainEqual(endless);
    const never: Resolve = () => new Promise(() => {});
    const endpoint = endpointAt('https://pms.invalid/');
    expect(await send(endpoint, { withinMs: 200, resolve: never })).toEqual(late);
  });

  it('may be a connection that is refused, or nothing that a web server says', async () => {
    const gone = await startReceiver();
    await gone.close();
    expect(await send(endpointAt(gone.url))).toEqual({
      outcome: 'failed',
      why: 'no connection (ECONNREFUSED)',
    });
    const babbling = createServer((socket) => socket.end('SSH-2.0-none\r\n'));
    await new Promise<void>((resolve) => {
      babbling.listen(0, '127.0.0.1', resolve);
    });
    const { port } = babbling.address() as { readonly port: number };
    const delivery = await send(endpointAt(`http://127.0.0.1:${port}/`));
    expect(delivery).toMatchObject({ outcome: 'failed' });
    babbling.close();
  });
});

describe('where a receiver is', () => {
  const PRIVATE = 'its address is private, and the endpoint does not say "allowPrivate": true';

  it('is no address of the own network, in whichever form it is written', async () => {
    const { url, received } = await receiving();
    const { port } = new URL(url);
    for (const host of ['127.0.0.1', '0x7f.1', '2130706433', '[::1]', '[::ffff:127.0.0.1]']) {
      const delivery = await send(
        endpointAt(`http://${host}:${port}/hook`, { allowPrivate: false }),
      );
      expect(delivery, host).toEqual({ outcome: 'failed', why: PRIVATE });
    }
    expect(received).toEqual([]);
  });

  it('is refused if one address of its name is private', async () => {
    const resolve: Resolve = async () => [
      { address: '93.184.215.14', family: 4 },
      { address: '169.254.169.254', family: 4 },
    ];
    const endpoint = endpointAt('https://pms.example/hook', { allowPrivate: false });
    expect(await send(endpoint, { resolve })).toEqual({ outcome: 'failed', why: PRIVATE });
  });

  it('is the address that was checked, whatever its name says a moment later', async () => {
    const { url, received } = await receiving();
    const { port } = new URL(url);
    let asked = 0;
    const resolve: Resolve = async () => {
      asked += 1;
      return [{ address: '127.0.0.1', family: 4 }];
    };
    // Nobody but our own look-up knows this name, so that a second one would find nothing.
    const endpoint = endpointAt(`http://pms.invalid:${port}/hook`);
    expect(await send(endpoint, { resolve })).toMatchObject({ outcome: 'delivered' });
    expect(asked).toBe(1);
    expect(received[0]?.headers.host).toBe(`pms.invalid:${port}`);
  });

  it('is unknown if nobody knows the name', async () => {
    const unknown: Resolve = async () => Promise.reject(new Error('ENOTFOUND'));
    expect(await send(endpointAt('https://pms.invalid/'), { resolve: unknown })).toEqual({
      outcome: 'failed',
      why: 'nobody knows the name of its host',
    });
  });
});
