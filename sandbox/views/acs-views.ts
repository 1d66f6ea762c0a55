import type {
  AccessGroup,
  AcsSystem,
  AcsUser,
  Credential,
  Entrance,
  Schedule,
} from '../model/objects.ts';
import type { Workspace } from '../workspace.ts';

import { errorsView, iso, present, warningsView, type Wire } from './wire.ts';

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

/** Seam's `acs_user`. */
export function userView(workspace: Workspace, user: AcsUser): Wire {
  const { system, identity, lastSyncAt } = user;
  return present({
    acs_user_id: user.id,
    acs_system_id: system.id,
    workspace_id: workspace.id,
    connected_account_id: system.connectedAccountId,
    created_at: iso(user.createdAt),
    display_name: user.fullName,
    full_name: user.fullName,
    email_address: user.email,
    email: user.email,
    phone_number: user.phone,
    access_schedule: user.schedule === null ? undefined : scheduleView(user.schedule),
    is_suspended: user.isSuspended,
    is_managed: true,
    external_type: system.model.user.type,
    external_type_display_name: system.model.user.name,
    last_successful_sync_at: lastSyncAt === null ? null : iso(lastSyncAt),
    user_identity_id: identity?.id,
    user_identity_full_name: identity?.fullName,
    user_identity_email_address: identity?.email,
    user_identity_phone_number: identity?.phone,
    errors: errorsView(user),
    warnings: warningsView(user),
    pending_mutations: pendingView(user),
    ...system.model.userMetadata(user),
  });
}

/** Seam's `acs_credential`. */
export function credentialView(workspace: Workspace, credential: Credential): Wire {
  const { system, user, startsAt, endsAt, accessMethod, lastSyncAt } = credential;
  return present({
    acs_credential_id: credential.id,
    acs_system_id: system.id,
    workspace_id: workspace.id,
    connected_account_id: system.connectedAccountId,
    acs_user_id: user?.id,
    user_identity_id: user?.identity?.id,
    access_method: accessMethod,
    code: accessMethod === 'code' ? credential.code : undefined,
    display_name: `${user?.fullName ?? 'Unassigned'}, ${accessMethod}`,
    created_at: iso(credential.createdAt),
    starts_at: startsAt === undefined ? undefined : iso(startsAt),
    ends_at: endsAt === undefined ? undefined : iso(endsAt),
    external_type: system.model.credential.type,
    external_type_display_name: system.model.credential.name,
    is_managed: true,
    is_multi_phone_sync_credential: credential.isMultiPhoneSync,
    is_latest_desired_state_synced_with_provider: credential.isProgrammed,
    latest_desired_state_synced_with_provider_at: lastSyncAt === null ? null : iso(lastSyncAt),
    errors: errorsView(credential),
    warnings: warningsView(credential),
  });
}

function scheduleView({ startsAt, endsAt }: Schedule): Wire {
  return { starts_at: iso(startsAt), ends_at: endsAt === null ? null : iso(endsAt) };
}

function pendingView(user: AcsUser): Wire[] {
  const pending = user.pending.map(({ code, message, createdAt, from, to }) =>
    present({ mutation_code: code, message, created_at: iso(createdAt), from, to }),
  );
  const deletion = user.warnings.find(({ code }) => code === 'being_deleted');
  if (deletion === undefined) return pending;
  return [
    ...pending,
    { mutation_code: 'deleting', message: deletion.message, created_at: iso(deletion.createdAt) },
  ];
}
