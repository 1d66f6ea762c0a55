import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves `/healthz` (the process lives) and `/readyz` (it works both queues) on all interfaces. */
export async function serveHealth(
  port: number,
  isReady: () => boolean,
): Promise<{ readonly port: number; close(): void }> {
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
    server.once('error', reject);
    server.listen(port, () => resolve());
  });
}
