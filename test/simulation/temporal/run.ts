import { ActivityTasks } from './activity-tasks.ts';
import { type Close, type Command, isClose } from './commands.ts';
import type { ActivityTerms, EventBody, HistoryEvent, StartOf } from './history.ts';
import { heardLater, RESET } from './reset.ts';
import { Timers } from './timers.ts';
import { Updates } from './updates.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Wire } from './wire.ts';
import { WorkflowTasks } from './workflow-tasks.ts';

/** An activity of which an attempt is to be had. */
export interface OfferedActivity {
  readonly activityId: string;
  readonly activityType: string;
  readonly terms: ActivityTerms;
}

/** What a run needs of the server and of the workers. */
export interface Surroundings {
  readonly time: VirtualTime;
  /** Where payloads are encrypted. */
  readonly wire?: Wire | undefined;
  /** A worker has something to do for this run. */
  offerTask(run: Run): void;
  offerActivity(run: Run, activity: OfferedActivity): void;
  /** A timer of the server has come; a server that is away fires it when it is back. */
  whenServed(at: number, run: () => void): () => void;
  continued(run: Run, close: Extract<Close, { do: 'continue-as-new' }>): string;
  closed(run: Run): void;
  /** Tells that an answer is on its way to a client. */
  reply(tell: () => void): void;
}

/** Where a run goes on that was reset: after so many events of it. */
export interface Copied {
  readonly of: Run;
  readonly events: number;
}

/** One run of a workflow as the server keeps it: its history, and everything that is under way. */
export class Run {
  readonly workflowId: string;
  readonly runId: string;
  /** Epoch milliseconds; later than its first event where that is a copy. */
  readonly begunAt: number;
  /** What it begins with, where it goes on for a run that was reset. */
  readonly copied: Copied | undefined;
  /** As those see it who judge: in clear. */
  readonly history: HistoryEvent[] = [];
  /** As the server has it: the same events, with encrypted payloads where a story has them. */
  readonly kept: HistoryEvent[];
  readonly around: Surroundings;
  readonly tasks: WorkflowTasks = new WorkflowTasks(this);
  readonly activities: ActivityTasks = new ActivityTasks(this);
  readonly timers: Timers = new Timers(this);
  readonly updates: Updates = new Updates(this);
  /** The event that closed it. */
  closing: HistoryEvent | undefined;
  #buffered: EventBody[] = [];

  constructor(workflowId: string, runId: string, begins: StartOf | Copied, around: Surroundings) {
    this.workflowId = workflowId;
    this.runId = runId;
    this.around = around;
    this.begunAt = around.time.now;
    this.kept = around.wire === undefined ? this.history : [];
    if ('workflowType' in begins) {
      this.copied = undefined;
      this.record({ type: 'WorkflowExecutionStarted', ...begins });
      return;
    }
    this.copied = begins;
    const { of, events } = begins;
    this.history.push(...of.history.slice(0, events));
    if (this.kept !== this.history) this.kept.push(...of.kept.slice(0, events));
  }

  get isOpen(): boolean {
    return this.closing === undefined;
  }

  get hasBuffered(): boolean {
    return this.#buffered.length > 0;
  }

  record(body: EventBody, at = this.around.time.now): HistoryEvent {
    const event = { ...body, id: this.history.length + 1, at } as HistoryEvent;
    this.history.push(event);
    const { wire } = this.around;
    if (wire === undefined) return event;
    this.kept.push(event);
    const clear = wire.inClear(event);
    this.history[event.id - 1] = clear;
    return clear;
  }

  /** Something happened. While a worker is at a task it is kept back, until the task is done. */
  arrive(...bodies: readonly EventBody[]): void {
    if (!this.isOpen) return;
    if (this.tasks.isStarted) {
      this.#buffered.push(...bodies);
      return;
    }
    this.tasks.recordScheduled();
    for (const body of bodies) this.record(body);
    this.tasks.want();
  }

  signal(name: string, args: readonly (string | undefined)[]): void {
    this.arrive({ type: 'WorkflowExecutionSignaled', name, args });
  }

  /** Somebody stops it from outside: no workflow code hears of it, and attempts that are under way go on. */
  terminate(): void {
    if (this.isOpen) this.#closeWith({ type: 'WorkflowExecutionTerminated' }, false);
  }

  /** The same by whoever resets the workflow: what was kept back is written down first. */
  endForReset(): void {
    if (!this.isOpen) return;
    this.flush();
    this.#closeWith({ type: 'WorkflowExecutionTerminated', reason: 'reset' }, false);
  }

  /** Goes on from a copied history: what was under way there is under way here, and what was heard later is heard again. */
  goOn({ of, events }: Copied): void {
    this.record({ type: 'WorkflowTaskFailed', cause: RESET });
    this.updates.takeUp(this.history);
    for (const body of heardLater(of.kept, events)) {
      if (body.type === 'WorkflowExecutionUpdateAdmitted') this.updates.hearAgain(body);
      else this.record(body);
    }
    this.tasks.want();
    this.timers.takeUp(this.history);
    this.activities.takeUp(this.history);
  }

  requestCancel(): void {
    this.arrive({ type: 'WorkflowExecutionCancelRequested' });
  }

  /** Writes down what was kept back; the ends of activities come last. Answers whether there was any. */
  flush(): boolean {
    const kept = this.#buffered;
    this.#buffered = [];
    const isEnd = ({ type }: EventBody): boolean => ACTIVITY_ENDS.has(type);
    for (const body of kept.filter((each) => !isEnd(each))) this.record(body);
    for (const body of kept.filter(isEnd)) this.record(body);
    return kept.length > 0;
  }

  /** Takes a timer that fired during the task out of what was kept back; answers whether it was there. */
  unfire(timerId: string): boolean {
    const before = this.#buffered.length;
    this.#buffered = this.#buffered.filter(
      (body) => body.type !== 'TimerFired' || body.timerId !== timerId,
    );
    return this.#buffered.length < before;
  }

  /** Carries out what workflow code asked for; answers whether that alone calls for another task. */
  carryOut(commands: readonly Command[]): boolean {
    let isMore = false;
    for (const command of commands) {
      if (isClose(command)) this.#close(command);
      else if (this.#perform(command)) isMore = true;
    }
    return isMore && this.isOpen;
  }

  #perform(command: Exclude<Command, Close>): boolean {
    switch (command.do) {
      case 'schedule-activity':
        this.activities.schedule(command);
        return false;
      case 'cancel-activity':
        return this.activities.requestCancel(String(command.seq));
      case 'start-timer':
        this.timers.start(String(command.seq), command.ms, command.summary);
        return false;
      case 'cancel-timer':
        this.timers.cancel(String(command.seq));
        return false;
      case 'upsert':
        this.record({ type: 'UpsertWorkflowSearchAttributes', attributes: command.attributes });
        return false;
      case 'mark-patch':
        this.record({ type: 'MarkerRecorded', patchId: command.patchId });
        return false;
      case 'accept-update':
      case 'reject-update':
      case 'complete-update':
        this.updates.hear(command);
        return false;
    }
  }

  #close(command: Close): void {
    this.#closeWith(this.#closingEvent(command), command.do === 'continue-as-new');
  }

  #closeWith(event: EventBody, isContinued: boolean): void {
    this.closing = this.record(event);
    this.timers.drop();
    this.activities.drop();
    this.updates.drop(isContinued);
    this.around.closed(this);
  }

  #closingEvent(command: Close): EventBody {
    switch (command.do) {
      case 'complete':
        return { type: 'WorkflowExecutionCompleted', result: command.result };
      case 'fail':
        return { type: 'WorkflowExecutionFailed', failure: command.failure };
      case 'cancel':
        return { type: 'WorkflowExecutionCanceled' };
      case 'continue-as-new': {
        const { workflowType, args } = command;
        const newRunId = this.around.continued(this, command);
        return { type: 'WorkflowExecutionContinuedAsNew', workflowType, args, newRunId };
      }
    }
  }
}

const ACTIVITY_ENDS: ReadonlySet<string> = new Set([
  'ActivityTaskCompleted',
  'ActivityTaskFailed',
  'ActivityTaskTimedOut',
  'ActivityTaskCanceled',
]);
