import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that tells whether the worker is well. */
export interface HealthServer {
  readonly port: number;
  close(): void;
}

/** The port cannot be had. */
export class PortError extends Error {
  override readonly name = 'PortError';
  readonly next = 'Give another with --port, or stop the process that has it.';

  constructor(port: number, why: string) {
    super(`Port ${port} cannot be listened on (${why}).`);
  }
}

/**
 * Serves `/healthz` (the process lives) and `/readyz` (it works both queues) on all interfaces.
 *
 * @throws PortError
 */
export async function serveHealth(port: number, isReady: () => boolean): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const ok = request.url === '/healthz' || (request.url === '/readyz' && isReady());
    const known = request.url === '/healthz' || request.url === '/readyz';
    response.writeHead(ok ? 200 : known ? 503 : 404, { 'content-type': 'text/plain' });
    response.end(ok ? 'ok\n' : known ? 'not ready\n' : 'not found\n');
  });
  await listening(server, port);
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', ({ code, message }: NodeJS.ErrnoException) =>
      reject(new PortError(port, code ?? message)),
    );
    server.listen(port, () => resolve());
  });
}
