import { randomUUID } from 'node:crypto';

import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import type { DataConverter, SignalDefinition, UpdateDefinition } from '@temporalio/common';
import { loadClientConnectConfig } from '@temporalio/envconfig';

import * as messages from '../contract/messages.ts';
import { stayWorkflowId } from '../contract/names.ts';
import {
  type Cancellation,
  cancellationSchema,
  type Change,
  changeSchema,
  reservationIdSchema,
  type ReservationInput,
  reservationSchema,
  type Retry,
  retrySchema,
} from '../contract/reservation.ts';
import type { Status } from '../contract/status.ts';
import type { Verdict } from '../contract/verdict.ts';

import { deliver } from './deliver.ts';
import { cannotReachTemporal, StayError } from './errors.ts';
import { listStays, type StayFilter, type StayPage } from './list-stays.ts';
import { parse } from './parse.ts';
import { putDelivery } from './put-delivery.ts';
import { type CredentialReader, type GuestCredential, readCredential } from './read-credential.ts';
import { checkKnown, readStatus } from './read-status.ts';

/** Where Temporal is, if not where `TEMPORAL_*` or the profile file say, and what else the client needs. */
export interface StayClientOptions {
  readonly connection?: ConnectionOptions;
  readonly namespace?: string;
  /** The workers' own, where payloads are encrypted. */
  readonly dataConverter?: DataConverter;
  /** Only `pin` asks Seam. */
  readonly seam?: CredentialReader;
}

const CONNECTED_WITHIN_MS = 5_000;
/** A run may close between a put and its delivery; that it does so three times running is no accident. */
const PUT_ATTEMPTS = 3;

/**
 * Stays, for booking backends. Every call has a deadline (90 s at most), may be repeated, and throws
 * {@link StayError}s only; `pin` also throws the Seam port's.
 */
export class StayClient {
  readonly #client: Client;
  readonly #seam: CredentialReader | undefined;

  constructor(client: Client, seam?: CredentialReader) {
    this.#client = client;
    this.#seam = seam;
  }

  /**
   * Connects to Temporal; close the client when done.
   *
   * @throws StayError `CannotReachTemporal` after 5 s
   */
  static async connect(options: StayClientOptions = {}): Promise<StayClient> {
    const profile = options.connection === undefined ? loadClientConnectConfig() : undefined;
    const where = options.connection ?? profile?.connectionOptions;
    const namespace = options.namespace ?? profile?.namespace;
    const connection = await connect({ ...where, connectTimeout: CONNECTED_WITHIN_MS });
    const client = new Client({
      connection,
      ...(namespace === undefined ? {} : { namespace }),
      ...(options.dataConverter === undefined ? {} : { dataConverter: options.dataConverter }),
    });
    return new StayClient(client, options.seam);
  }

  /** Closes the connection. */
  async close(): Promise<void> {
    await this.#client.connection.close();
  }

  /** Makes it so: books the stay, changes it to this, or opens it again after its end. */
  async put(reservation: ReservationInput): Promise<Verdict> {
    const wanted = named(parse(reservationSchema, reservation, 'reservation'));
    for (let attempt = 1; attempt <= PUT_ATTEMPTS; attempt += 1) {
      const delivered = await deliver(this.#client, putDelivery(this.#client, wanted));
      if (delivered !== 'no-open-run') return delivered;
    }
    const message = `The runs of stay ${wanted.reservationId} close faster than it can be put.`;
    throw new StayError('TemporalFailed', message, 'Put it again.');
  }

  /** Moves the check-in or the check-out, or the guest to another listing. */
  async change(reservationId: string, change: Change): Promise<Verdict> {
    const payload = named(parse(changeSchema, change, 'change'));
    return this.#send(reservationId, messages.changeStayUpdate, messages.changeStaySignal, payload);
  }

  /** Ends the stay now. */
  async cancel(reservationId: string, cancellation: Cancellation = {}): Promise<Verdict> {
    const payload = named(parse(cancellationSchema, cancellation, 'cancellation'));
    return this.#send(reservationId, messages.cancelStayUpdate, messages.cancelStaySignal, payload);
  }

  /** Has the stay try again what was refused, with its listing as it is now. */
  async retry(reservationId: string, retry: Retry = {}): Promise<Verdict> {
    const payload = named(parse(retrySchema, retry, 'retry'));
    return this.#send(reservationId, messages.retryStayUpdate, messages.retryStaySignal, payload);
  }

  /** Has the stay look at Seam again. */
  async check(reservationId: string): Promise<Verdict> {
    return this.#send(reservationId, messages.checkStayUpdate, messages.checkStaySignal, {});
  }

  /** What the stay is doing, or how it ended. */
  async show(reservationId: string): Promise<Status> {
    return readStatus(this.#client, parse(reservationIdSchema, reservationId, 'reservation id'));
  }

  /** Stays by listing, phase and problem, in pages. */
  async list(filter: StayFilter = {}): Promise<StayPage> {
    return listStays(this.#client, filter);
  }

  /** The guest's PIN, or the state of the guest's key, read from Seam at this moment. */
  async pin(reservationId: string): Promise<GuestCredential> {
    if (this.#seam === undefined) {
      const message = 'This client was made without Seam, so it cannot read a credential.';
      throw new StayError('SeamNotConfigured', message, 'Make it with the Seam port.');
    }
    return readCredential(this.#seam, await this.show(reservationId));
  }

  async #send(
    reservationId: string,
    update: UpdateDefinition<Verdict, [unknown]>,
    signal: SignalDefinition<[unknown]>,
    payload: { readonly commandId?: string },
  ): Promise<Verdict> {
    const id = parse(reservationIdSchema, reservationId, 'reservation id');
    const handle = this.#client.workflow.getHandle(stayWorkflowId(id));
    const updateId = payload.commandId ?? randomUUID();
    const delivered = await deliver(this.#client, {
      update: () =>
        handle.startUpdate(update, { args: [payload], updateId, waitForStage: 'ACCEPTED' }),
      signal: () => handle.signal(signal, payload),
    });
    if (delivered !== 'no-open-run') return delivered;
    await checkKnown(this.#client, id);
    return { outcome: 'too-late', reason: 'The stay has ended.' };
  }
}

async function connect(options: ConnectionOptions): Promise<Connection> {
  try {
    return await Connection.connect(options);
  } catch {
    // The reason is a timeout however it failed: gRPC keeps trying until then.
    throw cannotReachTemporal(options.address ?? 'localhost:7233');
  }
}

/** The same command may arrive as update and as signal: its id, ours if not the caller's, tells. */
function named<Command extends { readonly commandId?: string | undefined }>(
  command: Command,
): Command & { commandId: string } {
  return { ...command, commandId: command.commandId ?? randomUUID() };
}
