import { ApplicationFailure } from '@temporalio/common';

import type { Command } from './commands.ts';
import { type Failure, toFailure } from './failure.ts';
import type { EventBody, HistoryEvent, UpdateOutcome } from './history.ts';
import type { Payload } from './payload.ts';
import type { Run } from './run.ts';

/** Who sent an update, and waits to hear of it. */
export interface UpdateListener {
  accepted(): void;
  ended(outcome: UpdateOutcome): void;
  /** The run closed before a worker took it, or the server forgot it; `continued`: another run goes on. */
  lost(why: 'closed' | 'continued' | 'forgotten'): void;
}

/** An update on its way to a worker. */
export interface SentUpdate {
  readonly updateId: string;
  readonly name: string;
  readonly args: readonly Payload[];
}

interface Pending extends SentUpdate {
  state: 'waiting' | 'sent' | 'accepted' | 'ended';
  outcome: UpdateOutcome | undefined;
  /** When workflow code accepted it in this run. Epoch milliseconds. */
  acceptedAt?: number;
  /** It was accepted by a run that was reset. */
  isAdmitted?: true;
  readonly listeners: UpdateListener[];
}

type Acceptance = Extract<Command, { do: 'accept-update' }>;
type Word = Extract<Command, { do: 'accept-update' | 'reject-update' | 'complete-update' }>;

/** The updates of a run. Until one is accepted, only the server's memory has it. */
export class Updates {
  readonly #run: Run;
  readonly #byId = new Map<string, Pending>();

  constructor(run: Run) {
    this.#run = run;
  }

  get areWaiting(): boolean {
    return [...this.#byId.values()].some(({ state }) => state === 'waiting');
  }

  /** Whether anybody waits for the answer to one that was accepted after a moment, in epoch milliseconds. */
  isAnyOpenSince(at: number): boolean {
    return [...this.#byId.values()].some(
      ({ state, acceptedAt = 0 }) => state === 'accepted' && acceptedAt > at,
    );
  }

  /** Takes an update. One of an id that is known is not a second one. */
  admit(update: SentUpdate, listener: UpdateListener): void {
    const known = this.#byId.get(update.updateId);
    if (known === undefined) {
      this.#byId.set(update.updateId, pendingOf(update, listener));
      this.#run.tasks.wantForUpdate();
      return;
    }
    known.listeners.push(listener);
    const { outcome, state } = known;
    if (state === 'accepted' || state === 'ended')
      this.#run.around.reply(() => listener.accepted());
    if (outcome !== undefined) this.#run.around.reply(() => listener.ended(outcome));
  }

  /** Hands everything that waits to the task that starts. */
  send(): readonly SentUpdate[] {
    const waiting = [...this.#byId.values()].filter(({ state }) => state === 'waiting');
    for (const update of waiting) update.state = 'sent';
    return waiting.map(({ updateId, name, args }) => ({ updateId, name, args }));
  }

  /** The task came to nothing: the next one gets them again. */
  unsend(): void {
    for (const update of this.#byId.values()) if (update.state === 'sent') update.state = 'waiting';
  }

  /** What workflow code said of an update. A refusal before acceptance is no event. */
  hear(word: Word): void {
    const { updateId } = word;
    if (word.do === 'accept-update') return this.#accept(word);
    const update = this.#byId.get(updateId);
    // A refusal of what the server has forgotten says nothing to anybody.
    if (update === undefined) return;
    const outcome: UpdateOutcome =
      word.do === 'reject-update' ? { failure: word.failure } : { result: word.result };
    if (update.state === 'accepted') {
      this.#run.record({ type: 'WorkflowExecutionUpdateCompleted', updateId, outcome });
    }
    this.#end(update, outcome);
  }

  /** The run has closed. What was accepted and not answered fails; the rest was never heard. */
  drop(isContinued: boolean): void {
    for (const update of this.#byId.values()) {
      if (update.state === 'accepted') this.#end(update, { failure: CLOSED_FIRST });
      else if (update.state !== 'ended') this.#lose(update, isContinued ? 'continued' : 'closed');
    }
  }

  /** The server has died and come back: what no worker had taken is gone. */
  forget(): void {
    for (const update of this.#byId.values()) {
      if (update.state !== 'waiting' && update.state !== 'sent') continue;
      this.#byId.delete(update.updateId);
      this.#lose(update, 'forgotten');
    }
  }

  /** Of a history that was copied, what each update had come to. */
  takeUp(history: readonly HistoryEvent[]): void {
    for (const event of history) {
      if (event.type === 'WorkflowExecutionUpdateAdmitted') this.#know(event).isAdmitted = true;
      if (event.type === 'WorkflowExecutionUpdateAccepted') this.#know(event).state = 'accepted';
      if (event.type !== 'WorkflowExecutionUpdateCompleted') continue;
      const update = this.#byId.get(event.updateId);
      if (update !== undefined) Object.assign(update, { state: 'ended', outcome: event.outcome });
    }
  }

  /** One that the run which was reset had accepted later: this run has yet to hear of it. */
  hearAgain(event: Extract<EventBody, { type: 'WorkflowExecutionUpdateAdmitted' }>): void {
    this.#run.record(event);
    this.#know(event).isAdmitted = true;
  }

  #know({ updateId, name, args }: SentUpdate): Pending {
    const update = this.#byId.get(updateId) ?? pendingOf({ updateId, name, args });
    this.#byId.set(updateId, update);
    return update;
  }

  /** An acceptance says all of the update, so that one which the server has forgotten is known again. */
  #accept({ updateId, name, args }: Acceptance): void {
    const update = this.#know({ updateId, name, args });
    const { isAdmitted } = update;
    const type = 'WorkflowExecutionUpdateAccepted';
    this.#run.record({ type, updateId, name, args, ...(isAdmitted && { isAdmitted }) });
    update.state = 'accepted';
    update.acceptedAt = this.#run.around.time.now;
    for (const listener of update.listeners) this.#run.around.reply(() => listener.accepted());
  }

  #end(update: Pending, outcome: UpdateOutcome): void {
    update.state = 'ended';
    update.outcome = outcome;
    for (const listener of update.listeners) this.#run.around.reply(() => listener.ended(outcome));
  }

  #lose(update: Pending, why: 'closed' | 'continued' | 'forgotten'): void {
    update.state = 'ended';
    for (const listener of update.listeners) this.#run.around.reply(() => listener.lost(why));
  }
}

function pendingOf(update: SentUpdate, ...listeners: UpdateListener[]): Pending {
  return { ...update, state: 'waiting', outcome: undefined, listeners };
}

const CLOSED_FIRST: Failure = toFailure(
  ApplicationFailure.nonRetryable(
    'Workflow Update failed because the Workflow completed before the Update completed.',
    'AcceptedUpdateCompletedWorkflow',
  ),
);
