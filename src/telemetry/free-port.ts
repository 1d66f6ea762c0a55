import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * A TCP port of the loopback interface that nothing listens on, and that the kernel gives to nobody
 * else for a minute.
 *
 * Closing a port frees it for the next who asks, so two callers could be handed the same one. A
 * connection that our side closes first leaves the port in TIME_WAIT: it is not handed out again,
 * yet a server may bind it by number.
 */
export async function freePort(): Promise<number> {
  const server = createServer((accepted) => accepted.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP port is free');
  const { port } = address;
  const socket = connect(port, '127.0.0.1').resume();
  await once(socket, 'close');
  server.close();
  await once(server, 'close');
  return port;
}
