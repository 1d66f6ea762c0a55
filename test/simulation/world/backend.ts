import { GUEST_STAY, stayWorkflowId } from '../../../src/contract/names.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { fromFailure } from '../temporal/failure.ts';
import { fromPayload, type Payload, toPayload } from '../temporal/payload.ts';
import type { Temporal } from '../temporal/temporal.ts';
import type { VirtualTime } from '../temporal/virtual-time.ts';

import type { Encryption } from './encryption.ts';
import type { Says, Word } from './story.ts';

/** An update that no worker has taken by then goes as a signal. */
const ACCEPTED_WITHIN_MS = 5_000;

/** What a sender is told in the end; `signalled`: nothing, as Temporal keeps the message. */
export type Reply = Verdict | 'signalled' | 'no-open-run' | 'not-a-stay';

/** A word as it is sent, and what it starts a stay with, if it does. */
interface Payloads {
  readonly own: string | undefined;
  readonly start: string | undefined;
}

/** What became of a word. */
export interface Sent {
  readonly word: Word;
  readonly payloads: Payloads;
  readonly updateId: string;
  reply: Reply | undefined;
  readonly repliedAt?: number;
}

export interface BackendOptions {
  readonly time: VirtualTime;
  readonly temporal: Temporal;
  /** Encrypts what it sends; without it that is in clear. */
  readonly wire?: Encryption | undefined;
  readonly replied: (sent: Sent) => void;
}

/**
 * A booking backend, as the client library has it talk: a message goes as an update, and as a signal
 * of the same payload and command id if no worker has taken it within 5 s.
 */
export class Backend {
  readonly sent: Sent[] = [];
  readonly #options: BackendOptions;

  constructor(options: BackendOptions) {
    this.#options = options;
  }

  /** Sends a word; where payloads are encrypted, under the ring that the backend has now. */
  send(word: Word): void | Promise<void> {
    const { wire } = this.#options;
    if (wire === undefined)
      return this.#send(word, { own: payloadOf(word), start: startPayloadOf(word) });
    return this.#seal(word, wire).then((payloads) => this.#send(word, payloads));
  }

  async #seal(word: Word, wire: Encryption): Promise<Payloads> {
    const id = workflowIdOf(word);
    const [own, start] = [payloadOf(word), startPayloadOf(word)];
    return { own: await wire.fromBackend(id, own), start: await wire.fromBackend(id, start) };
  }

  #send(word: Word, payloads: Payloads): void {
    const { temporal } = this.#options;
    const sent: Sent = {
      ...{ word, payloads },
      // As the client has it: of each call its own, whatever command it sends.
      updateId: `u${this.sent.length}`,
      reply: undefined,
    };
    this.sent.push(sent);
    temporal.whenServerIsUp(() => {
      if (word.says.kind === 'operator') {
        temporal.open(workflowIdOf(word))?.requestCancel();
        this.#reply(sent, 'signalled');
      } else if (word.via === 'signal') this.#signal(sent);
      else this.#update(sent, 1);
    });
  }

  #update(sent: Sent, attempt: number): void {
    const { time, temporal } = this.#options;
    const { word, updateId, payloads } = sent;
    const update = { updateId, name: NAMES[word.says.kind], args: [payloads.own] };
    const state = { isOver: false };
    const once = (then: () => void): void => {
      if (state.isOver) return;
      state.isOver = true;
      stop();
      then();
    };
    const stop = time.after(ACCEPTED_WITHIN_MS, () =>
      once(() => temporal.whenServerIsUp(() => this.#signal(sent))),
    );
    this.#start(sent);
    const isSent = temporal.update(workflowIdOf(word), update, {
      accepted: () => stop(),
      ended: (outcome) =>
        once(() => {
          if ('result' in outcome) this.#reply(sent, this.#read(outcome.result));
          else this.#reply(sent, this.#readRefusal(fromFailure(outcome.failure)));
        }),
      lost: (why) =>
        once(() => {
          if (why === 'forgotten') temporal.whenServerIsUp(() => this.#signal(sent));
          else if (payloads.start !== undefined && attempt < 3) this.#update(sent, attempt + 1);
          else this.#reply(sent, 'no-open-run');
        }),
    });
    if (!isSent) once(() => this.#reply(sent, 'no-open-run'));
  }

  #signal(sent: Sent): void {
    const { temporal } = this.#options;
    const { word, payloads } = sent;
    this.#start(sent);
    const run = temporal.open(workflowIdOf(word));
    run?.signal(NAMES[word.says.kind], [payloads.own]);
    this.#reply(sent, run === undefined ? 'no-open-run' : 'signalled');
  }

  /** Starts the stay in the same request, if none is open and the message is one that starts. */
  #start({ word, payloads: { start } }: Sent): void {
    if (start === undefined) return;
    this.#options.temporal.start(workflowIdOf(word), {
      workflowType: GUEST_STAY,
      args: [start],
      attributes: [{ name: 'StayPhase', type: 'KEYWORD', value: toPayload('planning') }],
    });
  }

  /** The backend has every key that there is. */
  #read(result: Payload): Verdict {
    const { wire } = this.#options;
    return fromPayload(wire === undefined ? result : wire.clearOf(result)) as Verdict;
  }

  #readRefusal(failure: Error): Reply {
    const type = 'type' in failure ? failure.type : undefined;
    if (type === 'AcceptedUpdateCompletedWorkflow') return 'no-open-run';
    return { outcome: 'refused', type: String(type), reason: failure.message };
  }

  #reply(sent: Sent, reply: Reply): void {
    if (sent.reply !== undefined) return;
    sent.reply = reply;
    this.#options.replied(sent);
  }
}

/** The workflow id of the stay that a word is about. */
function workflowIdOf({ reservationId }: Word): string {
  return stayWorkflowId(reservationId);
}

/**
 * What a run is started with where none is open, by a put, or by a cancellation with a revision, which is to
 * be remembered; undefined for what starts nothing.
 */
export function startPayloadOf(word: Word): string | undefined {
  const { says, revision, commandId, reservationId } = word;
  if (says.kind === 'put') return payloadOf(word);
  if (says.kind !== 'cancel' || revision === undefined) return undefined;
  return toPayload({ reservationId, cancelled: true, revision, commandId });
}

/** A word as it is sent. */
export function payloadOf(word: Word): string | undefined {
  const { says, revision, commandId, reservationId } = word;
  const common = {
    ...(revision === undefined ? {} : { revision }),
    ...(commandId === undefined || says.kind === 'check' ? {} : { commandId }),
  };
  if (says.kind === 'put') {
    const { listingId, guest, checkIn, checkOut, hold } = says;
    const times = { checkIn: checkIn.text, checkOut: checkOut.text };
    return toPayload({ reservationId, listingId, guest, ...times, hold, ...common });
  }
  if (says.kind === 'change') {
    const { listingId, checkIn, checkOut } = says;
    return toPayload({ listingId, checkIn: checkIn?.text, checkOut: checkOut?.text, ...common });
  }
  if (ASKS.has(says.kind)) return toPayload({ commandId });
  const oddly = says.kind === 'cancel' ? (says.oddly ?? {}) : {};
  return toPayload(typeof oddly === 'object' ? { ...common, ...oddly } : oddly);
}

/** What says nothing but its name. */
const ASKS: ReadonlySet<Says['kind']> = new Set(['retry', 'reissue', 'hold', 'release']);

const NAMES: Record<Says['kind'], string> = {
  put: 'putStay',
  change: 'changeStay',
  cancel: 'cancelStay',
  retry: 'retryStay',
  check: 'checkStay',
  reissue: 'reissueStay',
  hold: 'holdStay',
  release: 'releaseStay',
  operator: '',
};
