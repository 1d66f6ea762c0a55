import { Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';

import { readTemporalConfig, type TemporalConfig } from '../../src/client/temporal-config.ts';

// Nothing listens there, so that whoever can read the address says that it cannot connect.
const PORT = 1;
const HOSTS = [
  ...['localhost', 'LOCALHOST', 'localhost.', '127.0.0.1', '[::1]', '[::ffff:127.0.0.1]'],
  ...['temporal_1', 'xn--trnschild-z7a.invalid', 'münchen', 'a b', 'a@localhost', 'localhost#a'],
  ...['localhost?a', 'localhost\\a', '%zz', '127.1', '0x7f.1', '999.1.1.1', '[127.0.0.1]', '[:]'],
  ...[
    'a..b',
    '..',
    '-',
    '*',
    '$HOST',
    'a"b',
    'a{b',
    'a|b',
    'a,b',
    'a<b',
    `${'a'.repeat(64)}.invalid`,
  ],
];
const WORDS = ['plain', 'two words', 'line\n', 'désk', '€', '\u0000', '~!@#$%^&*()'];
const HEADERS = ['TEMPORAL_NAMESPACE', 'TEMPORAL_API_KEY', 'TEMPORAL_GRPC_META_TEAM'];

const SETTINGS: readonly Readonly<Record<string, string>>[] = [
  ...HOSTS.map((host) => ({ TEMPORAL_ADDRESS: `${host}:${PORT}` })),
  ...HEADERS.flatMap((name) => WORDS.map((word) => ({ [name]: word }))),
  ...[...HOSTS, ...WORDS].map((name) => ({
    TEMPORAL_TLS: 'true',
    TEMPORAL_TLS_SERVER_NAME: name,
  })),
  { TEMPORAL_GRPC_META_TEAM_BIN: 'plain' },
  { 'TEMPORAL_GRPC_META_A B': 'plain' },
];

function read(settings: Readonly<Record<string, string>>): TemporalConfig | undefined {
  try {
    return readTemporalConfig({ TEMPORAL_ADDRESS: `127.0.0.1:${PORT}`, ...settings });
  } catch {
    return undefined;
  }
}

/** What the client of a booking backend says of a server that is away. */
async function clientSays({ connection: options, namespace }: TemporalConfig): Promise<string> {
  const connection = Connection.lazy(options);
  try {
    const ask = () => connection.workflowService.describeNamespace({ namespace });
    return await connection.withDeadline(Date.now() + 200, ask).then(() => 'connected', String);
  } finally {
    await connection.close();
  }
}

/** What the connection of a worker says. */
async function workerSays({ connection }: TemporalConfig): Promise<string> {
  return NativeConnection.connect(connection).then(() => 'connected', String);
}

describe('where Temporal is', () => {
  it('is taken only as both of Temporal’s clients can use it', async () => {
    const taken = SETTINGS.flatMap((settings) => {
      const config = read(settings);
      return config === undefined ? [] : [{ settings, config }];
    });
    const answers = await Promise.all(
      taken.map(async ({ settings, config }) => {
        const [client, worker] = await Promise.all([clientSays(config), workerSays(config)]);
        return { settings, client, worker };
      }),
    );
    const unusable = answers.filter(
      ({ client, worker }) =>
        !/UNAVAILABLE|DEADLINE_EXCEEDED/.test(client) || !worker.includes('ConnectError'),
    );
    expect(unusable).toEqual([]);
    expect(taken.length).toBeGreaterThan(20);
  });
});
