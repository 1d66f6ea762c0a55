import { z } from 'zod';

import type { Announced, StayEventType } from '../stay/announcement.ts';

import { PHASES } from './phases.ts';

/** What each kind of event says, for whoever receives it. `docs/webhooks.md` is written from here. */
export const EVENT_TYPES = {
  'stay.planned': 'The stay is planned: its window and its listing are known.',
  'stay.granted': 'The guest has their access: the credential can be read.',
  'stay.opened': 'Check-in has come, and the guest has their access.',
  'stay.changed': 'The window or the listing is another one.',
  'stay.credential_changed': 'The guest has another PIN or key: read it, and tell them.',
  'stay.problem': 'The stay has a problem that needs a person, or another one than before.',
  'stay.problem_cleared': 'The problem is gone.',
  'stay.held': 'The stay is held: nobody gets in until it is released.',
  'stay.released': 'The hold is over.',
  'stay.revoked': 'Everything of the access was seen gone: the first proof.',
  'stay.proven': 'It was seen gone once more, after the quiet period: the second proof.',
  'nightlatch.test': 'Sent by `nightlatch webhooks test`: it is about no stay.',
} as const satisfies Record<StayEventType | 'nightlatch.test', string>;

export type EventType = keyof typeof EVENT_TYPES;

/** The kinds of events, in the order of a stay's life. */
export const EVENT_NAMES = Object.keys(EVENT_TYPES) as readonly EventType[];

const STAY_EVENTS = EVENT_NAMES.filter((name): name is StayEventType => name !== 'nightlatch.test');

/** What an event says of its stay. */
const eventDataSchema = z.object({
  listingId: z.string().describe('The listing that the stay is at.'),
  phase: z.enum(PHASES).describe('Of the stay, when it happened.'),
  opensAt: z.iso.datetime().optional().describe('When the guest can get in, margins included.'),
  closesAt: z.iso.datetime().optional().describe('When the guest cannot any more.'),
  problem: z
    .object({ type: z.string() })
    .optional()
    .describe('Why the stay needs a person: its type is a heading of operations.md.'),
  endedBy: z
    .enum(['check-out', 'cancellation', 'operator'])
    .optional()
    .describe('What ended it, once it ends.'),
});

/** An event in the outbox of a stay. */
export const announcementSchema = z.object({
  number: z.int().min(1),
  run: z.string().optional(),
  type: z.enum(STAY_EVENTS),
  at: z.iso.datetime(),
  data: eventDataSchema,
});

/** What a stay says of its announcements. */
export const announcedSchema = z
  .object({ last: z.int().min(0), waiting: z.array(announcementSchema).optional() })
  // What is optional is absent: JSON has no undefined.
  .transform((said) => said as Announced);

/** The data of an event of a stay. */
export const stayEventDataSchema = z.object({
  reservationId: z.string().describe('The reservation.'),
  sequence: z
    .int()
    .min(1)
    .describe(
      'From 1 in each stay, over all its runs: of two events the higher one says what is so by now.',
    ),
  ...eventDataSchema.shape,
});

const testData = z.object({ endpoint: z.string() });

/** The body of an event: thin, nothing personal, no PIN. */
export const eventBodySchema = z.object({
  type: z.enum(EVENT_NAMES),
  /** When it happened. */
  timestamp: z.iso.datetime(),
  data: z.union([stayEventDataSchema, testData]),
});

export type EventBody = z.infer<typeof eventBodySchema>;
