import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Service } from '../../src/cli/services/service.ts';
import { freePort } from '../../src/telemetry/free-port.ts';
import { read } from '../docs/page.ts';
import { until } from '../faults/until.ts';
import { type Settings, startCli } from '../support/cli.ts';
import { type LiveHouse, startLiveHouse } from '../support/live-house.ts';
import { type PrometheusServer, startPrometheus } from '../support/prometheus-server.ts';
import { inHours } from '../support/reconciling.ts';
import { warmUp } from '../support/warm-up.ts';

import { shortenRules, type ShortenOptions } from './shorten-rules.ts';

/** A house whose worker is read by a Prometheus of its own, with our rules made shorter. */
export interface WatchedHouse {
  readonly house: LiveHouse;
  readonly prometheus: PrometheusServer;
  /** Ends the worker as a lost machine would. */
  killWorker(): Promise<void>;
  /** Starts a worker where the one before was, with settings beside the house's own, and waits until it is ready. */
  startWorker(more?: Settings): Promise<void>;
  /** Books a stay of a day that begins in so many hours; nobody waits for what becomes of it. */
  book(reservationId: string, inHowManyHours: number): void;
  /** Waits until exactly these alerts fire. */
  untilFiring(...alerts: readonly string[]): Promise<void>;
}

const WITHIN_MS = 180_000;
const guest = { fullName: 'Ada Guest', email: 'ada@example.com' };

/** What is otherwise in the house of one story. */
export interface WatchedOptions {
  /** Of its first worker. */
  readonly settings?: Settings;
  readonly rules?: ShortenOptions;
}

/** Opens a watched house, lets a story use it, and closes it however that ends. */
export async function inWatchedHouse(
  server: string,
  story: (watched: WatchedHouse) => Promise<void>,
  options: WatchedOptions = {},
): Promise<void> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    await story(await open(server, options, undo));
  } finally {
    for (const close of undo.toReversed()) await close();
  }
}

async function open(
  server: string,
  { settings = {}, rules: otherwise = {} }: WatchedOptions,
  undo: (() => Promise<unknown>)[],
): Promise<WatchedHouse> {
  const house = await startLiveHouse();
  undo.push(() => house.close());
  const port = String(await freePort());
  let worker: Service | undefined;
  undo.push(async () => worker?.stop());
  const startWorker = async (more: Settings = {}): Promise<void> => {
    worker = await startCli(['worker', '--port', port], { ...house.settings, ...more });
    const isReady = async (): Promise<boolean> =>
      (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
    await until('ready worker', WITHIN_MS, isReady);
  };
  await startWorker(settings);
  await warmUp(house.temporal);
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-prometheus-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const rules = shortenRules(read('deploy/prometheus/alerts.yml'), otherwise);
  const jobs = { nightlatch: [`127.0.0.1:${port}`] };
  const prometheus = await startPrometheus({ server, folder, rules, jobs });
  undo.push(() => prometheus.stop());
  return {
    house,
    prometheus,
    startWorker,
    async killWorker() {
      await worker?.stop(0);
    },
    book(reservationId, hours) {
      const [checkIn, checkOut] = [inHours(hours), inHours(hours + 24)];
      const booking = { reservationId, listingId: 'ks-pin', guest, checkIn, checkOut };
      house.shippedStays.put(booking).catch(() => undefined);
    },
    async untilFiring(...alerts) {
      const wanted = alerts.toSorted().join(', ');
      const isSo = async () => (await prometheus.firing()).join(', ') === wanted;
      await until(`moment in which exactly "${wanted}" fires`, WITHIN_MS, isSo, 500).catch(
        async (error: unknown) => {
          const now = (await prometheus.firing()).join(', ');
          throw new Error(`Firing is "${now}"`, { cause: error });
        },
      );
    },
  };
}
