import type { Server, Socket } from 'node:net';

/**
 * Remembers every line of a server, from its first byte on.
 *
 * @returns lets go of all of them; Node's own `closeAllConnections` knows none that has not ended its TLS handshake
 */
export function rememberLines(server: Server): () => void {
  const lines = new Set<Socket>();
  server.on('connection', (line: Socket) => {
    lines.add(line);
    line.once('close', () => lines.delete(line));
  });
  return () => {
    for (const line of lines) line.destroy();
  };
}
