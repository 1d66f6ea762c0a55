import { defineQuery, defineSignal } from '@temporalio/workflow';
import { z } from 'zod';

import { announcementSchema } from './announcement.ts';
import { reservationIdSchema } from './reservation.ts';

const endpointName = z.string().min(1).max(64);

/** An event that is handed over: it has its run, and the names of the endpoints that are to be told. */
const handedOverSchema = announcementSchema.extend({
  run: z.string(),
  to: z.array(endpointName).max(20),
});

export type HandedOver = z.infer<typeof handedOverSchema>;

/** The payload of the signal `announce`. */
export const handOverSchema = z.object({ announcements: z.array(handedOverSchema).max(200) });

/** An event that some endpoint has not got yet. */
const queuedSchema = announcementSchema.omit({ number: true, run: true }).extend({
  /** Of the event: the same whenever it is sent. */
  id: z.string(),
  sequence: z.int().min(1),
  /** When it was handed over, ISO 8601: it is given up three days later. */
  since: z.iso.datetime(),
  /** The endpoints that have not got it. */
  to: z.array(endpointName),
});

export type QueuedEvent = z.infer<typeof queuedSchema>;

/** What `announceStay` knows: its argument, what it hands to its next run, and its result. */
export const announcerSchema = z.object({
  reservationId: reservationIdSchema,
  /** Of the last event of the stay. */
  sequence: z.int().min(0).default(0),
  /** By run of the stay, the number of the last event that was handed over; the latest runs. */
  heard: z.array(z.object({ run: z.string(), number: z.int() })).default([]),
  /** Oldest first. */
  queue: z.array(queuedSchema).default([]),
});

export type Announcer = z.infer<typeof announcerSchema>;

export const announceSignal = defineSignal<[unknown]>('announce');
export const announcerQuery = defineQuery<Announcer>('announcer');

/** One event on its way to one endpoint. */
export interface DeliverEvent {
  readonly endpoint: string;
  readonly reservationId: string;
  readonly event: Omit<QueuedEvent, 'to'>;
}

/** What became of it: `gone`, the endpoint wants nothing any more; `unknown`, the file names it no more. */
export interface Delivered {
  readonly outcome: 'delivered' | 'gone' | 'unknown';
}

/** What is handed over of a stay. */
export interface HandOver {
  readonly reservationId: string;
  readonly announcements: readonly Omit<HandedOver, 'to'>[];
}

/** The steps by which events are told: the first is a stay's, on the queue of the workflows. */
export interface AnnouncingSteps {
  handOver(input: HandOver): Promise<void>;
}

export interface DeliverySteps {
  deliverEvent(input: DeliverEvent): Promise<Delivered>;
}
