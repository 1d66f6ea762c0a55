import { z } from 'zod';

import type { Connection } from './connection.ts';
import { pageOfEntrances } from './entrances.ts';
import type { AccessSystem, Seam } from './port.ts';
import { wholeList } from './whole-list.ts';
import { errorCodes, id, pagination, present, toPage, warningCodes } from './wire.ts';

const accessSystem = z
  .object({
    acs_system_id: id,
    name: z.string(),
    external_type: z.string().nullish(),
    is_credential_manager: z.boolean().nullish(),
    errors: errorCodes,
    warnings: warningCodes,
  })
  .transform((it): AccessSystem =>
    present({
      id: it.acs_system_id,
      name: it.name,
      externalType: it.external_type,
      isCredentialManager: it.is_credential_manager ?? false,
      errors: it.errors,
      warnings: it.warnings,
    }),
  );

const oneSystem = z.object({ acs_system: accessSystem }).transform((it) => it.acs_system);

const pageOfSystems = z
  .object({ acs_systems: z.array(accessSystem), pagination: pagination.optional() })
  .transform((it) => toPage(it.acs_systems, it.pagination));

/** The routes of Seam's access systems. */
export function accessSystems(
  connection: Connection,
): Pick<Seam, 'getSystem' | 'listSystems' | 'listCredentialManagers' | 'listEntrancesOfSystem'> {
  return {
    getSystem: (systemId, call) =>
      connection.ask(call, (seam) => seam.acs.systems.get({ acs_system_id: systemId }), oneSystem),

    listSystems: (call) =>
      wholeList(connection, call, (seam) => seam.acs.systems.list(), pageOfSystems),

    listCredentialManagers: (systemId, call) =>
      wholeList(
        connection,
        call,
        (seam) =>
          seam.acs.systems.listCompatibleCredentialManagerAcsSystems({ acs_system_id: systemId }),
        pageOfSystems,
      ),

    listEntrancesOfSystem: (systemId, call) =>
      wholeList(
        connection,
        call,
        (seam) => seam.acs.entrances.list({ acs_system_id: systemId }),
        pageOfEntrances,
      ),
  };
}
