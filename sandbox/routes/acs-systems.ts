import { z } from 'zod';

import { findSystem } from '../find.ts';
import { uuid } from '../parameters.ts';
import { type Route, route } from '../route.ts';
import { systemView } from '../views/site-views.ts';

const bySystem = z.object({ acs_system_id: uuid });
const listing = z.object({ connected_account_id: uuid.optional(), search: z.string().optional() });

/** `/acs/systems/*` */
export const acsSystemRoutes: readonly Route[] = [
  route('GET', '/acs/systems/get', bySystem, ({ workspace }, { acs_system_id: id }) => ({
    acs_system: systemView(workspace, findSystem(workspace, id)),
  })),

  route(
    'GET',
    '/acs/systems/list',
    listing,
    ({ workspace }, { connected_account_id: account, search }) => {
      const systems = [...workspace.systems.values()].filter(
        (system) =>
          (account === undefined || system.connectedAccountId === account) &&
          (search === undefined || system.name.toLowerCase().includes(search.toLowerCase())),
      );
      return { acs_systems: systems.map((system) => systemView(workspace, system)) };
    },
  ),

  route(
    'GET',
    '/acs/systems/list_compatible_credential_manager_acs_systems',
    bySystem,
    ({ workspace }, { acs_system_id: id }) => {
      const { credentialManagerId } = findSystem(workspace, id);
      const managers = [...workspace.systems.values()].filter(
        (system) => system.id === credentialManagerId,
      );
      return { acs_systems: managers.map((system) => systemView(workspace, system)) };
    },
  ),
];
