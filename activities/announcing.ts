import { ApplicationFailure } from '@temporalio/common';

import type { EventType } from '../src/contract/announcement.ts';
import type { AnnouncingSteps, HandedOver } from '../src/contract/announcing.ts';

/** What the hand-over of events works with; handed in by whoever runs it. */
export interface AnnouncingMeans {
  /**
   * The endpoints as the webhooks file says them now; undefined where this worker was given no file. Throws
   * while the file cannot be used.
   */
  readonly endpoints: () => Promise<readonly KnownEndpoint[] | undefined>;
  /** Hands events to the workflow that delivers those of a stay. */
  readonly announcer: {
    tell(reservationId: string, announcements: readonly HandedOver[]): Promise<void>;
  };
}

/** An endpoint, as far as the hand-over has to know it. */
export interface KnownEndpoint {
  readonly name: string;
  wants(type: EventType): boolean;
}

const AGAIN_AFTER_MS = 10_000;

/** Hands what a stay has to announce to the workflow that delivers it. */
export function announcing({ endpoints, announcer }: AnnouncingMeans): AnnouncingSteps {
  return {
    async handOver({ reservationId, announcements }) {
      const known = await endpoints().catch(() => undefined);
      if (known === undefined) {
        throw ApplicationFailure.create({
          type: 'WebhooksUnusable',
          message:
            'This worker has no webhooks file that can be used: NIGHTLATCH_WEBHOOKS names it.',
          nextRetryDelay: AGAIN_AFTER_MS,
        });
      }
      const addressed = announcements.map((one) => ({
        ...one,
        to: known.filter((endpoint) => endpoint.wants(one.type)).map(({ name }) => name),
      }));
      // Whoever has taken the last endpoint out of the file wants to hear nothing.
      if (addressed.some(({ to }) => to.length > 0)) await announcer.tell(reservationId, addressed);
    },
  };
}
