import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Client, Connection } from '@temporalio/client';

import { foreignEnvironment } from '../../src/cli/services/foreign-environment.ts';
import { type Service, startService } from '../../src/cli/services/service.ts';
import { StayClient } from '../../src/client/index.ts';
import { clientConverter } from '../../src/codec/client-encryption.ts';
import { environment } from '../../src/config.ts';
import type { ReservationInput } from '../../src/contract/reservation.ts';
import { listingsOfHouse } from '../../test/support/house.ts';
import { ownNamespace } from '../../test/support/own-namespace.ts';
import { warmUp } from '../../test/support/warm-up.ts';

import type { Contender, Times } from './contender.ts';
import { deskOf } from './desk.ts';
import { type Ground, READY_WITHIN_MS } from './ground.ts';

/** How a house differs from one that is started with the least there is. */
export interface HouseOptions {
  readonly name: string;
  /** Seam steps per second; unless said, more than any machine does. */
  readonly rate?: number;
  /** Where its workers find Seam, if not at the sandbox itself. */
  readonly seamUrl?: string;
  /** The key ring's path: what Temporal keeps is encrypted then. */
  readonly ring?: string;
  /** Its workers serve their health and metrics, which is what has them measured. */
  readonly hasMetrics?: boolean;
}

/** Nightlatch as it is shipped: worker processes, and a client as a backend has it. */
export interface House extends Contender {
  readonly stays: StayClient;
  /** What its programs are told. */
  readonly settings: Readonly<Record<string, string>>;
  /** Starts one more worker; resolves when it has done something. */
  startWorker(): Promise<Service>;
}

const UNLIMITED = 9_999;
/** The second proof follows the first so much later. */
export const QUIET_MS = 1_000;

/** Opens a house, with one worker. */
export async function openHouse(ground: Ground, options: HouseOptions): Promise<House> {
  const { name, rate = UNLIMITED, seamUrl = ground.sandboxUrl, ring, hasMetrics = false } = options;
  const listings = join(ground.folder, 'listings.json');
  await writeFile(listings, JSON.stringify({ listings: listingsOfHouse() }));
  const connection = await Connection.connect({ address: ground.address });
  const namespace = await ownNamespace(connection);
  const dataConverter = clientConverter(ring, namespace);
  const client = new Client({ connection, namespace, ...(dataConverter && { dataConverter }) });
  const key = `seam_${namespace.replaceAll('-', '_')}`;
  const settings = {
    TEMPORAL_ADDRESS: ground.address,
    TEMPORAL_NAMESPACE: namespace,
    SEAM_API_KEY: key,
    SEAM_ENDPOINT: seamUrl,
    NIGHTLATCH_LISTINGS: listings,
    NIGHTLATCH_QUIET_PERIOD: `${QUIET_MS / 1_000} second`,
    NIGHTLATCH_SEAM_RATE: String(rate),
    NIGHTLATCH_LOG_LEVEL: 'error',
    ...(ring === undefined ? {} : { NIGHTLATCH_PAYLOAD_KEYS: ring }),
  };
  const workers = new Map<number, Service>();
  const startWorker = async (): Promise<Service> => {
    const worker = await startService({
      name: `A worker of ${name}`,
      command: process.execPath,
      args: [ground.program, 'worker', ...(hasMetrics ? ['--port', '0'] : [])],
      environment: { ...foreignEnvironment(environment()), ...settings },
      readyWithinMs: READY_WITHIN_MS,
    });
    workers.set(worker.pid, worker);
    void worker.exited.then(() => workers.delete(worker.pid));
    return worker;
  };
  const stays = new StayClient(client);
  await startWorker();
  await warmUp(client);
  return {
    ...{ name, client, stays, settings, startWorker, desk: deskOf(ground.sandboxUrl, key) },
    workers: () => [...workers.keys()],
    begin: async (id, times) => void (await stays.put(reservation(id, times))),
    async close() {
      await Promise.all([...workers.values()].map((worker) => worker.stop()));
      await connection.close();
    },
  };
}

/** A reservation as a backend sends it. Seconds are whole there. */
export function reservation(
  reservationId: string,
  { checkIn, checkOut }: Times,
  listingId = 'ks-pin',
): ReservationInput {
  return {
    reservationId,
    listingId,
    guest: { fullName: 'Ada Guest', email: `${reservationId}@example.com`, phone: '+15555550100' },
    checkIn: instant(checkIn),
    checkOut: instant(checkOut),
  };
}

function instant(ms: number): string {
  return new Date(Math.round(ms / 1_000) * 1_000).toISOString();
}
