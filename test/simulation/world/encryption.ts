import type { Payload as Sealed, PayloadCodec } from '@temporalio/common';

import type { KeyRing, RingKey } from '../../../src/codec/key-ring.ts';
import { payloadCodec } from '../../../src/codec/payload-codec.ts';
import type { RingSource } from '../../../src/codec/ring-file.ts';
import type { Command } from '../temporal/commands.ts';
import type { EventBody, HistoryEvent } from '../temporal/history.ts';
import { isSealed, type Payload, sealedPayload } from '../temporal/payload.ts';
import type { SentUpdate } from '../temporal/updates.ts';
import type { VirtualTime } from '../temporal/virtual-time.ts';
import {
  type OpenedTask,
  payloadsIn,
  type Wire,
  type WorkerEnd,
  withPayloads,
} from '../temporal/wire.ts';

import type { Dice } from './dice.ts';
import { type Keys, type Ring, ringAt } from './keys.ts';

const NAMESPACE = 'simulation';
const SECRET_BYTES = 32;
/** Of the tasks and attempts, how many the worker with the older ring takes. */
const OLDER_TAKES = 1 / 3;

/** Messages and start arguments: what cannot be read of them is left as it is. Of a step's result it throws. */
const MESSAGES: ReadonlySet<string> = new Set([
  'WorkflowExecutionStarted',
  'WorkflowExecutionSignaled',
  'WorkflowExecutionUpdateAccepted',
]);

/** What is needed of what a run or a step has answered. */
const RESULTS: ReadonlySet<string> = new Set([
  'ActivityTaskCompleted',
  'WorkflowExecutionCompleted',
]);

/** What the server keeps under a number. */
interface Kept {
  readonly sealed: Sealed;
  readonly clear: string;
  readonly keyId: string;
  /** The codec has read it once: it need not decrypt the same bytes again. */
  isRead: boolean;
}

/** What those who encrypt work with. */
export interface EncryptionOptions {
  readonly keys: Keys;
  readonly beginsAt: number;
  readonly time: VirtualTime;
  readonly dice: Dice;
}

/** The product's codec between every process of a story and its server, with key rings that change. */
export class Encryption implements Wire {
  readonly #options: EncryptionOptions;
  readonly #kept = new Map<string, Kept>();
  #wasOlder = false;
  #isOlder = false;

  constructor(options: EncryptionOptions) {
    this.#options = options;
  }

  /** Draws which worker takes the next workflow task; answers whether it has to replay, since it is another one. */
  changesHands(): boolean {
    this.#wasOlder = this.#isOlder;
    this.#isOlder = this.#drawsOlder();
    return this.#isOlder !== this.#wasOlder;
  }

  worker(): WorkerEnd {
    return this.#end(this.#workersRing(this.#isOlder));
  }

  /** An attempt of a step may be anywhere. */
  forAttempt(): WorkerEnd {
    return this.#end(this.#workersRing(this.#drawsOlder()));
  }

  /** Encrypts what the backend sends. */
  async fromBackend(workflowId: string, payload: Payload): Promise<Payload> {
    return this.#seal(
      this.#source(() => this.#ring(this.#options.keys.backend)),
      workflowId,
      payload,
    );
  }

  /** Encrypts what a step sends to another workflow. */
  async fromStep(workflowId: string, payload: Payload): Promise<Payload> {
    return this.forAttempt().seal(workflowId, payload);
  }

  /** Whether a worker has the keys of all of these, as far as they are needed to go on. */
  canRead(events: readonly HistoryEvent[]): boolean {
    const ring = this.#workersRing(false);
    const needed = events.filter(({ type }) => MESSAGES.has(type) || RESULTS.has(type));
    return needed.flatMap(payloadsIn).every((payload) => this.#isReadable(ring, payload));
  }

  inClear<T extends EventBody>(body: T): T {
    const payloads = payloadsIn(body);
    if (!payloads.some(isSealed)) return body;
    return withPayloads(
      body,
      payloads.map((payload) => this.clearOf(payload)),
    );
  }

  /** As only those see it who judge, and whoever has every key. */
  clearOf(payload: Payload): Payload {
    return isSealed(payload) ? this.#kept.get(payload)?.clear : payload;
  }

  #drawsOlder(): boolean {
    const { keys, dice, time, beginsAt } = this.#options;
    const { older } = keys;
    const at = time.now - beginsAt;
    if (older === undefined || at < older.from || at >= older.to) return false;
    return dice.chance(OLDER_TAKES);
  }

  #workersRing(isOlder: boolean): RingSource {
    const { keys } = this.#options;
    const { older } = keys;
    const of = isOlder && older !== undefined ? () => older.keys : () => this.#ring(keys.worker);
    return this.#source(of);
  }

  #ring(rings: readonly [Ring, ...Ring[]]): Ring['keys'] {
    const { time, beginsAt } = this.#options;
    return ringAt(rings, time.now - beginsAt).keys;
  }

  #source(keys: () => Ring['keys']): RingSource {
    return {
      current: () => ringOf(keys()),
      find: (id) => (keys().includes(id) ? keyOf(id) : undefined),
    };
  }

  #end(ring: RingSource): WorkerEnd {
    return {
      openTask: (workflowId, task, from) => this.#openTask(ring, workflowId, task, from),
      sealCommands: (workflowId, commands, updates) =>
        this.#sealCommands(ring, workflowId, commands, updates),
      openArgs: (workflowId, args) => this.#openAll(ring, workflowId, args, 'activity'),
      seal: (workflowId, payload) => this.#seal(ring, workflowId, payload),
    };
  }

  async #openTask(
    ring: RingSource,
    workflowId: string,
    { events, updates }: OpenedTask,
    from: number,
  ): Promise<OpenedTask> {
    const opened = events.slice(0, from);
    for (const event of events.slice(from)) {
      const isMessage = MESSAGES.has(event.type);
      if (!isMessage && event.type !== 'ActivityTaskCompleted') {
        // Its own commands: no worker decrypts them, and here they are compared with what code asks for.
        opened.push(this.inClear(event));
        continue;
      }
      const type = isMessage ? 'workflow' : 'activity';
      const payloads = await this.#openAll(ring, workflowId, payloadsIn(event), type);
      opened.push(withPayloads(event, payloads));
    }
    const messages: SentUpdate[] = [];
    for (const update of updates) {
      const args = await this.#openAll(ring, workflowId, update.args, 'workflow');
      messages.push({ ...update, args });
    }
    return { events: opened, updates: messages };
  }

  async #sealCommands(
    ring: RingSource,
    workflowId: string,
    commands: readonly Command[],
    updates: readonly SentUpdate[],
  ): Promise<readonly Command[]> {
    const sealed: Command[] = [];
    for (const command of commands) {
      if (command.do === 'accept-update') {
        // The server has it as it was sent.
        const args = updates.find(({ updateId }) => updateId === command.updateId)?.args;
        sealed.push({ ...command, args: args ?? command.args });
        continue;
      }
      const payloads: Payload[] = [];
      for (const payload of payloadsIn(command))
        payloads.push(await this.#seal(ring, workflowId, payload));
      sealed.push(withPayloads(command, payloads));
    }
    return sealed;
  }

  async #openAll(
    ring: RingSource,
    workflowId: string,
    payloads: readonly Payload[],
    type: 'workflow' | 'activity',
  ): Promise<readonly Payload[]> {
    const opened: Payload[] = [];
    for (const payload of payloads) {
      const kept = payload === undefined ? undefined : this.#kept.get(payload);
      if (kept === undefined || (kept.isRead && ring.find(kept.keyId) !== undefined)) {
        opened.push(kept?.clear ?? payload);
        continue;
      }
      const context = { namespace: NAMESPACE, workflowId, type, isLocal: false } as const;
      const [read] = await codecOf(ring).decode([kept.sealed], context);
      if (read === undefined || read === kept.sealed) {
        opened.push(payload);
        continue;
      }
      const clear = Buffer.from(read.data ?? []).toString('utf8');
      if (clear !== kept.clear) throw new TypeError('The codec has read something else.');
      kept.isRead = true;
      opened.push(clear);
    }
    return opened;
  }

  async #seal(ring: RingSource, workflowId: string, payload: Payload): Promise<Payload> {
    if (payload === undefined || isSealed(payload)) return payload;
    const context = { type: 'workflow', namespace: NAMESPACE, workflowId } as const;
    const clearly = { metadata: { encoding: JSON_PLAIN }, data: Buffer.from(payload) };
    const [sealed] = await codecOf(ring).encode([clearly], context);
    const number = sealedPayload(this.#kept.size + 1);
    const keyId = Buffer.from(sealed?.metadata?.['key-id'] ?? []).toString();
    this.#kept.set(number, { sealed: sealed ?? {}, clear: payload, keyId, isRead: false });
    return number;
  }

  #isReadable(ring: RingSource, payload: Payload): boolean {
    const kept = payload === undefined ? undefined : this.#kept.get(payload);
    return kept === undefined || ring.find(kept.keyId) !== undefined;
  }
}

const JSON_PLAIN = Buffer.from('json/plain');

function codecOf(ring: RingSource): PayloadCodec {
  return payloadCodec({ ring, namespace: NAMESPACE, onSealed: () => undefined });
}

function keyOf(id: string): RingKey {
  return { id, secret: new Uint8Array(SECRET_BYTES).fill(id.charCodeAt(0)) };
}

function ringOf([first, ...others]: Ring['keys']): KeyRing {
  return { keys: [keyOf(first), ...others.map(keyOf)] };
}
