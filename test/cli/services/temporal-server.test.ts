import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Client, Connection } from '@temporalio/client';
import { describe, expect, inject, it, onTestFinished } from 'vitest';

import { startService } from '../../../src/cli/services/service.ts';
import { startTemporal, type TemporalServer } from '../../../src/cli/services/temporal-server.ts';
import { STAY_SEARCH_ATTRIBUTES } from '../../../src/contract/search-attributes.ts';
import { missingSearchAttributes } from '../../../src/setup.ts';
import { freePort } from '../../../src/telemetry/free-port.ts';
import { killAll, processesWith } from '../../support/processes.ts';

type Wanted = Partial<Parameters<typeof startTemporal>[0]>;

async function start(wanted: Wanted = {}): Promise<TemporalServer> {
  const server = await startTemporal({
    environment: process.env,
    searchAttributes: STAY_SEARCH_ATTRIBUTES,
    ...wanted,
  });
  onTestFinished(server.stop);
  return server;
}

async function connect(address: string): Promise<Client> {
  const connection = await Connection.connect({ address });
  onTestFinished(async () => connection.close());
  return new Client({ connection });
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-temporal-'));
  onTestFinished(async () => rm(folder, { recursive: true }));
  return folder;
}

/** How the processes of a server are told from those of others. */
function portOf({ address }: { readonly address: string }): string {
  return `--port=${address.split(':')[1] ?? ''}`;
}

describe('a Temporal server of ours', () => {
  it('serves with the search attributes of a stay, and shows them in its web UI', async () => {
    const server = await start({ ui: true });
    const { connection } = await connect(server.address);

    expect(
      await missingSearchAttributes(connection, server.namespace, STAY_SEARCH_ATTRIBUTES),
    ).toEqual([]);
    expect((await fetch(server.uiUrl ?? '')).status).toBe(200);
  });

  it('does not get in the way of another one', async () => {
    const [one, other] = await Promise.all([start({ ui: true }), start({ ui: true })]);
    const client = await connect(one.address);
    await client.workflow.start('anything', { workflowId: 'here', taskQueue: 'q', args: [] });

    expect(other.address).not.toBe(one.address);
    expect(other.uiUrl).not.toBe(one.uiUrl);
    const elsewhere = (await connect(other.address)).workflow.getHandle('here');
    await expect(elsewhere.describe()).rejects.toThrow(/not found/i);
  });

  it('leaves no process when it is stopped', async () => {
    const server = await start();
    expect(processesWith(portOf(server))).toHaveLength(1);

    await server.stop();

    expect(processesWith(portOf(server))).toEqual([]);
  });

  it('is stopped when nobody waits for it any more', async () => {
    const folder = await newFolder();
    const cancel = new AbortController();
    const reason = new Error('enough');
    const failure = start({
      dbFilename: join(folder, 'temporal.db'),
      signal: cancel.signal,
    }).catch((error) => error);
    await expect.poll(() => processesWith(folder)).toHaveLength(1);

    cancel.abort(reason);

    expect(await failure).toBe(reason);
    expect(processesWith(folder)).toEqual([]);
  });

  it('keeps its workflows in a file, if it is given one', async () => {
    const dbFilename = join(await newFolder(), 'temporal.db');
    const first = await start({ dbFilename });
    const client = await connect(first.address);
    await client.workflow.start('anything', { workflowId: 'kept', taskQueue: 'q', args: [] });
    await first.stop();

    const second = await start({ dbFilename });

    const kept = (await connect(second.address)).workflow.getHandle('kept');
    expect((await kept.describe()).status.name).toBe('RUNNING');
  });

  it('that cannot start is explained in its own words', async () => {
    const nowhere = join(tmpdir(), 'no-such-folder-here', 'temporal.db');

    await expect(start({ dbFilename: nowhere })).rejects.toThrow(
      /did not become a Temporal server: Temporal ended early:\n.*no-such-folder-here/s,
    );
  });
});

describe('a Temporal server of somebody else', () => {
  it('is used as it is, and left running', async () => {
    const address = inject('temporalAddress');
    const running = { address, namespace: 'default', connection: { address } };

    const server = await start({ running });
    await server.stop();

    expect(server).toMatchObject({ address, external: true });
    expect((await connect(address)).connection).toBeDefined();
  });

  it('that is not there is named with its address', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const running = { address, namespace: 'default', connection: { address } };

    await expect(start({ running })).rejects.toThrow(`Temporal at ${address}`);
  });

  it('without the namespace is named with that', async () => {
    const address = inject('temporalAddress');
    const running = { address, namespace: 'nowhere', connection: { address } };

    await expect(start({ running })).rejects.toThrow('namespace nowhere, does not answer');
  });
});

it.each(['SIGTERM', 'SIGKILL'] as const)(
  'nothing of Temporal is left when the program that started it dies of a %s',
  async (signal) => {
    const owner = await startService({
      name: 'The owner',
      command: process.execPath,
      args: [fileURLToPath(new URL('../../support/temporal-owner.ts', import.meta.url))],
      environment: process.env,
      readyWithinMs: 90_000,
    });
    onTestFinished(async () => owner.stop(0));
    const server = portOf({ address: owner.readyLine });
    onTestFinished(() => killAll(server));
    expect(processesWith(server)).toHaveLength(1);

    process.kill(owner.pid, signal);

    await expect.poll(() => processesWith(server)).toEqual([]);
  },
);
