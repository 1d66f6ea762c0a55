import { createHmac } from 'node:crypto';

import type { SeamEvent } from './model/objects.ts';
import { iso } from './views/wire.ts';
import type { Workspace } from './workspace.ts';

/** Where events are sent, and how many have been. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  /** The types of events that it is sent; all of them if undefined. */
  eventTypes: readonly string[] | undefined;
  /** `whsec_` and a key in base64. */
  readonly secret: string;
  sent: number;
}

/** Once more after so long, as Seam does for more than a day. */
const AGAIN_AFTER_MS = 5_000;
const ANSWERED_WITHIN_MS = 15_000;

/** Sends what has happened since the last time to every webhook of a workspace. */
export function sendEvents(workspace: Workspace): void {
  for (const webhook of workspace.webhooks) {
    for (const event of workspace.events.slice(webhook.sent))
      if (webhook.eventTypes?.includes(event.type) ?? true) void send(workspace.id, webhook, event);
    webhook.sent = workspace.events.length;
  }
}

async function send(workspaceId: string, webhook: Webhook, event: SeamEvent): Promise<void> {
  const { id, type, occurredAt, fields } = event;
  const body = JSON.stringify({
    ...fields,
    event_id: id,
    event_type: type,
    workspace_id: workspaceId,
    created_at: iso(occurredAt),
    occurred_at: iso(occurredAt),
  });
  if (await post(webhook, id, body)) return;
  setTimeout(() => void post(webhook, id, body), AGAIN_AFTER_MS).unref();
}

/** Whether it was taken. */
async function post({ url, secret }: Webhook, id: string, body: string): Promise<boolean> {
  const timestamp = Math.floor(Date.now() / 1_000);
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  const headers = {
    'content-type': 'application/json',
    'svix-id': id,
    'svix-timestamp': String(timestamp),
    'svix-signature': `v1,${signature}`,
  };
  const signal = AbortSignal.timeout(ANSWERED_WITHIN_MS);
  const request = { method: 'POST', headers, body, signal, redirect: 'manual' } as const;
  const answer = await fetch(url, request).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok === true;
}
