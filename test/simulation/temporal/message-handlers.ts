import { ApplicationFailure, TemporalFailure } from '@temporalio/common';

import { withActiveNow } from './active-instance.ts';
import { toFailure } from './failure.ts';
import { fromPayloads, type Payload, toPayload } from './payload.ts';
import type { WorkflowInstance } from './workflow-instance.ts';

type Handler = (...args: unknown[]) => unknown;

interface UpdateHandler {
  readonly handle: Handler;
  readonly validate: ((...args: unknown[]) => void) | undefined;
}

interface Message {
  readonly name: string;
  readonly args: readonly Payload[];
}

/** The handlers that a workflow has set, and the messages that came before theirs was. */
export class MessageHandlers {
  readonly #instance: WorkflowInstance;
  readonly #signals = new Map<string, Handler>();
  readonly #updates = new Map<string, UpdateHandler>();
  readonly #queries = new Map<string, Handler>();
  #defaultSignal: ((name: string, ...args: unknown[]) => unknown) | undefined;
  #unheardSignals: Message[] = [];
  #unheardUpdates: (Message & { readonly updateId: string })[] = [];

  constructor(instance: WorkflowInstance) {
    this.#instance = instance;
  }

  setSignal(name: string, handle: Handler): void {
    this.#signals.set(name, handle);
    const heard = this.#unheardSignals.filter((message) => message.name === name);
    this.#unheardSignals = this.#unheardSignals.filter((message) => message.name !== name);
    for (const { args } of heard) this.signal(name, args);
  }

  /** Takes every signal that has no handler of its own, in the order in which they came. */
  setDefaultSignal(handle: (name: string, ...args: unknown[]) => unknown): void {
    this.#defaultSignal = handle;
    const unheard = this.#unheardSignals;
    this.#unheardSignals = [];
    for (const { name, args } of unheard) this.signal(name, args);
  }

  setUpdate(name: string, handler: UpdateHandler): void {
    this.#updates.set(name, handler);
    const heard = this.#unheardUpdates.filter((message) => message.name === name);
    this.#unheardUpdates = this.#unheardUpdates.filter((message) => message.name !== name);
    for (const { updateId, args } of heard) this.update(updateId, name, args);
  }

  setQuery(name: string, handle: Handler): void {
    this.#queries.set(name, handle);
  }

  /** Hands a signal to its handler; it waits for one as long as it takes. */
  signal(name: string, args: readonly Payload[]): void {
    const handle = this.#signals.get(name) ?? this.#defaultSignal?.bind(undefined, name);
    if (handle === undefined) {
      this.#unheardSignals.push({ name, args });
      return;
    }
    const run = async (): Promise<unknown> => await handle(...fromPayloads(args));
    run().catch((error: unknown) => this.#instance.fail(error));
  }

  /** Hands an update to its handler, unless its validator refuses it. History knows only what was accepted. */
  update(updateId: string, name: string, args: readonly Payload[]): void {
    const handler = this.#updates.get(name);
    if (handler === undefined) {
      this.#unheardUpdates.push({ updateId, name, args });
      return;
    }
    try {
      if (!this.#instance.isReplaying) handler.validate?.(...fromPayloads(args));
    } catch (error) {
      this.#instance.push({ do: 'reject-update', updateId, failure: toFailure(error) });
      return;
    }
    this.#instance.push({ do: 'accept-update', updateId, name, args });
    const run = async (): Promise<unknown> => await handler.handle(...fromPayloads(args));
    run().then(
      (result) =>
        this.#instance.push({ do: 'complete-update', updateId, result: toPayload(result) }),
      (error: unknown) => {
        if (error instanceof TemporalFailure) {
          this.#instance.push({ do: 'reject-update', updateId, failure: toFailure(error) });
        } else this.#instance.fail(error);
      },
    );
  }

  /** An update whose handler was not set by the end of the activation is refused. */
  rejectUnheard(): void {
    for (const { updateId, name } of this.#unheardUpdates) {
      const failure = ApplicationFailure.nonRetryable(`No registered handler for update: ${name}`);
      this.#instance.push({ do: 'reject-update', updateId, failure: toFailure(failure) });
    }
    this.#unheardUpdates = [];
  }

  /** Asks a query; it may look at anything and change nothing. */
  query(name: string): unknown {
    const handle = this.#queries.get(name);
    if (handle === undefined) throw new ReferenceError(`No handler for query ${name}`);
    return withActiveNow(this.#instance, () => handle());
  }
}
