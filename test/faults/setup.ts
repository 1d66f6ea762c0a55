import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client, Connection } from '@temporalio/client';

import { type RunningSandbox, startSandbox } from '../../sandbox/server.ts';
import { bundleWorkflows } from '../support/bundle-workflows.ts';
import { ownNamespace } from '../support/own-namespace.ts';

import { listingsOfScenarios } from './scenario.ts';
import { WorkerGroup } from './worker-group.ts';

export const QUIET_MS = 3_000;

/** What all cells share: a Temporal server, the bundled workflows, the listings of the scenarios. */
export interface Setup {
  /** A namespace of its own for one batch after the other: its workers get nobody else's stays. */
  lane(): Promise<Lane>;
  close(): Promise<void>;
}

export interface Lane {
  readonly client: Client;
  /** A sandbox and workers for one batch. */
  open(): Promise<Installation>;
}

export interface Installation {
  readonly client: Client;
  readonly sandbox: RunningSandbox;
  readonly workers: WorkerGroup;
  close(): Promise<void>;
}

/** Prepares all of it on a running Temporal server. */
export async function setUp(address: string): Promise<Setup> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-faults-'));
  const listingsPath = join(folder, 'listings.json');
  await writeFile(listingsPath, JSON.stringify(listingsOfScenarios()));
  const bundlePath = await bundleWorkflows(folder);
  const connection = await Connection.connect({ address });
  return {
    async lane() {
      const namespace = await ownNamespace(connection);
      const client = new Client({ connection, namespace });
      const settings = { address, namespace, listingsPath, bundlePath, quietPeriodMs: QUIET_MS };
      return { client, open: () => openInstallation(client, settings) };
    },
    async close() {
      await connection.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openInstallation(
  client: Client,
  settings: Omit<ConstructorParameters<typeof WorkerGroup>[0], 'endpoint'>,
): Promise<Installation> {
  const sandbox = await startSandbox();
  const workers = new WorkerGroup({ ...settings, endpoint: sandbox.url });
  return {
    client,
    sandbox,
    workers,
    async close() {
      await workers.stop();
      await sandbox.close();
    },
  };
}
