import { randomUUID } from 'node:crypto';

import type { Client } from '@temporalio/client';

import { type Cancellation, readCancellation } from '../contract/cancellation.ts';
import * as messages from '../contract/messages.ts';
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
import type { Patience } from './deliver.ts';
import { isStayError, noStayToCancel, StayError } from './errors.ts';
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
import { readStatus } from './read-status.ts';
import { Sender, urgency, type Message } from './sender.ts';

/** The part of Seam that the client reads. */
export type SeamReader = CredentialReader & (EntranceReader | { readonly entrancesOf?: undefined });

/** Where Temporal is, and what else the client needs. */
export interface StayClientOptions extends ConnectOptions {
  /** `pin` asks Seam, and so does `show`, where it can be asked for entrances. */
  readonly seam?: SeamReader;
}

/**
 * Stays, for booking backends. Every call has a deadline (90 s at most), may be repeated, and throws
 * {@link StayError}s only; `pin` and `entrances` also throw the Seam port's.
 */
export class StayClient {
  readonly #connect: () => Promise<Client>;
  readonly #seam: SeamReader | undefined;
  readonly #sender = new Sender(() => this.#client());
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
    const { reservationId } = wanted;
    return this.#sender.put(reservationId, (client) => putDelivery(client, wanted, payload));
  }

  /** Moves the check-in or the check-out, or the guest to another listing. */
  async change(reservationId: string, change: ChangeInput): Promise<Verdict> {
    const payload = named(parse(changeSchema, change, 'change'));
    const { changeStayUpdate: update, changeStaySignal: signal } = messages;
    return this.#send(reservationId, { update, signal, payload });
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
    if (payload.revision !== undefined)
      return this.#sender.cancel(id, (client) => cancelDelivery(client, id, payload));
    const { cancelStayUpdate: update, cancelStaySignal: signal } = messages;
    const sent = this.#send(id, { update, signal, payload }, urgency());
    return sent.catch((error: unknown) => {
      throw isStayError(error, 'NoSuchStay') ? noStayToCancel(id) : error;
    });
  }

  /** Has the stay try again what was refused, with its listing as it is now. */
  async retry(reservationId: string, retry: Retry = {}): Promise<Verdict> {
    const payload = named(parse(retrySchema, retry, 'retry'));
    const { retryStayUpdate: update, retryStaySignal: signal } = messages;
    return this.#send(reservationId, { update, signal, payload });
  }

  /** Has the stay look at Seam again. */
  async check(reservationId: string, check: Check = {}): Promise<Verdict> {
    const payload = named(parse(checkSchema, check, 'check'));
    const { checkStayUpdate: update, checkStaySignal: signal } = messages;
    return this.#send(reservationId, { update, signal, payload });
  }

  /**
   * Gives the guest a new PIN or key; the one before opens nothing any more. To repeat it is to make
   * another one, unless it has the same command id.
   */
  async reissue(reservationId: string, reissue: Reasoned = {}): Promise<Verdict> {
    const payload = named(parse(reasonedSchema, reissue, 'reissue'));
    const { reissueStayUpdate: update, reissueStaySignal: signal } = messages;
    return this.#send(reservationId, { update, signal, payload });
  }

  /** Lets nobody in until the stay is released. The booking stays as it is. */
  async hold(reservationId: string, hold: Reasoned = {}): Promise<Verdict> {
    const payload = named(parse(reasonedSchema, hold, 'hold'));
    const { holdStayUpdate: update, holdStaySignal: signal } = messages;
    return this.#send(reservationId, { update, signal, payload }, urgency());
  }

  /** Lets the guest of a held stay in again, as booked. */
  async release(reservationId: string, release: Retry = {}): Promise<Verdict> {
    const payload = named(parse(retrySchema, release, 'release'));
    const { releaseStayUpdate: update, releaseStaySignal: signal } = messages;
    return this.#send(reservationId, { update, signal, payload });
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
    return { entrances, ...(status.phase === 'held' ? { held: true } : {}) };
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

  async #send(reservationId: string, message: Message, patience?: Patience): Promise<Verdict> {
    const id = parse(reservationIdSchema, reservationId, 'reservation id');
    return this.#sender.tell(id, message, patience);
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
