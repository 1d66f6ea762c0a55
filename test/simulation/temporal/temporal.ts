import { ActivityQueue, type QueuedActivity } from './activity-queue.ts';
import type { Attempt } from './activity-worker.ts';
import { type ActivityWorkerOptions, runAttempt } from './activity-worker.ts';
import { Nondeterminism } from './drive.ts';
import type { HistoryEvent, StartOf } from './history.ts';
import { fromPayload } from './payload.ts';
import { type Copied, type OfferedActivity, Run, type Surroundings } from './run.ts';
import { shownBy } from './search-attributes.ts';
import type { SentUpdate, UpdateListener } from './updates.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Wire } from './wire.ts';
import type { WorkflowInstance } from './workflow-instance.ts';
import { WorkflowWorker, type WorkflowWorkerOptions } from './workflow-worker.ts';

/** Milliseconds that things take, drawn anew each time. */
export interface Delays {
  /** From the server to a worker that polls. */
  readonly dispatch: () => number;
  /** A worker's work on a workflow task. */
  readonly task: () => number;
  /** From a worker to the server. */
  readonly rpc: () => number;
  /** How late the server's timers are. */
  readonly timer: () => number;
}

/** What those who watch the simulation are told. */
export interface Watcher {
  /** Workflow code has answered a task, and the server has taken it. */
  taskDone(run: Run, instance: WorkflowInstance | undefined): void;
  /** Workflow code has failed a task: with real Temporal it would be stuck. */
  taskFailed(run: Run, error: unknown): void;
  runClosed(run: Run): void;
  /** A run goes on from a copy of the history of one that was reset. */
  runReset(run: Run, copied: Copied): void;
}

export interface TemporalOptions {
  readonly time: VirtualTime;
  readonly delays: Delays;
  readonly watcher: Watcher;
  readonly workflows: WorkflowWorkerOptions;
  readonly activities: Omit<ActivityWorkerOptions, 'time' | 'rpcMs' | 'whenServerIsUp' | 'end'>;
  /** Whether a worker drops an instance from its cache before it works on a task. */
  readonly evicts: () => boolean;
  readonly nextRunId: () => string;
  /** A worker that is gone keeps its sticky tasks to itself that long. */
  readonly stickyMs: number;
  /** Encrypts payloads; without it they are in clear. */
  readonly wire?: Wire | undefined;
  /** Queues that the worker polls for activities, beside the one of its workflows. */
  readonly queues: readonly PolledQueue[];
}

/** A queue, and how many attempts all workers together begin in a second; as many as there are unless said. */
export interface PolledQueue {
  readonly name: string;
  readonly perSecond?: number | undefined;
}

/** What a worker is offered: a workflow task of a run, or an activity of a queue. */
interface Offer {
  readonly stickyRun?: Run;
  readonly queue?: string;
}

/** A Temporal server with one namespace, and the one worker process that polls it. */
export class Temporal {
  readonly runs: Run[] = [];
  readonly worker: WorkflowWorker;
  /** How many attempts of activities a worker has begun. */
  attempts = 0;
  readonly #options: TemporalOptions;
  readonly #latest = new Map<string, Run>();
  readonly #attempts = new Set<Attempt>();
  readonly #around: Surroundings;
  /** Runs whose instance died with its worker. */
  readonly #orphaned = new Set<string>();
  #serverIsAwayUntil = 0;
  #workerIsAwayUntil = 0;
  /** The queues that have a rate, by name; those whose next attempt is about to be handed out. */
  readonly #queues = new Map<string, ActivityQueue>();
  readonly #isHandingOut = new Set<string>();
  /** Queues that nobody polls, and until when. */
  readonly #leftUntil = new Map<string, number>();
  #generation = 0;
  /** Work that waits for a worker. */
  readonly #kept: (() => Promise<void>)[] = [];

  constructor(options: TemporalOptions) {
    this.#options = options;
    this.worker = new WorkflowWorker(options.workflows);
    const { time, delays, watcher } = options;
    for (const { name, perSecond } of options.queues) {
      if (perSecond !== undefined) this.#queues.set(name, new ActivityQueue(perSecond));
    }
    this.#around = {
      ...{ time, wire: options.wire },
      offerTask: (run) => this.#toWorker(() => this.#workOn(run), { stickyRun: run }),
      offerActivity: (run, activity) => this.#offerActivity(run, activity),
      whenServed: (at, run) => this.#whenServed(at + delays.timer(), run),
      continued: (run, { workflowType, args }) => {
        const attributes = shownBy(run);
        const start = { workflowType, args, attributes, continuedFrom: run.runId };
        return this.#open(run.workflowId, start).runId;
      },
      closed: (run) => watcher.runClosed(run),
      reply: (tell) => void time.after(delays.rpc(), tell),
    };
  }

  get isServerUp(): boolean {
    return this.#options.time.now >= this.#serverIsAwayUntil;
  }

  get isWorkerUp(): boolean {
    return this.#options.time.now >= this.#workerIsAwayUntil;
  }

  /** Whether a worker polls a queue for activities at this moment. */
  hasPollers(taskQueue: string): boolean {
    const { now } = this.#options.time;
    const isBack = now >= (this.#leftUntil.get(taskQueue) ?? 0);
    return this.isWorkerUp && isBack && this.#isOurs(taskQueue);
  }

  /** For a while nobody polls a queue for activities; attempts that are under way go on. */
  leaveQueue(taskQueue: string, forMs: number): void {
    const { time } = this.#options;
    const until = time.now + forMs;
    this.#leftUntil.set(taskQueue, until);
    time.at(until, () => this.#wake());
  }

  /** What waits in a queue that has a rate, the first to be handed out first. */
  waitingIn(taskQueue: string): readonly QueuedActivity[] {
    return this.#queues.get(taskQueue)?.waiting ?? [];
  }

  /** The latest run of a workflow, open or closed. */
  latest(workflowId: string): Run | undefined {
    return this.#latest.get(workflowId);
  }

  open(workflowId: string): Run | undefined {
    const run = this.#latest.get(workflowId);
    return run?.isOpen ? run : undefined;
  }

  /** Starts a run, or answers the one that is open. */
  start(workflowId: string, start: StartOf): Run {
    const open = this.open(workflowId);
    if (open !== undefined) return open;
    const run = this.#open(workflowId, start);
    run.tasks.want();
    return run;
  }

  /**
   * Resets the latest run of a workflow, open or closed, to just before a task of it was answered, by the event of
   * that. The run is terminated, and another one goes on from a copy of its history.
   */
  reset(workflowId: string, pick: (history: readonly HistoryEvent[]) => number | undefined): void {
    const base = this.latest(workflowId);
    const point = base && pick(base.history);
    if (base === undefined || point === undefined) return;
    const copied = { of: base, events: point - 1 };
    base.endForReset();
    const run = this.#begin(workflowId, copied);
    this.#options.watcher.runReset(run, copied);
    run.goOn(copied);
  }

  /** Sends an update to the open run; answers whether there is one. An update whose run goes on in another goes along. */
  update(workflowId: string, update: SentUpdate, listener: UpdateListener): boolean {
    const run = this.open(workflowId);
    run?.updates.admit(update, {
      ...listener,
      accepted: () => listener.accepted(),
      ended: (outcome) => listener.ended(outcome),
      lost: (why) => {
        if (why !== 'continued' || !this.update(workflowId, update, listener)) listener.lost(why);
      },
    });
    return run !== undefined;
  }

  /** The worker process dies, and another one polls after a while. */
  killWorker(forMs: number): void {
    const { time } = this.#options;
    this.#generation += 1;
    this.#workerIsAwayUntil = Math.max(this.#workerIsAwayUntil, time.now + forMs);
    time.at(this.#workerIsAwayUntil, () => this.#wake());
    for (const run of this.runs) if (this.worker.has(run)) this.#orphaned.add(run.runId);
    this.worker.clear();
    for (const attempt of this.#attempts) attempt.isDead = true;
    this.#attempts.clear();
  }

  /** Another worker process is there sooner than was said. */
  reviveWorker(): void {
    this.#workerIsAwayUntil = this.#options.time.now;
    this.#wake();
  }

  /** The server is away for a while; what it has not written down is lost. */
  stopServer(forMs: number): void {
    const { time } = this.#options;
    this.#serverIsAwayUntil = Math.max(this.#serverIsAwayUntil, time.now + forMs);
    time.at(this.#serverIsAwayUntil, () => this.#wake());
    for (const run of this.runs) if (run.isOpen) run.updates.forget();
  }

  /** Runs `call` when the server can be reached. */
  whenServerIsUp(call: () => void): void {
    this.#whenServed(this.#options.time.now, call);
  }

  #isOurs(taskQueue: string): boolean {
    const { queues, workflows } = this.#options;
    return taskQueue === workflows.taskQueue || queues.some(({ name }) => name === taskQueue);
  }

  #open(workflowId: string, start: StartOf): Run {
    const run = this.#begin(workflowId, start);
    if (start.continuedFrom !== undefined) run.tasks.want();
    return run;
  }

  #begin(workflowId: string, begins: StartOf | Copied): Run {
    const run = new Run(workflowId, this.#options.nextRunId(), begins, this.#around);
    this.runs.push(run);
    this.#latest.set(workflowId, run);
    return run;
  }

  #whenServed(at: number, run: () => void): () => void {
    const { time } = this.#options;
    let cancel = (): void => undefined;
    const attempt = (): void => {
      if (this.isServerUp) run();
      else cancel = time.at(this.#serverIsAwayUntil + 1, attempt);
    };
    if (at <= time.now && this.isServerUp) {
      run();
      return () => undefined;
    }
    cancel = time.at(at, attempt);
    return () => cancel();
  }

  /** Hands out what waited for somebody to be there. */
  #wake(): void {
    for (const work of this.#kept.splice(0)) this.#options.time.after(0, work);
    for (const name of this.#queues.keys()) this.#handOut(name);
  }

  #offerActivity(run: Run, { activityId, activityType, terms }: OfferedActivity): void {
    const { time, workflows } = this.#options;
    const name = terms.taskQueue ?? workflows.taskQueue;
    if (!this.#isOurs(name)) return;
    const queue = this.#queues.get(name);
    if (queue === undefined) {
      this.#toWorker(() => this.#attempt(run, activityId), { queue: name });
      return;
    }
    const { priority } = terms;
    queue.add({ run, activityId, activityType, priority, since: time.now });
    this.#handOut(name);
  }

  /** Has a worker take what a queue has for it, as fast as its rate allows, until nothing waits any more. */
  #handOut(name: string): void {
    const { time, delays } = this.#options;
    const queue = this.#queues.get(name);
    const nextAt = queue?.nextAt(time.now);
    if (queue === undefined || nextAt === undefined || this.#isHandingOut.has(name)) return;
    this.#isHandingOut.add(name);
    time.at(Math.max(nextAt, time.now + delays.dispatch()), async () => {
      this.#isHandingOut.delete(name);
      if (!this.isServerUp || !this.hasPollers(name)) return;
      const first = queue.take(time.now);
      if (first !== undefined) await this.#attempt(first.run, first.activityId);
      this.#handOut(name);
    });
  }

  /** Hands something to a worker when server and worker are there. */
  #toWorker(work: () => Promise<void>, { stickyRun, queue }: Offer): void {
    const { time, delays, stickyMs } = this.#options;
    const attempt = async (): Promise<void> => {
      const isTaken = queue === undefined ? this.isWorkerUp : this.hasPollers(queue);
      if (!this.isServerUp || !isTaken) {
        this.#kept.push(attempt);
        return;
      }
      if (stickyRun !== undefined && this.#orphaned.delete(stickyRun.runId)) {
        time.after(stickyMs, () => {
          stickyRun.tasks.passOn();
          return attempt();
        });
        return;
      }
      await work();
    };
    time.after(delays.dispatch(), attempt);
  }

  async #workOn(run: Run): Promise<void> {
    const { time, delays, watcher, evicts, wire } = this.#options;
    if (evicts()) this.worker.evict(run);
    const end = wire?.worker();
    const task = run.tasks.start();
    if (task === undefined) return;
    const generation = this.#generation;
    try {
      const { instance, commands, startedId } = await this.worker.work(run, task, end);
      time.after(delays.task(), () => {
        if (generation !== this.#generation) return;
        this.whenServerIsUp(() => {
          const answer = run.tasks.complete(task.token, commands);
          if (answer === 'not-taken' || !run.isOpen) this.worker.evict(run);
          else if (answer === 'done') this.worker.saw(run, startedId);
          // Of a task that left no trace it has seen what there was before: all of it, if it had to replay.
          else this.worker.saw(run, run.history.length);
          if (answer === 'done') watcher.taskDone(run, instance);
        });
      });
    } catch (error) {
      this.worker.evict(run);
      watcher.taskFailed(run, error);
      if (end !== undefined && task.attempt > 1) return;
      run.tasks.fail(
        task.token,
        error instanceof Nondeterminism ? 'NonDeterministicError' : 'Error',
      );
    }
  }

  async #attempt(run: Run, activityId: string): Promise<void> {
    const { time, delays, activities, wire } = this.#options;
    const attempt = await runAttempt(run, activityId, {
      ...{ ...activities, end: wire?.forAttempt() },
      time,
      rpcMs: delays.rpc,
      whenServerIsUp: (call) => this.whenServerIsUp(call),
      ended: (ended, end) => {
        this.#attempts.delete(ended);
        activities.ended(ended, end);
      },
      began: (began) => {
        this.attempts += 1;
        this.#attempts.add(began);
        activities.began(began);
      },
    });
    if (attempt?.isDead === true) this.#attempts.delete(attempt);
  }
}

/** The result of a run that completed. */
export function resultOf({ closing }: Run): unknown {
  return closing?.type === 'WorkflowExecutionCompleted' ? fromPayload(closing.result) : undefined;
}
