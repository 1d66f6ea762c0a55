import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { describe, expect, it } from 'vitest';

import { openGateway, TOKENS } from '../support/gateway-rig.ts';

/** What a proxy took for the end of somebody's body, and the gateway must not take for a request. */
const HIDDEN = 'GET /stays?hidden=1 HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** Sends bytes on a line of their own; answers the statuses that come back, and what the gateway noted. */
async function send(lines: readonly string[], body = '') {
  const gateway = await openGateway();
  const socket = connect({ port: Number(new URL(gateway.url).port), host: '127.0.0.1' });
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  const said = await text(socket);
  const statuses = [...said.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status));
  return { statuses, noted: gateway.answered.map(({ status }) => status) };
}

const PUT = [
  'PUT /stays/1001 HTTP/1.1',
  'Host: localhost',
  `Authorization: Bearer ${TOKENS['stays:write'].token}`,
  'Content-Type: application/json',
];

describe('a request whose end can be read in two ways', () => {
  it.each([
    ['two kinds of length', ['Content-Length: 4', 'Transfer-Encoding: chunked'], '0\r\n\r\n'],
    ['two lengths', ['Content-Length: 0', 'Content-Length: 60'], ''],
    ['a length that is a list', ['Content-Length: 0, 60'], ''],
    ['a length with a sign', ['Content-Length: +0'], ''],
    ['a coding that nobody knows', ['Transfer-Encoding: xchunked'], ''],
    ['chunks that are not the last coding', ['Transfer-Encoding: chunked, identity'], ''],
    ['a blank before the colon', ['Transfer-Encoding : chunked'], '0\r\n\r\n'],
    ['a header that goes on in the next line', ['X-A: b\r\n Transfer-Encoding: chunked'], ''],
    ['a line that ends too early', ['X-A: b\nTransfer-Encoding: chunked'], '0\r\n\r\n'],
    ['a chunk that is longer than it says', ['Transfer-Encoding: chunked'], '1\r\n{}\r\n0\r\n\r\n'],
    ['a chunk in no number', ['Transfer-Encoding: chunked'], '0x1\r\n{\r\n0\r\n\r\n'],
  ])(
    'is answered 400 and its line is let go, with what is hidden behind it: %s',
    async (...row) => {
      const [, headers, body] = row;
      const { statuses, noted } = await send([...PUT, ...headers], body + HIDDEN);
      expect(statuses).toEqual([400]);
      expect(noted.filter((status) => status < 400)).toEqual([]);
    },
  );
});

describe('a request of an unusual kind', () => {
  it.each([
    ['a tunnel', ['CONNECT example.com:443 HTTP/1.1', 'Host: example.com:443'], []],
    ['a trace', ['TRACE /stays HTTP/1.1', 'Host: localhost', 'Connection: close'], [405]],
    ['no host', ['GET /stays HTTP/1.1'], [400]],
    [
      'two tokens, of which the first counts',
      [
        'GET /stays?cursor=x HTTP/1.1',
        'Host: localhost',
        'Authorization: Bearer guess',
        `Authorization: Bearer ${TOKENS.desk.token}`,
        'Connection: close',
      ],
      [401],
    ],
    [
      'another method in a header',
      [
        'GET /stays?cursor=x HTTP/1.1',
        'Host: localhost',
        'X-HTTP-Method-Override: DELETE',
        `Authorization: Bearer ${TOKENS['stays:read'].token}`,
        'Connection: close',
      ],
      [422],
    ],
    [
      'a whole address as its path, with somebody else’s host',
      ['GET http://evil.example/stays/1001 HTTP/1.1', 'Host: localhost', 'Connection: close'],
      [401],
    ],
  ])('gets nothing by it: %s', async (_what, lines, statuses) => {
    expect((await send(lines)).statuses).toEqual(statuses);
  });
});
