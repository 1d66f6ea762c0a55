import {
  createActivities,
  createAnnouncing,
  createDeliveries,
  createPlanning,
  createRunSteps,
  createSurveys,
  createTemporalSteps,
} from '../../../activities/index.ts';
import { setListsLag } from '../../../sandbox/lists-lag.ts';
import { createSandbox, type Sandbox } from '../../../sandbox/sandbox.ts';
import type { Workspace } from '../../../sandbox/workspace.ts';
import type { StayRecord } from '../../../src/contract/closing.ts';
import {
  RECONCILE,
  reservationIdOf,
  SEAM_TASK_QUEUE,
  stayWorkflowId,
  TASK_QUEUE,
  WEBHOOKS_TASK_QUEUE,
} from '../../../src/contract/names.ts';
import type { Status } from '../../../src/contract/status.ts';
import type { Seam } from '../../../src/seam/port.ts';
import { connectSeam } from '../../../src/seam/seam-http.ts';
import { pinTagger } from '../../../src/worker/pin-tag.ts';
import { STICKY_WITHIN_MS } from '../../../src/worker/sticky.ts';
import type { Attempt } from '../temporal/activity-worker.ts';
import { toPayload } from '../temporal/payload.ts';
import type { Copied, Run } from '../temporal/run.ts';
import { stepsIn } from '../temporal/steps-in-temporal.ts';
import { Temporal } from '../temporal/temporal.ts';
import { settled, VirtualTime } from '../temporal/virtual-time.ts';
import type { WorkflowFunction, WorkflowInstance } from '../temporal/workflow-instance.ts';

import { Backend, type Sent } from './backend.ts';
import { Dice } from './dice.ts';
import { Encryption } from './encryption.ts';
import { Faults } from './faults.ts';
import { listingsWith } from './listings.ts';
import { moveIn, type Neighbours } from './neighbours.ts';
import { announcersIn, Receivers } from './receivers.ts';
import { resetPoint } from './reset-point.ts';
import { type Exchange, seamWire } from './seam-wire.ts';
import { Staff, type Done } from './staff.ts';
import { lastRecord, stayRunsIn } from './stay-runs.ts';
import { StickyLocks } from './sticky-locks.ts';
import { faultsEndAt, type Story } from './story.ts';
import { Trace } from './trace.ts';

const API_KEY = 'seam_simulation';

/** A lock that does not let go is looked after once in a while. */
const STUCK_MS = 2 * 3_600_000;

/** What those who judge a story are told of it. */
export interface Judge {
  attemptBegan(attempt: Attempt): void;
  exchanged(exchange: Exchange): void;
  taskDone(run: Run, instance: WorkflowInstance | undefined): void;
  taskFailed(run: Run, error: unknown): void;
  runClosed(run: Run): void;
  /** An operator has reset a run: another one goes on from a copy of its history. */
  runReset(run: Run, copied: Copied): void;
  replied(sent: Sent): void;
  logged(line: string): void;
  staffDid(done: Done): void;
  /** Somebody asks for what the guest opens the door with; `status`: what the stay says of itself. */
  asked(stay: string, status: Status | undefined): Promise<void>;
}

/** One story's Temporal, Seam, worker and backend, on one virtual clock. */
export interface World {
  readonly story: Story;
  readonly time: VirtualTime;
  readonly sandbox: Sandbox;
  readonly temporal: Temporal;
  readonly backend: Backend;
  readonly faults: Faults;
  readonly trace: Trace;
  readonly neighbours: Neighbours;
  readonly staff: Staff;
  readonly receivers: Receivers;
  /** Seam as the client library reaches it: no fault of the story befalls it. */
  readonly reader: Seam;
  /** What a stay said of itself when it last did anything; undefined before. */
  statusOf(reservationId: string): Status | undefined;
  /** The sandbox's inside, with everything done that is due by now. */
  workspace(): Workspace;
}

export interface WorldOptions {
  readonly workflows: Readonly<Record<string, WorkflowFunction>>;
  readonly isTraced?: boolean;
}

/** Builds the world of a story; nothing has happened in it yet. `judge` is asked for once it stands. */
export function buildWorld(
  story: Story,
  { workflows, isTraced = false }: WorldOptions,
  judge: (world: World) => Judge,
): World {
  const { seed, beginsAt, conditions, quietPeriodMs } = story;
  const dice = new Dice(seed);
  const time = new VirtualTime(beginsAt);
  const sandbox = createSandbox({ clock: { now: () => time.now }, seed });
  const neighbours =
    conditions.isHouseEmpty === true
      ? { users: [], identities: [] }
      : moveIn(sandbox.workspace(API_KEY), story, dice.for('neighbours'));
  // They were there before the story began.
  Object.assign(sandbox.workspace(API_KEY).switches, conditions.switches);
  setListsLag(sandbox.workspace(API_KEY), conditions.listsLagS ?? 0);
  const locks = new StickyLocks(
    () => sandbox.workspace(API_KEY),
    conditions.sticky,
    dice.for('locks'),
  );
  for (let at = STUCK_MS; at < faultsEndAt(conditions); at += STUCK_MS) {
    time.at(beginsAt + at, () => locks.letGo());
  }
  time.at(beginsAt + faultsEndAt(conditions), () => locks.clear());
  // The names of dice are part of what a seed means: another name would make all stories other ones.
  const faults = new Faults(story, time, dice.for('climate'));
  const trace = new Trace(isTraced, () => time.now);
  const delays = dice.for('delays');
  const cache = dice.for('cache');
  const clock = (): number => time.now + conditions.skewMs;
  const listings = listingsWith(story.margins ?? {});
  let runs = 0;
  const instances = new Map<string, WorkflowInstance>();

  const seam = connectSeam({
    apiKey: API_KEY,
    clock,
    clientFor: seamWire({
      ...{ time, sandbox, apiKey: API_KEY },
      pageSize: conditions.pageSize,
      fateOf: (call, attempt) => faults.fateOf(call, attempt),
      pause: (attempt, place, call) => faults.pause(attempt, place, call),
      touched: (exchange) => {
        locks.look();
        judged.exchanged(exchange);
      },
    }),
  });
  const instanceOf = new Map<string, WorkflowInstance>();
  const { keys } = story;
  const wire = keys && new Encryption({ keys, beginsAt, time, dice: dice.for('workers') });
  /** A worker that lacks a key answers only for what it has in its cache. */
  const isAnswered = (run: Run): boolean =>
    wire === undefined || temporal.worker.has(run) || wire.canRead(run.kept);
  const ask = (run: Run): StayRecord | undefined =>
    isAnswered(run)
      ? (instanceOf.get(run.runId)?.handlers.query('stayRecord') as StayRecord | undefined)
      : undefined;
  const stayRuns = stayRunsIn(
    () => temporal,
    ask,
    () => time.now,
    conditions.visibilityLagMs ?? 0,
    wire,
  );
  const receivers = new Receivers(story.receivers ?? {}, dice.for('receivers'), () => time.now);
  const activities = {
    ...createActivities({ seam, clock, tagOf: pinTagger(API_KEY) }),
    ...createPlanning({
      ...{ clock, quietPeriodMs },
      listings: async () => listings,
      recall: async (run) => lastRecord(temporal, ask, run, wire),
      isAnnounced: async () => story.receivers !== undefined,
    }),
    ...createAnnouncing({
      endpoints: receivers.endpoints,
      announcer: announcersIn(
        () => temporal,
        ({ runId }) => instanceOf.get(runId)?.handlers.query('announcer'),
      ),
    }),
    ...createDeliveries({ clock, send: receivers.send }),
    ...createTemporalSteps({ temporal: stepsIn(() => temporal), clock }),
    ...createSurveys({
      ...{ seam, clock, quietPeriodMs, tagOf: pinTagger(API_KEY) },
      knownStays: (ids) => stayRuns.known(ids),
    }),
    ...createRunSteps({ runs: stayRuns, clock, listings: async () => listings, quietPeriodMs }),
  };
  const temporal = new Temporal({
    time,
    delays: {
      dispatch: () => delays.whole(1, 20),
      task: () => delays.whole(1, 30),
      rpc: () => delays.whole(1, 10),
      timer: () => delays.whole(0, conditions.lateTimersMs),
    },
    watcher: {
      taskDone: (run, instance) => {
        if (instance !== undefined) instanceOf.set(run.runId, instance);
        if (instance !== undefined) instances.set(reservationIdOf(run.workflowId) ?? '', instance);
        judged.taskDone(run, instance);
      },
      taskFailed: (run, error) => judged.taskFailed(run, error),
      runClosed: (run) => judged.runClosed(run),
      runReset: (run, copied) => judged.runReset(run, copied),
    },
    workflows: {
      workflows,
      taskQueue: TASK_QUEUE,
      log: (...line) => judged.logged(JSON.stringify(line)),
    },
    activities: {
      activities,
      fate: faults,
      began: (attempt) => {
        faults.began(attempt);
        staff.began(attempt);
        judged.attemptBegan(attempt);
        trace.add(() => `  ${attempt.name} attempt ${attempt.context.info.attempt}`);
      },
      ended: (attempt, end) => trace.add(() => `  ${attempt.name} ${describeEnd(end)}`),
    },
    queues: [
      { name: SEAM_TASK_QUEUE, perSecond: conditions.stepsPerSecond },
      { name: WEBHOOKS_TASK_QUEUE },
    ],
    // Of both, so that neither changes what the other draws.
    evicts: () => [cache.chance(conditions.evictions), wire?.changesHands()].includes(true),
    wire,
    stickyMs: STICKY_WITHIN_MS,
    nextRunId: () => `run-${(runs += 1)}`,
  });
  const backend = new Backend({ time, temporal, wire, replied: (sent) => judged.replied(sent) });
  const workspace = (): Workspace => sandbox.workspace(API_KEY);
  const reader = connectSeam({
    ...{ apiKey: API_KEY, clock: () => time.now },
    clientFor: seamWire({
      ...{ time, sandbox, apiKey: API_KEY, pageSize: conditions.pageSize },
      fateOf: () => ({ upMs: 5, downMs: 5 }),
      pause: () => 0,
      touched: () => undefined,
    }),
  });
  const statusOf = (stay: string): Status | undefined =>
    instances.get(stay)?.handlers.query('stayStatus') as Status | undefined;
  const staff = new Staff({ now: () => time.now, workspace, neighbours, statusOf });
  const world: World = {
    ...{ story, time, sandbox, temporal, backend, faults, trace, neighbours, workspace },
    ...{ reader, staff, statusOf, receivers },
  };
  const judged = judge(world);
  schedule(world, judged, wire);
  return world;
}

/** Puts into the future what the story says. */
function schedule(world: World, judged: Judge, wire: Encryption | undefined): void {
  const { story, time, backend, temporal, trace, workspace, staff } = world;
  const { beginsAt, words, conditions } = story;
  for (const act of story.staff ?? []) {
    time.at(beginsAt + act.at, () => {
      const done = staff.act(act);
      if (done !== undefined) judged.staffDid(done);
    });
  }
  for (const { at, reservationId } of story.stops ?? []) {
    time.at(beginsAt + at, () => {
      trace.add(() => `${reservationId} is terminated`);
      temporal.open(stayWorkflowId(reservationId))?.terminate();
    });
  }
  for (const { at, workflowId, to } of story.resets ?? []) {
    time.at(beginsAt + at, () =>
      temporal.whenServerIsUp(() => {
        const stay = reservationIdOf(workflowId);
        if (stay !== undefined && isPast(world.statusOf(stay))) return;
        trace.add(() => `${workflowId} is reset`);
        temporal.reset(workflowId, (history) => resetPoint(history, to));
      }),
    );
  }
  for (const [nth, at] of (story.passes ?? []).entries()) {
    time.at(beginsAt + at, async () => {
      const workflowId = `${RECONCILE}:${nth}`;
      const request = toPayload({ repair: true });
      const args = [wire === undefined ? request : await wire.fromBackend(workflowId, request)];
      temporal.whenServerIsUp(() => {
        trace.add(() => 'the reconciler begins a pass');
        temporal.start(workflowId, { workflowType: RECONCILE, args, attributes: [] });
      });
    });
  }
  for (const at of story.readings ?? []) {
    for (const stay of new Set(words.map(({ reservationId }) => reservationId))) {
      time.at(beginsAt + at, () => {
        void judged.asked(stay, world.statusOf(stay));
        return settled();
      });
    }
  }
  for (const word of words) {
    time.at(beginsAt + word.at, () => {
      trace.add(() => `${word.reservationId} ${word.via} ${JSON.stringify(word.says)}`);
      return backend.send(word);
    });
  }
  for (const { from, to } of conditions.outages) {
    time.at(beginsAt + from, () => {
      trace.add(() => 'Seam is away');
      workspace().awayUntil = beginsAt + to;
    });
  }
  for (const { at, keys } of story.keys?.worker ?? []) {
    time.at(beginsAt + at, () => trace.add(() => `the worker’s key ring is ${keys.join(', ')}`));
  }
  for (const { from, to } of conditions.workerDeaths) {
    time.at(beginsAt + from, () => {
      trace.add(() => 'the worker dies');
      temporal.killWorker(to - from);
    });
  }
  for (const { from, to } of conditions.seamWorkerAway ?? []) {
    time.at(beginsAt + from, () => {
      trace.add(() => 'nobody takes the Seam steps');
      temporal.leaveQueue(SEAM_TASK_QUEUE, to - from);
    });
  }
  for (const { from, to } of conditions.serverOutages) {
    time.at(beginsAt + from, () => {
      trace.add(() => 'Temporal is away');
      temporal.stopServer(to - from);
    });
  }
}

/** Over, or ending because its time is: what came too late for that would come in time where it is reset. */
function isPast(status: Status | undefined): boolean {
  return status?.phase === 'revoked' || status?.endedBy === 'check-out';
}

function describeEnd(end: object): string {
  if ('completed' in end) return `done ${(end.completed as string | undefined) ?? ''}`;
  const { failed, cancelled } = end as { failed?: { message?: string }; cancelled?: object };
  return cancelled === undefined ? `failed: ${failed?.message ?? ''}` : 'cancelled';
}
