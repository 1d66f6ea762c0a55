import type { AccessGroup, AcsSystem, Entrance } from '../model/objects.ts';
import type { Workspace } from '../workspace.ts';

import { errorsView, iso, warningsView, type Wire } from './wire.ts';

/** Seam's `acs_system`. */
export function systemView(workspace: Workspace, system: AcsSystem): Wire {
  const { model, connectedAccountId, createdAt } = system;
  const { systemErrors, systemWarnings } = workspace.switches;
  const injected = { message: 'Set by a switch of the sandbox', created_at: iso(createdAt) };
  return {
    acs_system_id: system.id,
    workspace_id: workspace.id,
    connected_account_id: connectedAccountId,
    connected_account_ids: [connectedAccountId],
    name: system.name,
    created_at: iso(createdAt),
    external_type: model.system.type,
    external_type_display_name: model.system.name,
    is_credential_manager: system.isCredentialManager,
    default_credential_manager_acs_system_id: system.credentialManagerId,
    acs_user_count: system.users.size,
    acs_access_group_count: system.groups.length,
    location: { time_zone: system.timeZone },
    image_url: 'https://connect.getseam.com/assets/images/acs_systems/access-system.png',
    image_alt_text: `${model.system.name} logo`,
    errors: [
      ...errorsView(system),
      ...systemErrors.map((code) => ({ error_code: code, ...injected })),
    ],
    warnings: [
      ...warningsView(system),
      ...systemWarnings.map((code) => ({ warning_code: code, ...injected })),
    ],
  };
}

/** Seam's `acs_access_group`. */
export function groupView(workspace: Workspace, group: AccessGroup): Wire {
  const { type, name: typeName } = group.system.model.group ?? { type: '', name: '' };
  return {
    acs_access_group_id: group.id,
    acs_system_id: group.system.id,
    workspace_id: workspace.id,
    connected_account_id: group.system.connectedAccountId,
    name: group.name,
    display_name: group.name,
    external_type: type,
    external_type_display_name: typeName,
    access_group_type: type,
    access_group_type_display_name: typeName,
    created_at: iso(group.createdAt),
    is_managed: true,
    errors: errorsView(group),
    warnings: warningsView(group),
    pending_mutations: [],
  };
}

/** Seam's `acs_entrance`. */
export function entranceView(entrance: Entrance): Wire {
  return {
    acs_entrance_id: entrance.id,
    acs_system_id: entrance.system.id,
    connected_account_id: entrance.system.connectedAccountId,
    display_name: entrance.name,
    created_at: iso(entrance.createdAt),
    space_ids: [],
    errors: errorsView(entrance),
    warnings: warningsView(entrance),
    ...entrance.system.model.entranceMetadata(entrance),
  };
}
