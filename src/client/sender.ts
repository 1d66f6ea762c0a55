import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import type { Client } from '@temporalio/client';
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';

import { stayWorkflowId } from '../contract/names.ts';
import type { Verdict } from '../contract/verdict.ts';

import { deliver, type Delivery, type Patience } from './deliver.ts';
import { StayError } from './errors.ts';
import { PutsUnderWay } from './puts-under-way.ts';
import { isOpen } from './read-status.ts';

/** How long a worker is waited for that lives, but has other stays to see to first. */
const ACCEPTED_WITHIN_MS = 60_000;
/** The stay itself answers "pending" after 60 s; this is for a worker that dies in between. */
const ANSWERED_WITHIN_MS = 70_000;
/** A run may close before a message is delivered; that it does so three times running is no accident. */
const START_ATTEMPTS = 3;
/** A put that is under way begins its run as soon as Temporal has it: so long a message after it finds none. */
const BEGUN_WITHIN_MS = 10_000;
const AGAIN_AFTER_MS = 100;

/** A message to a stay that has an open run. Its payload is the same as update and as signal. */
export interface Message {
  readonly update: UpdateDefinition<Verdict, [unknown]>;
  readonly signal: SignalDefinition<[unknown]>;
  readonly payload: { readonly commandId: string };
}

/** Sends messages to stays: what is said of a stay reaches it behind the puts that this client sent before. */
export class Sender {
  readonly #client: () => Promise<Client>;
  readonly #puts = new PutsUnderWay();

  /** `client` connects where nothing is connected yet. */
  constructor(client: () => Promise<Client>) {
    this.#client = client;
  }

  /** Sends a put in its turn. */
  async put(reservationId: string, deliveryOf: (client: Client) => Delivery): Promise<Verdict> {
    return this.#puts.during(reservationId, ({ patience, watch }) =>
      this.#begin(reservationId, (client) => watch(deliveryOf(client)), {
        ...unhurried(),
        ...patience,
      }),
    );
  }

  /** Sends a cancellation that begins a run where none is open. */
  async cancel(reservationId: string, deliveryOf: (client: Client) => Delivery): Promise<Verdict> {
    const before = await this.#puts.before(reservationId, this.#client());
    return this.#begin(reservationId, (client) => before.keptFirst(deliveryOf(client)), urgency());
  }

  /** Sends a message to the stay's open run; `too-late` if the stay has ended. */
  async tell(
    reservationId: string,
    { update, signal, payload }: Message,
    waiting: Patience = unhurried(),
  ): Promise<Verdict> {
    // It may be about what a put says that waits for its turn yet, or has not reached Temporal.
    const before = await this.#puts.before(reservationId, this.#client());
    const begunBy = Date.now() + BEGUN_WITHIN_MS;
    const client = await this.#client();
    const handle = client.workflow.getHandle(stayWorkflowId(reservationId));
    // Temporal answers a second update of one id with the first one's verdict, whatever it says: a
    // cancellation under the command id of its put would be "applied", and the door stay open.
    const updateId = randomUUID();
    const delivery = before.keptFirst({
      update: () =>
        handle.startUpdate(update, { args: [payload], updateId, waitForStage: 'ACCEPTED' }),
      signal: () => handle.signal(signal, payload),
    });
    for (let attempt = 1; attempt <= START_ATTEMPTS; attempt += 1) {
      let isPutUnderWay: boolean;
      do {
        isPutUnderWay = before.areUnderWay() && Date.now() < begunBy;
        const delivered = await deliver(client, delivery, waiting);
        if (delivered !== 'no-open-run') return delivered;
        if (isPutUnderWay) await delay(AGAIN_AFTER_MS);
      } while (isPutUnderWay);
      if (!(await isOpen(client, reservationId)))
        return { outcome: 'too-late', reason: 'The stay has ended.' };
    }
    throw tooFast(reservationId);
  }

  async #begin(
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
}

/** What is to shut a door is kept by Temporal after 5 s, and waits for no worker before. */
export function urgency(): Patience {
  const now = Date.now();
  return { acceptedBy: now, answeredBy: now + ANSWERED_WITHIN_MS };
}

function unhurried(): Patience {
  const now = Date.now();
  return { acceptedBy: now + ACCEPTED_WITHIN_MS, answeredBy: now + ANSWERED_WITHIN_MS };
}

function tooFast(reservationId: string): StayError {
  const message = `The runs of stay ${reservationId} close faster than it can be reached.`;
  return new StayError('TemporalFailed', message, 'Send it again.');
}
