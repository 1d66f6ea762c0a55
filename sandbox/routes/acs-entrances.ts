import { z } from 'zod';

import { findCredential, findEntrance } from '../find.ts';
import type { Entrance } from '../model/objects.ts';
import { pageOf } from '../pagination.ts';
import { paging, uuid } from '../parameters.ts';
import { type Call, type Route, route } from '../route.ts';
import { entranceView } from '../views/site-views.ts';

const byEntrance = z.object({ acs_entrance_id: uuid });
const listing = z.object({
  limit: paging.limit,
  page_cursor: paging.page_cursor,
  acs_system_id: uuid.optional(),
  acs_credential_id: uuid.optional(),
  acs_entrance_ids: z.array(uuid).optional(),
  connected_account_id: uuid.optional(),
  search: z.string().optional(),
});

function list({ workspace, url }: Call, body: z.output<typeof listing>) {
  const { acs_system_id: systemId, acs_entrance_ids: ids, connected_account_id: account } = body;
  const sought = body.search?.toLowerCase();
  const credential = body.acs_credential_id
    ? findCredential(workspace, body.acs_credential_id)
    : undefined;
  const matches = ({ id, name, system }: Entrance): boolean =>
    (systemId === undefined || system.id === systemId) &&
    (ids === undefined || ids.includes(id)) &&
    (account === undefined || system.connectedAccountId === account) &&
    (credential === undefined || credential.entrances.some((entrance) => entrance.id === id)) &&
    (sought === undefined || name.toLowerCase().includes(sought));
  const { limit = 900, page_cursor } = body;
  const { items, pagination } = pageOf(
    workspace.entrances.values(),
    matches,
    { limit, page_cursor },
    url,
  );
  return { acs_entrances: items.map(entranceView), pagination };
}

/** `/acs/entrances/*` */
export const acsEntranceRoutes: readonly Route[] = [
  route('GET', '/acs/entrances/list', listing, list),
  route('GET', '/acs/entrances/get', byEntrance, ({ workspace }, { acs_entrance_id: id }) => ({
    acs_entrance: entranceView(findEntrance(workspace, id)),
  })),
];
