import { z } from 'zod';

import type { SeamEvent } from '../model/objects.ts';
import { instant, uuid } from '../parameters.ts';
import { invalidInput } from '../refusal.ts';
import { type Call, type Route, route } from '../route.ts';
import { eventView, workspaceView } from '../views/identity-views.ts';

const nothing = z.object({});
const eventListing = z.object({
  since: instant.optional(),
  between: z.array(instant).length(2).optional(),
  event_type: z.string().optional(),
  event_types: z.array(z.string()).optional(),
  acs_system_id: uuid.optional(),
  acs_user_id: uuid.optional(),
  acs_credential_id: uuid.optional(),
  limit: z.int().positive().default(500),
});

const ID_FIELDS = ['acs_system_id', 'acs_user_id', 'acs_credential_id'] as const;

function listEvents({ workspace }: Call, body: z.output<typeof eventListing>) {
  const { since, between, limit } = body;
  if ((since === undefined) === (between === undefined))
    throw invalidInput('Provide either since or between');
  const [from = since ?? 0, to = Infinity] = between ?? [];
  const types = body.event_type === undefined ? body.event_types : [body.event_type];
  const matches = ({ type, occurredAt, fields }: SeamEvent): boolean =>
    occurredAt >= from &&
    occurredAt <= to &&
    (types === undefined || types.includes(type)) &&
    ID_FIELDS.every((field) => body[field] === undefined || body[field] === fields[field]);
  return {
    events: workspace.events
      .filter(matches)
      .slice(0, limit)
      .map((event) => eventView(workspace, event)),
  };
}

/** Events, phones (there are none) and the workspace itself. */
export const accountRoutes: readonly Route[] = [
  route('GET', '/events/list', eventListing, listEvents),
  route('GET', '/phones/list', nothing, () => ({ phones: [] })),
  route('GET', '/workspaces/get', nothing, ({ workspace }) => ({
    workspace: workspaceView(workspace),
  })),
];
