import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What becomes of a request on its way: it arrives, or "away" answers 503, or its answer is lost on the way back. */
export type Mishap = 'none' | 'away' | 'answer-lost';

/** A request as it came to the line. */
export interface Passed {
  readonly method: string;
  readonly key: string | undefined;
  readonly at: number;
}

/** A proxy on the way to a gateway, on which requests meet what was planned for them. */
export interface BadLine extends AsyncDisposable {
  readonly url: string;
  readonly passed: readonly Passed[];
  /** The next requests meet these, one after the other; what comes then arrives. */
  plan(...mishaps: readonly Mishap[]): void;
}

/** Seconds that a 503 of the line says to wait. */
export const AWAY_S = 2;

/** Opens a line to the gateway at this address. */
export async function badLineTo(gateway: string): Promise<BadLine> {
  const planned: Mishap[] = [];
  const passed: Passed[] = [];
  const server = createServer((request, response) => {
    const key = request.headers['idempotency-key'];
    passed.push({ method: request.method ?? '', key: key?.toString(), at: Date.now() });
    void pass(gateway, request, response, planned.shift() ?? 'none');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    plan: (...mishaps) => void planned.push(...mishaps),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function pass(
  gateway: string,
  request: IncomingMessage,
  response: ServerResponse,
  mishap: Mishap,
): Promise<void> {
  const body = await buffer(request);
  if (mishap === 'away') {
    response.writeHead(503, { 'retry-after': String(AWAY_S) }).end('<html>Away</html>');
    return;
  }
  const {
    host: _host,
    connection: _connection,
    'content-length': _length,
    ...headers
  } = request.headers;
  const answer = await fetch(gateway + (request.url ?? ''), {
    method: request.method ?? 'GET',
    headers: headers as Record<string, string>,
    ...(body.length > 0 ? { body } : {}),
  });
  const text = await answer.text();
  if (mishap === 'answer-lost') {
    response.destroy();
    return;
  }
  const type = answer.headers.get('content-type') ?? '';
  response.writeHead(answer.status, { 'content-type': type }).end(text);
}
