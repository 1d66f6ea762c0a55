import { z } from 'zod';

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
} as const;

export type EventType = keyof typeof EVENT_TYPES;

/** The kinds of events, in the order of a stay's life. */
export const EVENT_NAMES = Object.keys(EVENT_TYPES) as readonly EventType[];

const stayData = z.strictObject({
  reservationId: z.string(),
  listingId: z.string(),
  /** From 1 in each stay, over all its runs: of two events the higher one says what is so by now. */
  sequence: z.int().min(1),
  phase: z.enum(PHASES),
  opensAt: z.iso.datetime().optional(),
  closesAt: z.iso.datetime().optional(),
  problem: z.strictObject({ type: z.string() }).optional(),
  endedBy: z.enum(['check-out', 'cancellation', 'operator']).optional(),
});

const testData = z.strictObject({ endpoint: z.string() });

/** The body of an event: thin, nothing personal, no PIN. */
export const eventBodySchema = z.strictObject({
  type: z.enum(EVENT_NAMES),
  /** When it happened. */
  timestamp: z.iso.datetime(),
  data: z.union([stayData, testData]),
});

export type EventBody = z.infer<typeof eventBodySchema>;
