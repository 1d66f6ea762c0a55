import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import type { Client } from '@temporalio/client';
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';

import { type Cancellation, readCancellation } from '../contract/cancellation.ts';
import * as messages from '../contract/messages.ts';
import { stayWorkflowId } from '../contract/names.ts';
import {
  type ChangeInput,
  changeSchema,
  type Check,
  checkSchema,
  type Reasoned,
  reasonedSchema,
  reservationIdSchema,
  type ReservationInput,
  reservationSchema,
  type Retry,
  retrySchema,
} from '../contract/reservation.ts';
import type { Status } from '../contract/status.ts';
import type { Verdict } from '../contract/verdict.ts';

import { cancelDelivery } from './cancel-delivery.ts';
import { connect, type ConnectOptions } from './connect.ts';
import { deliver, type Delivery, type Patience } from './deliver.ts';
import { isStayError, noStayToCancel, StayError } from './errors.ts';
import { isHeld } from './held.ts';
import type { StayHistory } from './history-entry.ts';
import { listStays, parseFilter, type StayFilter, type StayPage } from './list-stays.ts';
import { parse } from './parse.ts';
import { putDelivery } from './put-delivery.ts';
import { reach } from './reach.ts';
import { type CredentialReader, type GuestCredential, readCredential } from './read-credential.ts';
import {
  type EntranceReader,
  readEntrances,
  type StayEntrances,
  withEntrances,
} from './read-entrances.ts';
import { readHistory } from './read-history.ts';
import { isOpen, readStatus } from './read-status.ts';
import { Turns } from './turns.ts';

/** The part of Seam that the client reads. */
export type SeamReader = CredentialReader & (EntranceReader | { readonly entrancesOf?: undefined });

/** Where Temporal is, and what else the client needs. */
export interface StayClientOptions extends ConnectOptions {
  /** `pin` asks Seam, and so does `show`, where it can be asked for entrances. */
  readonly seam?: SeamReader;
}

/** How long a worker is waited for that lives, but has other stays to see to first. */
const ACCEPTED_WITHIN_MS = 60_000;
/** The stay itself answers "pending" after 60 s; this is for a worker that dies in between. */
const SETTLED_WITHIN_MS = 70_000;
/** How many puts of a client are on their way to a worker at once. */
const PUTS_AT_ONCE = 32;
/** A run may close before a message is delivered; that it does so three times running is no accident. */
const START_ATTEMPTS = 3;
/** A put that is under way begins its run as soon as Temporal has it: so long a word after it finds none. */
const BEGUN_WITHIN_MS = 10_000;
const AGAIN_AFTER_MS = 100;

/**
 * Stays, for booking backends. Every call has a deadline (90 s at most), may be repeated, and throws
 * {@link StayError}s only; `pin` and `entrances` also throw the Seam port's.
 */
export class StayClient {
  readonly #connect: () => Promise<Client>;
  readonly #seam: SeamReader | undefined;
  readonly #puts = new Turns(PUTS_AT_ONCE);
  readonly #keptPuts = new Turns(PUTS_AT_ONCE);
  /** Puts that have no answer yet. */
  readonly #putsUnderWay = new Set<PutUnderWay>();
  #connected: Promise<Client> | undefined;

  constructor(client: Client | (() => Promise<Client>), seam?: SeamReader) {
    this.#connect = typeof client === 'function' ? client : () => Promise.resolve(client);
    this.#seam = seam;
  }

  /**
   * Connects to Temporal; close the client when done.
   *
   * @throws StayError `CannotReachTemporal` after 5 s; `TemporalMisconfigured`
   */
  static async connect(options: StayClientOptions = {}): Promise<StayClient> {
    const stays = StayClient.onDemand(options);
    await stays.#client();
    return stays;
  }

  /** The same, connected by the first call that needs it: what is malformed is refused before. */
  static onDemand(options: StayClientOptions = {}): StayClient {
    return new StayClient(() => connect(options), options.seam);
  }

  /** Closes the connection. */
  async close(): Promise<void> {
    const client = await this.#connected?.catch(() => undefined);
    await client?.connection.close();
  }

  /**
   * Makes it so: books the stay, changes it to this, or opens it again after its end. `hold` counts in
   * the put that begins a stay: nobody gets in until it is released.
   */
  async put(reservation: ReservationInput): Promise<Verdict> {
    const wanted = named(parse(reservationSchema, reservation, 'reservation'));
    // As it was written: the stay itself notes what of the guest cannot be read.
    const payload = { ...reservation, commandId: wanted.commandId };
    const put: PutUnderWay = { about: wanted.reservationId };
    const { about } = put;
    const waiting = { ...patience(), about, turns: this.#puts, keeps: this.#keptPuts };
    this.#putsUnderWay.add(put);
    try {
      return await this.#sendWithStart(
        wanted.reservationId,
        (client) => watched(put, putDelivery(client, wanted, payload)),
        waiting,
      );
    } finally {
      this.#putsUnderWay.delete(put);
    }
  }

  /** Moves the check-in or the check-out, or the guest to another listing. */
  async change(reservationId: string, change: ChangeInput): Promise<Verdict> {
    const payload = named(parse(changeSchema, change, 'change'));
    return this.#send(reservationId, messages.changeStayUpdate, messages.changeStaySignal, payload);
  }

  /**
   * Ends the stay now, whatever is malformed in the cancellation: that counts as not said. With a
   * revision it is remembered where there is no stay, and a put that is not newer opens nothing.
   *
   * @throws StayError `NoSuchStay` without a revision, and whenever Temporal has no answer
   */
  async cancel(reservationId: string, cancellation: Cancellation = {}): Promise<Verdict> {
    const id = parse(reservationIdSchema, reservationId, 'reservation id');
    const payload = named(readCancellation(cancellation));
    if (payload.revision !== undefined) {
      const before = await this.#putsBefore(id);
      return this.#sendWithStart(
        id,
        (client) => keptBehind(before, cancelDelivery(client, id, payload)),
        urgency(),
      );
    }
    const { cancelStayUpdate, cancelStaySignal } = messages;
    const sent = this.#send(id, cancelStayUpdate, cancelStaySignal, payload, urgency());
    return sent.catch((error: unknown) => {
      throw isStayError(error, 'NoSuchStay') ? noStayToCancel(id) : error;
    });
  }

  /** Has the stay try again what was refused, with its listing as it is now. */
  async retry(reservationId: string, retry: Retry = {}): Promise<Verdict> {
    const payload = named(parse(retrySchema, retry, 'retry'));
    return this.#send(reservationId, messages.retryStayUpdate, messages.retryStaySignal, payload);
  }

  /** Has the stay look at Seam again. */
  async check(reservationId: string, check: Check = {}): Promise<Verdict> {
    const payload = named(parse(checkSchema, check, 'check'));
    return this.#send(reservationId, messages.checkStayUpdate, messages.checkStaySignal, payload);
  }

  /**
   * Gives the guest a new PIN or key; the one before opens nothing any more. To repeat it is to make
   * another one, unless it has the same command id.
   */
  async reissue(reservationId: string, reissue: Reasoned = {}): Promise<Verdict> {
    const payload = named(parse(reasonedSchema, reissue, 'reissue'));
    const { reissueStayUpdate, reissueStaySignal } = messages;
    return this.#send(reservationId, reissueStayUpdate, reissueStaySignal, payload);
  }

  /** Lets nobody in until the stay is released. The booking stays as it is. */
  async hold(reservationId: string, hold: Reasoned = {}): Promise<Verdict> {
    const payload = named(parse(reasonedSchema, hold, 'hold'));
    const { holdStayUpdate, holdStaySignal } = messages;
    return this.#send(reservationId, holdStayUpdate, holdStaySignal, payload, urgency());
  }

  /** Lets the guest of a held stay in again, as booked. */
  async release(reservationId: string, release: Retry = {}): Promise<Verdict> {
    const payload = named(parse(retrySchema, release, 'release'));
    const { releaseStayUpdate, releaseStaySignal } = messages;
    return this.#send(reservationId, releaseStayUpdate, releaseStaySignal, payload);
  }

  /**
   * What the stay is doing, or how it ended; with the entrances that the guest can open, read from Seam
   * at this moment. A Seam that gives no answer within 5 s is told of in a note.
   */
  async show(reservationId: string): Promise<Status> {
    const status = await this.#status(reservationId);
    const seam = this.#seam;
    return seam?.entrancesOf === undefined ? status : withEntrances(seam, status);
  }

  /** The stay's whole story from Temporal's history, over all of its runs; for people who ask later. */
  async history(reservationId: string): Promise<StayHistory> {
    const id = parse(reservationIdSchema, reservationId, 'reservation id');
    return readHistory(await this.#client(), id, Date.now());
  }

  /** What the stay is doing, or how it ended, without asking Seam. */
  async look(reservationId: string): Promise<Status> {
    return this.#status(reservationId);
  }

  /** Stays by listing, phase and problem, in pages. */
  async list(filter: StayFilter = {}): Promise<StayPage> {
    const wanted = parseFilter(filter);
    return listStays(await this.#client(), wanted);
  }

  /** The guest's PIN, or the state of the guest's key, read from Seam at this moment. */
  async pin(reservationId: string): Promise<GuestCredential> {
    if (this.#seam === undefined) throw withoutSeam('a credential');
    return readCredential(this.#seam, await this.#status(reservationId));
  }

  /**
   * The entrances that the guest can open, read from Seam at this moment; none before the first grant. Of a
   * held stay they are those that the guest opens once it is released, and it says so. Unlike `show` it
   * fails where Seam gives no answer within 5 s.
   */
  async entrances(reservationId: string): Promise<StayEntrances> {
    const seam = this.#seam;
    if (seam?.entrancesOf === undefined) throw withoutSeam('entrances');
    const status = await this.#status(reservationId);
    const entrances = await readEntrances(seam, status);
    return { entrances, ...(isHeld(status) ? { held: true } : {}) };
  }

  /**
   * Makes sure that Temporal answers and has the namespace.
   *
   * @throws StayError `CannotReachTemporal` after 3 s, or what the connection takes; `TemporalMisconfigured`
   */
  async reach(): Promise<void> {
    await reach(await this.#client());
  }

  async #status(reservationId: string): Promise<Status> {
    const id = parse(reservationIdSchema, reservationId, 'reservation id');
    return readStatus(await this.#client(), id);
  }

  async #send(
    reservationId: string,
    update: UpdateDefinition<Verdict, [unknown]>,
    signal: SignalDefinition<[unknown]>,
    payload: { readonly commandId: string },
    waiting: Patience = patience(),
  ): Promise<Verdict> {
    const id = parse(reservationIdSchema, reservationId, 'reservation id');
    // It may be about what a put says that waits for its turn yet, or has not reached Temporal.
    const begunBy = Date.now() + BEGUN_WITHIN_MS;
    const before = await this.#putsBefore(id);
    const client = await this.#client();
    const handle = client.workflow.getHandle(stayWorkflowId(id));
    // Temporal answers a second update of one id with the first one's verdict, whatever it says: a
    // cancellation under the command id of its put would be "applied", and the door stay open.
    const updateId = randomUUID();
    const delivery = keptBehind(before, {
      update: () =>
        handle.startUpdate(update, { args: [payload], updateId, waitForStage: 'ACCEPTED' }),
      signal: () => handle.signal(signal, payload),
    });
    for (let attempt = 1; attempt <= START_ATTEMPTS; attempt += 1) {
      let isPutUnderWay: boolean;
      do {
        isPutUnderWay = before.some((put) => this.#putsUnderWay.has(put)) && Date.now() < begunBy;
        const delivered = await deliver(client, delivery, waiting);
        if (delivered !== 'no-open-run') return delivered;
        if (isPutUnderWay) await delay(AGAIN_AFTER_MS);
      } while (isPutUnderWay);
      if (!(await isOpen(client, id)))
        return { outcome: 'too-late', reason: 'The stay has ended.' };
    }
    throw tooFast(id);
  }

  /** Sends a message that begins a run where none is open. */
  async #sendWithStart(
    reservationId: string,
    deliveryOf: (client: Client) => Delivery,
    waiting: Patience,
  ): Promise<Verdict> {
    const client = await this.#client();
    const delivery = deliveryOf(client);
    for (let attempt = 1; attempt <= START_ATTEMPTS; attempt += 1) {
      const delivered = await deliver(client, delivery, waiting);
      if (delivered !== 'no-open-run') return delivered;
    }
    throw tooFast(reservationId);
  }

  /** The puts of a stay that have no answer yet: what waits for its turn is sent before what follows it. */
  async #putsBefore(reservationId: string): Promise<readonly PutUnderWay[]> {
    const before = [...this.#putsUnderWay].filter(({ about }) => about === reservationId);
    for (const turns of [this.#puts, this.#keptPuts]) await turns.hurry(reservationId);
    return before;
  }

  async #client(): Promise<Client> {
    try {
      return await (this.#connected ??= this.#connect());
    } catch (error) {
      // The next call may find Temporal where this one did not.
      this.#connected = undefined;
      throw error;
    }
  }
}

/** A put that has no answer yet. */
interface PutUnderWay {
  readonly about: string;
  /** Has Temporal keep it; undefined before it is sent, and once a worker has taken it or it is kept. */
  keep?: (() => Promise<unknown>) | undefined;
}

/** The delivery of a put, which can be kept before its own time. */
function watched(put: PutUnderWay, delivery: Delivery): Delivery {
  const heard = <T>(answer: T): T => {
    put.keep = undefined;
    return answer;
  };
  put.keep = () => delivery.signal().then(heard);
  return { update: () => delivery.update().then(heard), signal: put.keep };
}

/** A word that no worker takes is kept behind the puts before it: the stay knows them by their command id when they come again. */
function keptBehind(before: readonly PutUnderWay[], delivery: Delivery): Delivery {
  return {
    update: () => delivery.update(),
    async signal() {
      // Whether or not the put can be kept, its own call tells that.
      for (const { keep } of before) await keep?.().catch(() => {});
      return delivery.signal();
    },
  };
}

function patience(): Patience {
  const now = Date.now();
  return { acceptedBy: now + ACCEPTED_WITHIN_MS, settledBy: now + SETTLED_WITHIN_MS };
}

/** What is to shut a door is kept by Temporal after 5 s, and waits for no worker before. */
function urgency(): Patience {
  const now = Date.now();
  return { acceptedBy: now, settledBy: now + SETTLED_WITHIN_MS };
}

function tooFast(reservationId: string): StayError {
  const message = `The runs of stay ${reservationId} close faster than it can be reached.`;
  return new StayError('TemporalFailed', message, 'Send it again.');
}

function withoutSeam(what: string): StayError {
  const message = `This client was made without Seam, so it cannot read ${what}.`;
  return new StayError('SeamNotConfigured', message, 'Make it with the Seam port.');
}

/** The same command may arrive as update and as signal: its id, ours if not the caller's, tells. */
function named<Command extends { readonly commandId?: string | undefined }>(
  command: Command,
): Command & { commandId: string } {
  return { ...command, commandId: command.commandId ?? randomUUID() };
}
