import { randomUUID } from 'node:crypto';
import { env } from 'node:process';

import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import type { DataConverter, SignalDefinition, UpdateDefinition } from '@temporalio/common';

import { type Cancellation, readCancellation } from '../contract/cancellation.ts';
import * as messages from '../contract/messages.ts';
import { stayWorkflowId } from '../contract/names.ts';
import {
  type ChangeInput,
  changeSchema,
  type Check,
  checkSchema,
  reservationIdSchema,
  type ReservationInput,
  reservationSchema,
  type Retry,
  retrySchema,
} from '../contract/reservation.ts';
import type { Status } from '../contract/status.ts';
import type { Verdict } from '../contract/verdict.ts';

import { ConfigurationError } from './configuration-error.ts';
import { deliver } from './deliver.ts';
import { cannotReachTemporal, StayError } from './errors.ts';
import { listStays, parseFilter, type StayFilter, type StayPage } from './list-stays.ts';
import { parse } from './parse.ts';
import { putDelivery } from './put-delivery.ts';
import { type CredentialReader, type GuestCredential, readCredential } from './read-credential.ts';
import { type EntranceReader, withEntrances } from './read-entrances.ts';
import { checkKnown, readStatus } from './read-status.ts';
import { readTemporalConfig, type TemporalConfig } from './temporal-config.ts';

/** The part of Seam that the client reads. */
export type SeamReader = CredentialReader & (EntranceReader | { readonly entrancesOf?: undefined });

/** Where Temporal is, if not where `TEMPORAL_*` or the profile file say, and what else the client needs. */
export interface StayClientOptions {
  readonly connection?: ConnectionOptions;
  readonly namespace?: string;
  /** The workers' own, where payloads are encrypted. */
  readonly dataConverter?: DataConverter;
  /** `pin` asks Seam, and so does `show`, where it can be asked for entrances. */
  readonly seam?: SeamReader;
}

const CONNECTED_WITHIN_MS = 5_000;
/** The stay itself answers "pending" after 60 s; this is for a worker that dies in between. */
const SETTLED_WITHIN_MS = 70_000;
/** A run may close between a put and its delivery; that it does so three times running is no accident. */
const PUT_ATTEMPTS = 3;

/**
 * Stays, for booking backends. Every call has a deadline (90 s at most), may be repeated, and throws
 * {@link StayError}s only; `pin` also throws the Seam port's.
 */
export class StayClient {
  readonly #connect: () => Promise<Client>;
  readonly #seam: SeamReader | undefined;
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

  /** Makes it so: books the stay, changes it to this, or opens it again after its end. */
  async put(reservation: ReservationInput): Promise<Verdict> {
    const wanted = named(parse(reservationSchema, reservation, 'reservation'));
    // As it was written: the stay itself notes what of the guest cannot be read.
    const payload = { ...reservation, commandId: wanted.commandId };
    const client = await this.#client();
    const settledBy = Date.now() + SETTLED_WITHIN_MS;
    for (let attempt = 1; attempt <= PUT_ATTEMPTS; attempt += 1) {
      const delivered = await deliver(client, putDelivery(client, wanted, payload), settledBy);
      if (delivered !== 'no-open-run') return delivered;
    }
    const message = `The runs of stay ${wanted.reservationId} close faster than it can be put.`;
    throw new StayError('TemporalFailed', message, 'Put it again.');
  }

  /** Moves the check-in or the check-out, or the guest to another listing. */
  async change(reservationId: string, change: ChangeInput): Promise<Verdict> {
    const payload = named(parse(changeSchema, change, 'change'));
    return this.#send(reservationId, messages.changeStayUpdate, messages.changeStaySignal, payload);
  }

  /** Ends the stay now, whatever is malformed in the cancellation: that counts as not said. */
  async cancel(reservationId: string, cancellation: Cancellation = {}): Promise<Verdict> {
    const payload = named(readCancellation(cancellation));
    return this.#send(reservationId, messages.cancelStayUpdate, messages.cancelStaySignal, payload);
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
   * What the stay is doing, or how it ended; with the entrances that the guest can open, read from Seam
   * at this moment. A Seam that gives no answer within 5 s is told of in a note.
   */
  async show(reservationId: string): Promise<Status> {
    const status = await this.#status(reservationId);
    const seam = this.#seam;
    return seam?.entrancesOf === undefined ? status : withEntrances(seam, status);
  }

  /** Stays by listing, phase and problem, in pages. */
  async list(filter: StayFilter = {}): Promise<StayPage> {
    const wanted = parseFilter(filter);
    return listStays(await this.#client(), wanted);
  }

  /** The guest's PIN, or the state of the guest's key, read from Seam at this moment. */
  async pin(reservationId: string): Promise<GuestCredential> {
    if (this.#seam === undefined) {
      const message = 'This client was made without Seam, so it cannot read a credential.';
      throw new StayError('SeamNotConfigured', message, 'Make it with the Seam port.');
    }
    return readCredential(this.#seam, await this.#status(reservationId));
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
  ): Promise<Verdict> {
    const id = parse(reservationIdSchema, reservationId, 'reservation id');
    const client = await this.#client();
    const handle = client.workflow.getHandle(stayWorkflowId(id));
    // Temporal answers a second update of one id with the first one's verdict, whatever it says: a
    // cancellation under the command id of its put would be "applied", and the door stay open.
    const updateId = randomUUID();
    const delivery = {
      update: () =>
        handle.startUpdate(update, { args: [payload], updateId, waitForStage: 'ACCEPTED' }),
      signal: () => handle.signal(signal, payload),
    } as const;
    const delivered = await deliver(client, delivery, Date.now() + SETTLED_WITHIN_MS);
    if (delivered !== 'no-open-run') return delivered;
    await checkKnown(client, id);
    return { outcome: 'too-late', reason: 'The stay has ended.' };
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

async function connect(options: StayClientOptions): Promise<Client> {
  const configured = options.connection === undefined ? configuration() : undefined;
  const where = options.connection ?? configured?.connection;
  const namespace = options.namespace ?? configured?.namespace;
  const connecting = Connection.connect({ ...where, connectTimeout: CONNECTED_WITHIN_MS });
  const connection = await connecting.catch(() => {
    // The reason is a timeout however it failed: gRPC keeps trying until then.
    throw cannotReachTemporal(where?.address ?? 'localhost:7233');
  });
  return new Client({
    connection,
    ...(namespace === undefined ? {} : { namespace }),
    ...(options.dataConverter === undefined ? {} : { dataConverter: options.dataConverter }),
  });
}

/** Of a backend that says nothing, the process's own settings. */
function configuration(): TemporalConfig {
  try {
    return readTemporalConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new StayError('TemporalMisconfigured', `${error.message}.`, error.next);
  }
}

/** The same command may arrive as update and as signal: its id, ours if not the caller's, tells. */
function named<Command extends { readonly commandId?: string | undefined }>(
  command: Command,
): Command & { commandId: string } {
  return { ...command, commandId: command.commandId ?? randomUUID() };
}
