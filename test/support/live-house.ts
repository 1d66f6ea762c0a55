import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, inject } from 'vitest';

import { type RunningSandbox, startSandbox } from '../../sandbox/server.ts';
import type { Service } from '../../src/cli/services/service.ts';
import { StayClient } from '../../src/client/index.ts';
import { readTemporalConfig } from '../../src/client/temporal-config.ts';
import type { Seam } from '../../src/seam/port.ts';
import { connectSeam } from '../../src/seam/seam-http.ts';

import { type Settings, startCli } from './cli.ts';
import { listingsOfHouse } from './house.ts';
import { ownNamespace } from './own-namespace.ts';
import { unhurriedClient } from './unhurried-client.ts';
import { warmUp } from './warm-up.ts';
import { reservationIn } from './whose.ts';

const API_KEY = 'seam_live_house';

/** A real Temporal server's namespace, real worker processes, and the sandbox for Seam. */
export interface LiveHouse {
  /** The environment that its commands and workers are given. */
  readonly settings: Settings;
  readonly stays: StayClient;
  /** The same as it is shipped: its patience with a worker is over after 5 s. */
  readonly shippedStays: StayClient;
  readonly temporal: Client;
  readonly seam: Seam;
  startWorker(): Promise<Service>;
  stopWorkers(): Promise<void>;
  /** What lives at Seam, of any kind. */
  objects(): Promise<SeamObjects>;
  /** Asks the sandbox for something: somebody at the console, a fault. */
  sandbox(what: string, body: object): Promise<void>;
  /** Takes every fault back that the sandbox was asked for. */
  clearFaults(): Promise<void>;
  /** How many doors open now for the stay's guest. */
  openDoorsFor(reservationId: string): Promise<number>;
  /** Stops its workers and the sandbox; the namespace goes with the server. */
  close(): Promise<void>;
}

export interface SeamObjects {
  readonly acs_users: readonly { readonly acs_user_id: string; readonly full_name: string }[];
  readonly credentials: readonly {
    readonly acs_credential_id: string;
    readonly acs_user_id: string;
    readonly code: string | null;
  }[];
  readonly user_identities: readonly {
    readonly user_identity_id: string;
    readonly user_identity_key: string | null;
  }[];
  readonly memberships: readonly {
    readonly acs_user_id: string;
    readonly acs_access_group_id: string;
  }[];
}

interface Doors {
  readonly doors: readonly { readonly opens_for: readonly { readonly full_name: string }[] }[];
}

/** Starts a house without a worker; what its programs are told beside the usual settings may be named. */
export async function startLiveHouse(more: Settings = {}): Promise<LiveHouse> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-live-house-'));
  const listingsPath = join(folder, 'listings.json');
  await writeFile(listingsPath, JSON.stringify({ listings: listingsOfHouse() }));
  const where = { TEMPORAL_ADDRESS: inject('temporalAddress'), ...more };
  const connection = await Connection.connect(readTemporalConfig(where).connection);
  const namespace = await ownNamespace(connection);
  const temporal = new Client({ connection, namespace });
  const sandbox = await startSandbox();
  const seam = connectSeam({ apiKey: API_KEY, endpoint: sandbox.url });
  const settings = {
    ...where,
    TEMPORAL_NAMESPACE: namespace,
    SEAM_API_KEY: API_KEY,
    SEAM_ENDPOINT: sandbox.url,
    NIGHTLATCH_LISTINGS: listingsPath,
    NIGHTLATCH_QUIET_PERIOD: '1 second',
    ...more,
  };
  const workers: Service[] = [];
  const stopWorkers = async (): Promise<void> => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  };
  return {
    settings,
    temporal,
    seam,
    stays: new StayClient(unhurriedClient(connection, namespace), seam),
    shippedStays: new StayClient(temporal, seam),
    async startWorker() {
      const worker = await startCli(['worker'], settings);
      workers.push(worker);
      await warmUp(temporal);
      return worker;
    },
    stopWorkers,
    async sandbox(what, body) {
      const { status } = await fetch(`${sandbox.url}/_sandbox/${what}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (status !== 200) throw new Error(`The sandbox answered ${status}`);
    },
    async clearFaults() {
      const headers = { authorization: `Bearer ${API_KEY}` };
      const { status } = await fetch(`${sandbox.url}/_sandbox/faults`, {
        method: 'DELETE',
        headers,
      });
      if (status !== 200) throw new Error(`The sandbox answered ${status}`);
    },
    objects: () => look<SeamObjects>(sandbox, 'objects'),
    async openDoorsFor(reservationId) {
      const { doors } = await look<Doors>(sandbox, 'doors');
      const isOpen = doors.filter((door) =>
        door.opens_for.some((who) => reservationIn(who.full_name) === reservationId),
      );
      return isOpen.length;
    },
    async close() {
      await stopWorkers();
      await connection.close();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts a house with a worker before the tests that follow, hands it to `take`, and closes it after them. */
export function openHouse(take: (house: LiveHouse) => void, more: Settings = {}): void {
  let house: LiveHouse | undefined;
  beforeAll(async () => {
    house = await startLiveHouse(more);
    take(house);
    await house.startWorker();
  });
  afterAll(() => house?.close());
}

async function look<T>({ url }: RunningSandbox, what: string): Promise<T> {
  const answer = await fetch(`${url}/_sandbox/${what}`, {
    headers: { authorization: `Bearer ${API_KEY}` },
  });
  return (await answer.json()) as T;
}
