import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

import { afterEach, describe, expect, it } from 'vitest';

import { type GatewayRig, openGateway, TOKENS } from '../support/gateway-rig.ts';

/** As shipped, in a tenth of the time. */
const IMPATIENT = { headersMs: 1_000, requestMs: 1_500, everyMs: 200 };

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

async function dial({ url }: GatewayRig): Promise<Socket> {
  const { port } = new URL(url);
  const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => {});
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

const head = (method: string, length: number): string =>
  [
    `${method} /stays/1001 HTTP/1.1`,
    'Host: localhost',
    `Authorization: Bearer ${TOKENS['stays:write'].token}`,
    'Content-Type: application/json',
    `Content-Length: ${length}`,
    'Connection: close',
    '',
    '',
  ].join('\r\n');

describe('a caller on a bad line', () => {
  it('is answered though it says nothing more after its request', async () => {
    const socket = await dial(await openGateway());
    socket.end(`${head('PUT', 2)}{}`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 422 /);
  });

  it('is let go when it goes in the middle of its body, and the next is served', async () => {
    const gateway = await openGateway();
    const socket = await dial(gateway);
    socket.write(`${head('PUT', 1_000)}{`);
    socket.destroy();
    expect((await gateway.call({ path: '/healthz' })).status).toBe(200);
  });

  it('is let go when it says in the middle of its body that it says nothing more', async () => {
    const gateway = await openGateway();
    const socket = await dial(gateway);
    socket.end(`${head('PUT', 1_000)}{`);
    // Long before a slow body is given up: what is missing cannot come any more.
    expect(await text(socket)).not.toMatch(/^HTTP\/1\.1 (?:2|408|5)/);
    expect((await gateway.call({ path: '/healthz' })).status).toBe(200);
  });

  it('has its cancellation obeyed before its body has come', async () => {
    const socket = await dial(await openGateway());
    socket.write(`${head('DELETE', 1_000)}{`);
    // Temporal is away here: that it is asked at all is what counts.
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 503 /);
  });

  // Failure rows: 73
  it('costs no other caller anything, with 1,000 lines on which nothing is said', async () => {
    const gateway = await openGateway({ patience: IMPATIENT });
    const silent = await Promise.all(Array.from({ length: 1_000 }, () => dial(gateway)));
    const asked = Array.from({ length: 20 }, () => gateway.call({ path: '/openapi.json' }));
    for (const answer of await Promise.all(asked)) expect(answer.status).toBe(200);
    await Promise.all(silent.map((socket) => once(socket.resume(), 'end')));
  });

  it('is let go when its body does not come to an end', async () => {
    const socket = await dial(await openGateway({ patience: IMPATIENT }));
    socket.write(`${head('PUT', 1_000)}{`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 .*docs\/api.md#requesttooslow/s);
  });

  it.each([
    ['no HTTP', 'Ada Guest\r\n\r\n', /^HTTP\/1\.1 400 .*docs\/api.md#nothttp/s],
    [
      'headers without end',
      `GET / HTTP/1.1\r\nCookie: ${'Ada'.repeat(9_000)}\r\n\r\n`,
      /^HTTP\/1\.1 431 .*docs\/api.md#headerstoolarge/s,
    ],
  ])('is told what it sent, and nothing of it is repeated: %s', async (_what, sent, answered) => {
    const socket = await dial(await openGateway());
    socket.write(sent);
    const said = await text(socket);
    expect(said).toMatch(answered);
    expect(said).not.toContain('Ada');
  });
});
