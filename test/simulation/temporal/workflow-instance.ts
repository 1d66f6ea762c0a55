import { TemporalFailure, type TypedSearchAttributes } from '@temporalio/common';

import { withActive } from './active-instance.ts';
import { type CancellationScope, rootScope } from './cancellation-scope.ts';
import { type Activation, type Command, inOrder, type Job, type Resolution } from './commands.ts';
import { fromFailure, toFailure } from './failure.ts';
import { isCancellation } from './is-cancellation.ts';
import { MessageHandlers } from './message-handlers.ts';
import { MOST_TURNS, NeverWaits } from './never-waits.ts';
import { Patches } from './patches.ts';
import { fromPayload, fromPayloads, type Payload, toPayload } from './payload.ts';
import { settled } from './virtual-time.ts';

/** A workflow function, as Temporal calls it. */
export type WorkflowFunction = (...args: never[]) => Promise<unknown>;

/** What an instance is told of its run when it is made. */
export interface RunFacts {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
  readonly taskQueue: string;
  readonly attributes: TypedSearchAttributes;
  /** The run that this one goes on from; undefined for one that a client has started. */
  readonly continuedFrom: string | undefined;
  readonly log: (level: string, message: string, attributes: unknown) => void;
}

/** Thrown by `continueAsNew`, through the workflow function to its end. */
export class ContinueAsNew extends Error {
  override readonly name = 'ContinueAsNew';
  readonly args: readonly Payload[];

  constructor(args: readonly Payload[]) {
    super('Workflow continued as new');
    this.args = args;
  }
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Workflow code in the middle of a run, kept by a worker from task to task. It is driven by
 * activations alone, and answers each with the commands that its code asked for.
 */
export class WorkflowInstance {
  readonly facts: RunFacts;
  readonly rootScope: CancellationScope = rootScope();
  readonly handlers: MessageHandlers = new MessageHandlers(this);
  readonly patches: Patches = new Patches(this);
  readonly conditions = new Map<number, { readonly isTrue: () => boolean; resolve(): void }>();
  readonly timers = new Map<number, Waiting>();
  readonly activities = new Map<number, Waiting>();
  readonly seqs = { timer: 1, activity: 1, condition: 1 };
  attributes: TypedSearchAttributes;
  currentDetails = '';
  now = 0;
  historyLength = 0;
  isReplaying = false;
  readonly #function: WorkflowFunction;
  #commands: Command[] = [];
  #isCancelled = false;
  #turns = 0;
  #error: Error | undefined;

  constructor(workflow: WorkflowFunction, facts: RunFacts) {
    this.#function = workflow;
    this.facts = facts;
    this.attributes = facts.attributes;
  }

  /** Runs the code with what the task brings, until it waits for something. Throws what fails the task. */
  async activate(activation: Activation): Promise<readonly Command[]> {
    this.now = activation.now;
    this.historyLength = activation.historyLength;
    this.isReplaying = activation.isReplaying;
    this.#turns = 0;
    return withActive(this, async () => {
      const jobs = inOrder(activation.jobs);
      const start = jobs.find((job) => job.job === 'start');
      for (const job of jobs) if (job !== start) this.#take(job);
      if (start !== undefined) this.#take(start);
      do {
        await settled();
        this.#rethrow();
      } while (this.#unblock());
      this.handlers.rejectUnheard();
      const commands = this.#commands;
      this.#commands = [];
      return commands;
    });
  }

  /** Lets code go on whose condition is true. Code that goes in circles stands still, and its task fails. */
  goOn(resolve: () => void): void {
    this.#turns += 1;
    if (this.#turns > MOST_TURNS) this.#error ??= new NeverWaits();
    else resolve();
  }

  push(command: Command): void {
    this.#commands.push(command);
  }

  /** The end of the workflow function, or of a handler, by an error. */
  fail(error: unknown): void {
    if (this.#isCancelled && isCancellation(error)) this.push({ do: 'cancel' });
    else if (error instanceof ContinueAsNew) {
      const { workflowType } = this.facts;
      this.push({ do: 'continue-as-new', workflowType, args: error.args });
    } else if (error instanceof TemporalFailure) {
      this.push({ do: 'fail', failure: toFailure(error) });
    } else this.#error ??= error instanceof Error ? error : new Error(String(error));
  }

  #take(job: Job): void {
    switch (job.job) {
      case 'start':
        this.#start(job.args);
        break;
      case 'has-patch':
        this.patches.know(job.patchId);
        return;
      case 'signal':
        this.handlers.signal(job.name, job.args);
        break;
      case 'update':
        this.handlers.update(job.updateId, job.name, job.args);
        break;
      case 'fire-timer':
        take(this.timers, job.seq)?.resolve(undefined);
        break;
      case 'resolve-activity':
        resolveWith(take(this.activities, job.seq), job.result);
        break;
      case 'cancel-workflow':
        this.#isCancelled = true;
        this.rootScope.cancel('Workflow cancelled');
    }
    this.#rethrow();
    while (this.#unblock());
  }

  #start(args: readonly Payload[]): void {
    // Awaited here as there: in how many ticks it ends decides what else is asked for before.
    const run = async (): Promise<unknown> => {
      const result = await this.#function(...(fromPayloads(args) as never[]));
      return result;
    };
    run().then(
      (result) => this.push({ do: 'complete', result: toPayload(result) }),
      (error: unknown) => this.fail(error),
    );
  }

  /** Wakes what waits for a condition that is true by now; answers whether there was any. */
  #unblock(): boolean {
    let woken = false;
    for (const [seq, { isTrue, resolve }] of this.conditions) {
      if (!isTrue()) continue;
      this.goOn(resolve);
      this.conditions.delete(seq);
      woken = true;
    }
    return woken;
  }

  #rethrow(): void {
    if (this.#error !== undefined) throw this.#error;
  }
}

function take(waiting: Map<number, Waiting>, seq: number): Waiting | undefined {
  const found = waiting.get(seq);
  waiting.delete(seq);
  return found;
}

function resolveWith(waiting: Waiting | undefined, result: Resolution): void {
  if (waiting === undefined) throw new TypeError('An activity was resolved that nobody waits for.');
  if ('completed' in result) waiting.resolve(fromPayload(result.completed));
  else waiting.reject(fromFailure(result.failed));
}
