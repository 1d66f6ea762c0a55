import { once } from 'node:events';
import { createServer } from 'node:net';

import { expect, it } from 'vitest';

import { freePort } from '../../src/telemetry/free-port.ts';

it('a free port is handed to one caller only, and can be listened on', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, freePort));

  expect(new Set(ports).size).toBe(ports.length);
  const servers = ports.map((port) => createServer().listen(port, '127.0.0.1'));
  await Promise.all(servers.map(async (server) => once(server, 'listening')));
  servers.forEach((server) => server.close());
});
