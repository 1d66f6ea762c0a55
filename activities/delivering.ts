import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';

import type { EventBody } from '../src/contract/announcement.ts';
import type { DeliverySteps } from '../src/contract/announcing.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** When an event is sent again, counted from the first attempt: the pauses of Standard Webhooks, within three days. */
const SENT_AT_MS = [
  5_000,
  ...[5 * MINUTE_MS, 35 * MINUTE_MS],
  ...[2.5, 7.5, 17.5, 31.5, 51.5, 71.5].map((hours) => hours * HOUR_MS),
];
const GIVEN_UP_MS = 72 * HOUR_MS;
const BUSY_MS = 5_000;

/** What became of one attempt to send an event. */
export type Attempted =
  | { readonly outcome: 'delivered' | 'gone' | 'unknown' }
  /** As many as may be are on their way to this endpoint. */
  | { readonly outcome: 'busy' }
  | { readonly outcome: 'failed'; readonly why: string; readonly retryAfterMs?: number };

/** What a delivery works with; handed in by whoever runs it. */
export interface DeliveryMeans {
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Sends an event once. Never throws: what went wrong is the answer. */
  readonly send: (endpoint: string, id: string, body: EventBody) => Promise<Attempted>;
}

/** Sends an event to an endpoint; one that was not taken is sent again by Temporal, less and less often. */
export function delivering({ clock, send }: DeliveryMeans): DeliverySteps {
  return {
    async deliverEvent({ endpoint, reservationId, event }) {
      const { id, type, at, sequence, data } = event;
      const body: EventBody = {
        type,
        timestamp: at,
        data: { reservationId, sequence, ...data },
      };
      const attempted = await send(endpoint, id, body);
      switch (attempted.outcome) {
        case 'busy':
          throw again('its endpoint has enough to do', BUSY_MS);
        case 'failed': {
          const { why, retryAfterMs = 0 } = attempted;
          const { scheduledTimestampMs } = Context.current().info;
          const pause = pauseAfter(clock() - scheduledTimestampMs, retryAfterMs);
          const left = Date.parse(event.since) + GIVEN_UP_MS - clock() - MINUTE_MS;
          throw again(why, left > 0 ? Math.min(pause, left) : pause);
        }
        default:
          return { outcome: attempted.outcome };
      }
    },
  };
}

/** How long to wait before the next attempt, so long after the first one. Milliseconds. */
export function pauseAfter(elapsedMs: number, retryAfterMs: number): number {
  // An attempt that was due a moment ago is this one.
  const next = SENT_AT_MS.find((at) => at > elapsedMs * 1.05 + 1_000) ?? GIVEN_UP_MS;
  return Math.max(next - elapsedMs, retryAfterMs, 1_000);
}

function again(why: string, afterMs: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'NotDelivered',
    message: `The event was not delivered: ${why}.`,
    nextRetryDelay: Math.round(afterMs),
    // A receiver that is away is nobody's error here: it is counted by its own metric.
    category: 'BENIGN',
  });
}
