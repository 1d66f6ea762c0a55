import type { Command } from './commands.ts';
import { isClose } from './commands.ts';
import type { HistoryEvent } from './history.ts';
import type { Run } from './run.ts';
import type { SentUpdate } from './updates.ts';
import type { Cancel } from './virtual-time.ts';

/** Until then a worker has to answer a workflow task. */
const TASK_TIMEOUT_MS = 10_000;

/** After so many attempts each has more time, so that one that nobody can work on is tried every ten minutes in the end. */
const CRITICAL_ATTEMPTS = 10;
const FIRST_ADDITION_MS = 5_000;
const MOST_ADDED_MS = 600_000;

function timeoutOf(attempt: number): number {
  const beyond = attempt - CRITICAL_ATTEMPTS;
  if (beyond <= 0) return TASK_TIMEOUT_MS;
  return TASK_TIMEOUT_MS + Math.min(MOST_ADDED_MS, FIRST_ADDITION_MS * 2 ** (beyond - 1));
}

interface Task {
  readonly token: number;
  readonly attempt: number;
  /** Made for updates alone: it leaves no trace if it refuses them all. */
  isSpeculative: boolean;
  isScheduledRecorded: boolean;
  isStartedRecorded: boolean;
  startedAt: number | undefined;
  scheduledAt: number;
}

/** A workflow task in the hands of a worker. */
export interface StartedTask {
  readonly token: number;
  /** From 1; a worker reports the failure of the first, and lets the others time out. */
  readonly attempt: number;
  /** The history so far; its last event is the start of this task, written down or not. */
  readonly events: readonly HistoryEvent[];
  readonly updates: readonly SentUpdate[];
}

/** How a worker's answer was taken. `dropped`: it refused updates and did nothing else. */
export type TaskAnswer = 'done' | 'dropped' | 'not-taken';

/** The workflow tasks of a run: at most one is under way. */
export class WorkflowTasks {
  readonly #run: Run;
  #task: Task | undefined;
  #tokens = 0;
  #stopClock: Cancel = () => undefined;

  constructor(run: Run) {
    this.#run = run;
  }

  get isStarted(): boolean {
    return this.#task?.startedAt !== undefined;
  }

  get isWanted(): boolean {
    return this.#task !== undefined;
  }

  /** Has a worker look at the run, unless one is about to. */
  want(): void {
    if (this.#task !== undefined) return;
    this.#make(1, false);
    this.recordScheduled();
    this.#run.around.offerTask(this.#run);
  }

  /** The same for an update: if it is refused, history shall not know. */
  wantForUpdate(): void {
    if (this.#task !== undefined) return;
    this.#make(1, true);
    this.#run.around.offerTask(this.#run);
  }

  /** Writes down that the waiting task was scheduled, now that something stands behind it. */
  recordScheduled(): void {
    const task = this.#task;
    if (task === undefined || task.isScheduledRecorded) return;
    task.isScheduledRecorded = true;
    task.isSpeculative = false;
    this.#run.record({ type: 'WorkflowTaskScheduled' }, task.scheduledAt);
  }

  /** A sticky worker is gone: after a while the task goes to any other. */
  passOn(): void {
    const task = this.#task;
    if (task === undefined || task.startedAt !== undefined) return;
    if (task.isScheduledRecorded) {
      this.#run.record({ type: 'WorkflowTaskTimedOut', timeout: 'ScheduleToStart' });
      this.#make(task.attempt, false);
      this.recordScheduled();
    }
  }

  /** A worker takes the task, if it is still to be had. */
  start(): StartedTask | undefined {
    const task = this.#task;
    const run = this.#run;
    if (task === undefined || task.startedAt !== undefined || !run.isOpen) return undefined;
    const { now } = run.around.time;
    task.startedAt = now;
    if (task.isScheduledRecorded) {
      task.isStartedRecorded = true;
      run.record({ type: 'WorkflowTaskStarted' });
    }
    const { token, attempt } = task;
    this.#stopClock = run.around.whenServed(now + timeoutOf(attempt), () => {
      if (this.#task?.token === token) this.#fail({ timeout: 'StartToClose' });
    });
    return {
      ...{ token, attempt },
      events: [...run.kept, ...this.#unrecorded(task)],
      updates: run.updates.send(),
    };
  }

  complete(token: number, commands: readonly Command[]): TaskAnswer {
    const task = this.#task;
    const run = this.#run;
    if (task === undefined || task.token !== token || !run.isOpen) return 'not-taken';
    if (commands.some(isClose) && run.hasBuffered) {
      this.#fail({ cause: 'UnhandledCommand' });
      return 'not-taken';
    }
    this.#stopClock();
    const isDropped =
      task.isSpeculative && !run.hasBuffered && commands.every((c) => c.do === 'reject-update');
    if (!isDropped) {
      for (const body of this.#unrecorded(task)) run.record(body, body.at);
      run.record({ type: 'WorkflowTaskCompleted' });
    }
    this.#task = undefined;
    const isMore = run.carryOut(commands);
    if (!run.isOpen) return 'done';
    if (run.flush() || isMore) this.want();
    else if (run.updates.areWaiting) this.wantForUpdate();
    return isDropped ? 'dropped' : 'done';
  }

  /** A worker could not make sense of the task. */
  fail(token: number, cause: string): void {
    if (this.#task?.token === token && this.#run.isOpen) this.#fail({ cause });
  }

  #fail(why: { readonly cause: string } | { readonly timeout: string }): void {
    const task = this.#task;
    const run = this.#run;
    if (task === undefined) return;
    this.#stopClock();
    if (task.attempt === 1) {
      for (const body of this.#unrecorded(task)) run.record(body, body.at);
      run.record(
        'cause' in why
          ? { type: 'WorkflowTaskFailed', cause: why.cause }
          : { type: 'WorkflowTaskTimedOut', timeout: why.timeout },
      );
    }
    run.updates.unsend();
    this.#make(task.attempt + 1, false);
    if (run.hasBuffered) {
      run.flush();
      this.recordScheduled();
    }
    run.around.offerTask(run);
  }

  #make(attempt: number, isSpeculative: boolean): void {
    this.#tokens += 1;
    this.#task = {
      token: this.#tokens,
      attempt,
      isSpeculative,
      isScheduledRecorded: false,
      isStartedRecorded: false,
      startedAt: undefined,
      scheduledAt: this.#run.around.time.now,
    };
  }

  /** The events of a task that history does not have yet, as it would have them. */
  #unrecorded(task: Task): readonly HistoryEvent[] {
    const next = this.#run.history.length + 1;
    const { scheduledAt, startedAt = scheduledAt } = task;
    if (task.isStartedRecorded) return [];
    const started = { type: 'WorkflowTaskStarted', at: startedAt } as const;
    return task.isScheduledRecorded
      ? [{ ...started, id: next }]
      : [
          { type: 'WorkflowTaskScheduled', at: scheduledAt, id: next },
          { ...started, id: next + 1 },
        ];
  }
}
