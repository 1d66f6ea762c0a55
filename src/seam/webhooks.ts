import { z } from 'zod';

import type { Connection } from './connection.ts';
import type { Call } from './port.ts';
import { id, present } from './wire.ts';

/** A webhook of the workspace: Seam sends events of these types there, signed with the secret. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
  /** Whoever has it can sign as Seam. Undefined where Seam does not tell it again. */
  readonly secret?: string;
}

/** Seam's webhooks. Each method sends one request, and throws only SeamErrors. */
export interface SeamWebhooks {
  list(call: Call): Promise<readonly Webhook[]>;
  create(url: string, eventTypes: readonly string[], call: Call): Promise<Webhook>;
  /** Has a webhook receive these types of events and no other. */
  update(webhookId: string, eventTypes: readonly string[], call: Call): Promise<void>;
}

const webhook = z
  .object({
    webhook_id: id,
    url: z.string(),
    event_types: z.array(z.string()).nullish(),
    secret: z.string().nullish(),
  })
  .transform((it): Webhook =>
    present({
      id: it.webhook_id,
      url: it.url,
      eventTypes: it.event_types ?? [],
      secret: it.secret ?? undefined,
    }),
  );

const oneWebhook = z.object({ webhook }).transform((it) => it.webhook);
const allWebhooks = z.object({ webhooks: z.array(webhook) }).transform((it) => it.webhooks);

/** The routes of Seam's webhooks. */
export function seamWebhooks(connection: Connection): SeamWebhooks {
  return {
    list: (call) => connection.ask(call, (seam) => seam.webhooks.list(), allWebhooks),

    create: (url, eventTypes, call) =>
      connection.ask(
        call,
        (seam) => seam.webhooks.create({ url, event_types: [...eventTypes] }),
        oneWebhook,
      ),

    async update(webhookId, eventTypes, call) {
      const told = { webhook_id: webhookId, event_types: [...eventTypes] };
      await connection.ask(call, (seam) => seam.webhooks.update(told), z.unknown());
    },
  };
}
