import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import { detailsOf, Problem, PROBLEMS, type ProblemType } from './problem.ts';

const TYPES: ReadonlyMap<string | undefined, ProblemType> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', 'RequestTooSlow'],
  ['HPE_HEADER_OVERFLOW', 'HeadersTooLarge'],
]);

/** Answers what never became a request, and lets its connection go. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (/^ERR_(?:TLS|SSL)_/.test(error.code ?? '')) {
    // What is written waits for a handshake that does not come, and the line with it.
    socket.destroy();
    return;
  }
  const type = TYPES.get(error.code) ?? 'NotHttp';
  const { status } = PROBLEMS[type];
  const body = JSON.stringify(detailsOf(new Problem(type), `urn:uuid:${randomUUID()}`));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}
