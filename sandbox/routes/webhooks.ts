import { randomBytes } from 'node:crypto';

import { z } from 'zod';

import { uuid } from '../parameters.ts';
import { nextUuid } from '../random.ts';
import { notFound } from '../refusal.ts';
import { route, type Route } from '../route.ts';
import type { Wire } from '../views/wire.ts';
import type { Webhook } from '../webhooks.ts';
import type { Workspace } from '../workspace.ts';

const nothing = z.object({});
const one = z.object({ webhook_id: uuid });
const types = z.array(z.string());
const creation = z.object({ url: z.url(), event_types: types.optional() });
const change = z.object({ webhook_id: uuid, event_types: types });

/** Seam's `webhook`. */
function webhookView({ id, url, secret, eventTypes }: Webhook): Wire {
  return { webhook_id: id, url, secret, event_types: eventTypes ?? ['*'] };
}

function find({ webhooks }: Workspace, id: string): Webhook {
  const found = webhooks.find((webhook) => webhook.id === id);
  if (found === undefined) throw notFound('webhook');
  return found;
}

/** Webhooks. A secret is a random one: nothing else in a workspace depends on it. */
export const webhookRoutes: readonly Route[] = [
  route('POST', '/webhooks/create', creation, ({ workspace }, { url, event_types: eventTypes }) => {
    const secret = `whsec_${randomBytes(24).toString('base64')}`;
    const sent = workspace.events.length;
    const webhook: Webhook = { id: nextUuid(workspace.ids), url, secret, eventTypes, sent };
    workspace.webhooks.push(webhook);
    return { webhook: webhookView(webhook) };
  }),
  route('GET', '/webhooks/list', nothing, ({ workspace }) => ({
    webhooks: workspace.webhooks.map(webhookView),
  })),
  route('GET', '/webhooks/get', one, ({ workspace }, { webhook_id: id }) => ({
    webhook: webhookView(find(workspace, id)),
  })),
  route('PUT', '/webhooks/update', change, ({ workspace }, body) => {
    find(workspace, body.webhook_id).eventTypes = body.event_types;
    return {};
  }),
  route('DELETE', '/webhooks/delete', one, ({ workspace }, { webhook_id: id }) => {
    workspace.webhooks.splice(workspace.webhooks.indexOf(find(workspace, id)), 1);
    return {};
  }),
];
