import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that tells whether the worker is well. */
export interface HealthServer {
  readonly port: number;
  close(): void;
}

/** What it tells. */
export interface Health {
  /** Why the worker is not ready; undefined if it is. */
  readonly whyNotReady: () => Promise<string | undefined>;
  /** The metrics, in Prometheus' text format. */
  readonly metrics: () => Promise<string>;
}

/** The port cannot be had. */
export class PortError extends Error {
  override readonly name = 'PortError';
  readonly next = 'Give another with --port, or stop the process that has it.';

  constructor(port: number, why: string) {
    super(`Port ${port} cannot be listened on (${why}).`);
  }
}

interface Page {
  readonly status: number;
  readonly text: string;
  readonly type?: string;
}

const PROMETHEUS_TEXT = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Serves `/healthz` (the process lives), `/readyz` (it is of use, or why not) and `/metrics` on all interfaces.
 *
 * @throws PortError
 */
export async function serveHealth(port: number, health: Health): Promise<HealthServer> {
  const server = createServer((request, response) => {
    // Not by `URL`, which throws at `//`: anybody on the network may ask for that, and a throw here ends the worker.
    const [path = ''] = (request.url ?? '').split('?');
    void pageOf(path, health).then(({ status, text, type = 'text/plain' }) => {
      response.writeHead(status, { 'content-type': type });
      response.end(text);
    });
  });
  await listening(server, port);
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

async function pageOf(path: string, { whyNotReady, metrics }: Health): Promise<Page> {
  switch (path) {
    case '/healthz':
      return { status: 200, text: 'ok\n' };
    case '/readyz': {
      const why = await whyNotReady();
      return why === undefined
        ? { status: 200, text: 'ok\n' }
        : { status: 503, text: `not ready: ${why}\n` };
    }
    case '/metrics':
      return metrics().then(
        (text) => ({ status: 200, text, type: PROMETHEUS_TEXT }),
        () => ({ status: 503, text: 'the metrics cannot be read\n' }),
      );
    default:
      return { status: 404, text: 'not found\n' };
  }
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', ({ code, message }: NodeJS.ErrnoException) =>
      reject(new PortError(port, code ?? message)),
    );
    server.listen(port, () => resolve());
  });
}
