import { setTimeout as pause } from 'node:timers/promises';

import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';

import { createActivities, createPlanning, createTemporalSteps } from '../../activities/index.ts';
import { startSandbox, type RunningSandbox } from '../../sandbox/server.ts';
import { StayClient } from '../../src/client/index.ts';
import { SEAM_TASK_QUEUE, stayWorkflowId, TASK_QUEUE } from '../../src/contract/names.ts';
import type { ReservationInput } from '../../src/contract/reservation.ts';
import type { Status } from '../../src/contract/status.ts';
import { listingSchema, type Listing } from '../../src/listings/listing.ts';
import { connectSeam } from '../../src/seam/seam-http.ts';
import { pinTagger } from '../../src/worker/pin-tag.ts';
import { recallRecord } from '../../src/worker/recall.ts';
import { stepsInTemporal } from '../../src/worker/steps-in-temporal.ts';

import { HouseClock } from './house-clock.ts';
import { listingsOfHouse } from './house.ts';
import { startTimeSkipping, workflowBundle } from './temporal.ts';
import { unhurriedClient } from './unhurried-client.ts';
import { warmUp } from './warm-up.ts';
import { reservationIn } from './whose.ts';

export const QUIET_MS = 600_000;
/** How often something is looked at that takes no time of the server's, and for how long at most. */
const LOOK_MS = 20;
const LOOKS = 3_000;
/** What comes with the server's time is looked for so often, and on a slow machine for so long by our clock. */
const STEPS = 400;
const STEPS_MS = 60_000;

/** The whole of Nightlatch around one time-skipping server, with a sandbox for Seam. */
export interface Rig {
  readonly env: TestWorkflowEnvironment;
  /** Temporal's own client. The environment's would skip years while it waits for a result. */
  readonly client: Client;
  readonly stays: StayClient;
  readonly listings: Map<string, Listing>;
  readonly seam: SandboxControl;
  now(): number;
  /** An instant that many hours from now, ISO 8601. */
  inHours(hours: number): string;
  /** A reservation for a guest, from so many hours from now to so many. */
  reservation(
    id: string,
    fromHours: number,
    toHours: number,
    more?: Partial<ReservationInput>,
  ): ReservationInput;
  sleepUntil(instant: string): Promise<void>;
  sleep(ms: number): Promise<void>;
  /** Waits, in the server's time, until a look at the stay is as it should be. */
  until(look: () => Promise<boolean>, what: string, stepMs?: number): Promise<void>;
  /** Waits for what comes about without the server's time being skipped. */
  soon(look: () => Promise<boolean>, what: string): Promise<void>;
  /** Sleeps until the stay has closed by itself, and answers its last status. */
  ended(id: string): Promise<Status>;
  historyOf(id: string): Promise<History>;
  /** Stops everything, after replaying the histories with this code. */
  close(): Promise<void>;
  /** Stops everything at once and waits for nothing: a worker whose workflow tasks fail does not stop while Temporal runs. */
  abandon(): void;
}

/** The sandbox's own routes, and a guest's look at the doors. */
export interface SandboxControl {
  readonly url: string;
  readonly key: string;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  delete(path: string): Promise<unknown>;
  /** Display names of the doors that open for somebody whose name begins with the id, at an instant or now. */
  doorsFor(id: string, at?: string): Promise<readonly string[]>;
}

interface Doors {
  readonly doors: readonly {
    readonly acs_entrance_id: string;
    readonly display_name: string;
    readonly opens_for: readonly { readonly full_name: string }[];
  }[];
}

/**
 * Starts a rig. `key` names the sandbox workspace, so that stories do not see each other's doors.
 * With very many stays, one of `replayEvery` is replayed in the end instead of each.
 */
export async function startRig(key = 'seam_rig_key', replayEvery = 1): Promise<Rig> {
  const env = await startTimeSkipping();
  const clock = new HouseClock(env, () => sandbox.sandbox.workspace(key).held.length > 0);
  await clock.follow();
  const sandbox = await startSandbox({ clock, seed: key });
  const listings = new Map(
    listingsOfHouse().map((entry) => [entry.listingId, listingSchema.parse(entry)]),
  );
  const workers = await startWorkers(env, clock, sandbox, key, listings);
  const running = workers.map((worker) => worker.run());
  const seam = controlOf(sandbox, key);
  const ids = new Set<string>();
  const client = unhurriedClient(env.connection);
  // A look at a stay asks Seam for nothing here: stories count its requests, and hold some of them.
  const { entrancesOf: _entrancesOf, ...reader } = connectSeam({
    apiKey: key,
    endpoint: sandbox.url,
  });
  const stays = new StayClient(client, reader);
  await warmUp(client);
  const rig: Rig = {
    env,
    client,
    stays,
    listings,
    seam,
    now: () => clock.now(),
    inHours: (hours) =>
      new Date(Math.round(clock.now() / 1000) * 1000 + hours * 3_600_000).toISOString(),
    reservation: (id, from, to, more) => {
      ids.add(id);
      return {
        reservationId: id,
        listingId: 'ks-pin',
        guest: {
          fullName: 'Ada Guest',
          email: `${id.toLowerCase()}@example.com`,
          phone: '+15555550100',
        },
        checkIn: rig.inHours(from),
        checkOut: rig.inHours(to),
        ...more,
      };
    },
    async sleepUntil(instant) {
      await rig.sleep(Math.max(0, Date.parse(instant) - (await env.currentTimeMs())));
    },
    sleep: (ms) => clock.skip(ms),
    async until(look, what, stepMs = 1_000) {
      const begun = performance.now();
      for (let tries = 0; tries < STEPS || performance.now() - begun < STEPS_MS; tries += 1) {
        if (await look()) return;
        await rig.sleep(stepMs);
      }
      throw new Error(`It never came to: ${what}`);
    },
    async soon(look, what) {
      for (let tries = 0; tries < LOOKS; tries += 1) {
        if (await look()) return clock.follow();
        await pause(LOOK_MS);
      }
      throw new Error(`It did not come soon to: ${what}`);
    },
    async ended(id) {
      const handle = client.workflow.getHandle<() => Promise<Status>>(stayWorkflowId(id));
      await clock.follow();
      const { closesAt } = await stays.show(id);
      if (closesAt !== undefined) await rig.sleepUntil(closesAt);
      const isClosed = async (): Promise<boolean> =>
        (await handle.describe()).status.name !== 'RUNNING';
      await rig.until(isClosed, `the end of ${id}`, QUIET_MS / 4);
      return handle.result();
    },
    historyOf: (id) => client.workflow.getHandle(stayWorkflowId(id)).fetchHistory(),
    async close() {
      try {
        await replayAll(
          client,
          [...ids].filter((_, index) => index % replayEvery === 0),
        );
      } finally {
        for (const worker of workers) worker.shutdown();
        await Promise.allSettled(running);
        await sandbox.close();
        await env.teardown();
      }
    },
    abandon() {
      for (const worker of workers) worker.shutdown();
      // The story that hangs may be calling Temporal: on a closed connection its next try would end the test process.
      env.connection.close = () => Promise.resolve();
      void Promise.allSettled([...running, sandbox.close(), env.teardown()]);
    },
  };
  return rig;
}

async function startWorkers(
  env: TestWorkflowEnvironment,
  clock: HouseClock,
  sandbox: RunningSandbox,
  apiKey: string,
  listings: Map<string, Listing>,
): Promise<readonly Worker[]> {
  const now = (): number => clock.now();
  const activities = createActivities({
    seam: connectSeam({ apiKey, endpoint: sandbox.url, clock: now }),
    clock: now,
    tagOf: pinTagger(apiKey),
  });
  const planning = createPlanning({
    clock: now,
    listings: async () => listings,
    recall: (run) => recallRecord(env.client, run),
    quietPeriodMs: QUIET_MS,
  });
  const connection = env.nativeConnection;
  const followTheServer = () => ({
    inbound: {
      execute<I, O>(input: I, next: (input: I) => Promise<O>): Promise<O> {
        return clock.during(() => next(input));
      },
    },
  });
  const interceptors = { activity: [followTheServer] };
  return Promise.all([
    Worker.create({
      connection,
      taskQueue: TASK_QUEUE,
      workflowBundle: workflowBundle(),
      activities: {
        ...planning,
        ...createTemporalSteps({ temporal: stepsInTemporal(env.client), clock: now }),
      },
      interceptors,
    }),
    Worker.create({ connection, taskQueue: SEAM_TASK_QUEUE, activities, interceptors }),
  ]);
}

function controlOf(sandbox: RunningSandbox, key: string): SandboxControl {
  const call = async <T>(path: string, init?: RequestInit): Promise<T> => {
    const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
      ...init,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    });
    if (!response.ok)
      throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  const get = <T>(path: string): Promise<T> => call<T>(path);
  return {
    url: sandbox.url,
    key,
    get,
    post: (path, body) => call(path, { method: 'POST', body: JSON.stringify(body) }),
    delete: (path) => call(path, { method: 'DELETE', body: '{}' }),
    async doorsFor(id, at) {
      const { doors } = await get<Doors>(
        at === undefined ? 'doors' : `doors?at=${encodeURIComponent(at)}`,
      );
      return doors
        .filter((door) => door.opens_for.some((who) => reservationIn(who.full_name) === id))
        .map((door) => door.display_name)
        .toSorted();
    },
  };
}

/** Yesterday's history must run on today's code: each run is replayed from its JSON, by one worker. */
async function replayAll(client: Client, ids: readonly string[]): Promise<void> {
  const replays = Worker.runReplayHistories(
    { workflowBundle: workflowBundle() },
    historiesOf(client, ids),
  );
  for await (const { workflowId, error } of replays) {
    if (error !== undefined) throw new Error(`${workflowId} does not replay`, { cause: error });
  }
}

async function* historiesOf(client: Client, ids: readonly string[]) {
  for (const id of ids) {
    const workflowId = stayWorkflowId(id);
    const fetched = await client.workflow
      .getHandle(workflowId)
      .fetchHistory()
      .catch(() => undefined);
    if (fetched === undefined) continue;
    const history: unknown = JSON.parse(historyToJSON(fetched));
    yield { workflowId, history };
  }
}
