import { TypedSearchAttributes } from '@temporalio/common';

import { drive } from './drive.ts';
import type { HistoryEvent } from './history.ts';
import type { Run } from './run.ts';
import { attributesOf } from './search-attributes.ts';
import { taskChunks } from './task-chunks.ts';
import type { WorkerEnd } from './wire.ts';
import { type RunFacts, type WorkflowFunction, WorkflowInstance } from './workflow-instance.ts';
import type { StartedTask } from './workflow-tasks.ts';

interface Cached {
  readonly instance: WorkflowInstance;
  /** The last event that the instance has seen. */
  seen: number;
}

/** An instance that has worked on a task, and what it asks for. */
export interface Worked {
  readonly instance: WorkflowInstance;
  readonly commands: Awaited<ReturnType<typeof drive>>;
  readonly startedId: number;
  readonly isFresh: boolean;
}

export interface WorkflowWorkerOptions {
  readonly workflows: Readonly<Record<string, WorkflowFunction>>;
  readonly taskQueue: string;
  readonly log: RunFacts['log'];
}

/** The part of a worker process that runs workflow code, with its cache of instances. */
export class WorkflowWorker {
  /** How many tasks it has worked on, and how many histories it has replayed. */
  tasks = 0;
  replays = 0;
  readonly #options: WorkflowWorkerOptions;
  readonly #cache = new Map<string, Cached>();

  constructor(options: WorkflowWorkerOptions) {
    this.#options = options;
  }

  has(run: Run): boolean {
    return this.#cache.has(run.runId);
  }

  instanceOf(run: Run): WorkflowInstance | undefined {
    return this.#cache.get(run.runId)?.instance;
  }

  evict(run: Run): void {
    this.#cache.delete(run.runId);
  }

  /** The process has died. */
  clear(): void {
    this.#cache.clear();
  }

  /** Works on a task, from where its instance stands or, if there is none, from the beginning. */
  async work(run: Run, task: StartedTask, end?: WorkerEnd): Promise<Worked> {
    const cached = this.#cache.get(run.runId);
    const isFresh = cached === undefined;
    const instance = cached?.instance ?? this.#make(run);
    this.tasks += 1;
    if (isFresh && run.history.some(isTaskDone)) this.replays += 1;
    this.#cache.set(run.runId, { instance, seen: cached?.seen ?? 0 });
    const seen = cached?.seen ?? 0;
    const { workflowId } = run;
    const { events, updates } = (await end?.openTask(workflowId, task, seen)) ?? task;
    let commands: Worked['commands'] = [];
    for (const chunk of taskChunks(events, seen, updates)) commands = await drive(instance, chunk);
    const startedId = events.length;
    if (end === undefined) return { instance, commands, startedId, isFresh };
    commands = await end.sealCommands(workflowId, commands, task.updates);
    return { instance, commands, startedId, isFresh };
  }

  /** The server has taken the answer: history goes on from there. */
  saw(run: Run, startedId: number): void {
    const cached = this.#cache.get(run.runId);
    if (cached !== undefined) cached.seen = startedId;
  }

  /** Runs a whole history in a new instance; throws if the code asks for anything else than it says. */
  async replay(run: Run, events: readonly HistoryEvent[]): Promise<WorkflowInstance> {
    const instance = this.#make(run);
    this.replays += 1;
    for (const chunk of taskChunks(events, 0, [])) {
      if (chunk.answer !== undefined) await drive(instance, chunk);
    }
    return instance;
  }

  #make(run: Run): WorkflowInstance {
    const [started] = run.history;
    if (started?.type !== 'WorkflowExecutionStarted') throw new TypeError('a run without a start');
    const { workflowType, attributes, continuedFrom } = started;
    const workflow = this.#options.workflows[workflowType];
    if (workflow === undefined) throw new ReferenceError(`No workflow ${workflowType}`);
    return new WorkflowInstance(workflow, {
      workflowId: run.workflowId,
      runId: run.runId,
      workflowType,
      taskQueue: this.#options.taskQueue,
      continuedFrom,
      attributes: new TypedSearchAttributes(attributesOf(attributes)),
      log: this.#options.log,
    });
  }
}

function isTaskDone({ type }: HistoryEvent): boolean {
  return type === 'WorkflowTaskCompleted';
}
