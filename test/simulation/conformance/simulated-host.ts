import { createTemporalSteps } from '../../../activities/index.ts';
import { maybeActiveInstance } from '../temporal/active-instance.ts';
import type { ActivityFunction } from '../temporal/activity-worker.ts';
import { fromFailure } from '../temporal/failure.ts';
import type { HistoryEvent } from '../temporal/history.ts';
import { fromPayload, toPayloads } from '../temporal/payload.ts';
import { resetPoints } from '../temporal/reset.ts';
import type { Run } from '../temporal/run.ts';
import { stepsIn } from '../temporal/steps-in-temporal.ts';
import { Temporal } from '../temporal/temporal.ts';
import { settled, VirtualTime } from '../temporal/virtual-time.ts';

import { linesOf, type PlainEvent } from './event-line.ts';
import type { Host } from './host.ts';
import { createMicroActivities } from './micro-activities.ts';
import * as microWorkflows from './micro-workflows.ts';

const ID = 'micro';
/** Long enough for a message to come in between. */
const LINGERS_MS = 300;
const ENDS_WITHIN_MS = 60_000;

/** The simulator, as a host of micro-workflows. */
export function simulatedHost(): Host {
  const time = new VirtualTime(Date.UTC(2026, 0, 1));
  const outcomes: string[] = [];
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      time.after(ms, () => {
        resolve();
        return settled();
      });
    });
  const looks = createTemporalSteps({
    temporal: stepsIn(() => temporal),
    clock: () => time.now,
  });
  let runs = 0;
  const temporal = new Temporal({
    time,
    delays: {
      dispatch: () => 1,
      task: () => (isLingering() ? LINGERS_MS : 1),
      rpc: () => 1,
      timer: () => 0,
    },
    watcher: {
      taskDone: () => undefined,
      taskFailed: (_run, error) => {
        throw error;
      },
      runClosed: () => undefined,
      runReset: () => undefined,
    },
    workflows: {
      workflows: microWorkflows,
      taskQueue: ID,
      log: () => undefined,
    },
    activities: {
      activities: createMicroActivities(wait, looks) as unknown as Readonly<
        Record<string, ActivityFunction>
      >,
      heartbeatThrottleMs: 100,
      fate: { losesResult: () => false },
      began: () => undefined,
      ended: () => undefined,
    },
    queues: [],
    evicts: () => false,
    stickyMs: 10_000,
    nextRunId: () => `run-${(runs += 1)}`,
  });
  const run = (): Run => {
    const latest = temporal.latest(ID);
    if (latest === undefined) throw new TypeError('nothing was started');
    return latest;
  };
  const isLingering = (): boolean => {
    const [started] = run().history;
    return started?.type === 'WorkflowExecutionStarted' && started.workflowType === 'lingers';
  };
  const pass = async (isOver: () => boolean, ms: number): Promise<void> => {
    const told = Date.now;
    Date.now = () => maybeActiveInstance()?.now ?? time.now;
    try {
      await time.run(isOver, time.now + ms);
    } finally {
      Date.now = told;
    }
  };
  const until = async (isOver: () => boolean, what: string): Promise<void> => {
    await pass(isOver, ENDS_WITHIN_MS);
    if (!isOver()) throw new Error(`it never came to: ${what}`);
  };
  return {
    async start(workflowType, ...args) {
      temporal.start(ID, { workflowType, args: toPayloads(args), attributes: [] });
    },
    async startWithSignal(workflowType, name, ...args) {
      temporal.start(ID, { workflowType, args: [], attributes: [] }).signal(name, toPayloads(args));
    },
    async signal(name, ...args) {
      run().signal(name, toPayloads(args));
    },
    async update(updateId, name, ...args) {
      const update = { updateId, name, args: toPayloads(args) };
      const listener = {
        accepted: () => undefined,
        ended: (outcome: Parameters<typeof describeOutcome>[0]) => {
          outcomes.push(`${updateId} ${describeOutcome(outcome)}`);
        },
        lost: (why: string) => void outcomes.push(`${updateId} lost: ${why}`),
      };
      temporal.update(ID, update, listener);
    },
    async cancel() {
      run().requestCancel();
    },
    async reset(to) {
      temporal.reset(ID, (history) => resetPoints(history).at(to === 'first' ? 0 : -1));
    },
    query: async (name) => {
      await pass(() => false, 100);
      return temporal.worker.instanceOf(run())?.handlers.query(name);
    },
    stopWorker: async () => temporal.killWorker(ENDS_WITHIN_MS),
    startWorker: async () => temporal.reviveWorker(),
    sleep: (ms) => pass(() => false, ms),
    saw: (line) =>
      until(() => linesOf(run().history.map(plain)).some((l) => l.startsWith(line)), line),
    sawTaskStart: () => until(() => run().tasks.isStarted, 'a task'),
    sawAnswers: (count) => until(() => outcomes.length >= count, `answer ${count}`),
    sawRun: (count) => until(() => temporal.runs.length >= count, `run ${count}`),
    sawActivity: (is) =>
      until(() => run().activities.described.some(({ state }) => state === is), `one ${is}`),
    async trace() {
      await until(
        () => !run().isOpen && run().closing?.type !== 'WorkflowExecutionContinuedAsNew',
        'an end',
      );
      await pass(() => false, 1_000);
      return [
        ...temporal.runs.flatMap((each, index) => [
          ...linesOf(each.history.map(plain)),
          `run ${index + 1} answers ${answerOf(each)}`,
        ]),
        ...outcomes,
      ];
    },
  };
}

function answerOf({ closing }: Run): string {
  if (closing?.type === 'WorkflowExecutionCompleted') return closing.result ?? 'nothing';
  return closing?.type === 'WorkflowExecutionFailed'
    ? `failed ${closing.failure.applicationFailureInfo?.type ?? ''}`
    : 'nothing';
}

function describeOutcome(outcome: { result?: unknown } | { failure: unknown }): string {
  if ('failure' in outcome) {
    const error = fromFailure(outcome.failure as Parameters<typeof fromFailure>[0]);
    return `failed ${'type' in error ? String(error.type) : error.message}`;
  }
  return `answered ${JSON.stringify(fromPayload(outcome.result as string))}`;
}

function plain(event: HistoryEvent): PlainEvent {
  const { type } = event;
  switch (event.type) {
    case 'ActivityTaskScheduled':
      return { type, about: event.activityType };
    case 'ActivityTaskStarted':
      return { type, about: `attempt ${event.attempt}` };
    case 'ActivityTaskFailed':
    case 'ActivityTaskTimedOut':
      return { type, about: String(event.retryState) };
    case 'WorkflowExecutionUpdateAccepted':
      return event.isAdmitted ? { type } : { type, about: event.name };
    case 'WorkflowExecutionSignaled':
    case 'WorkflowExecutionUpdateAdmitted':
      return { type, about: event.name };
    case 'UpsertWorkflowSearchAttributes':
      return { type, about: event.attributes.map(({ name }) => name).join() };
    default:
      return { type };
  }
}
