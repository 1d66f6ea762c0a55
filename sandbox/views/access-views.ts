import { undeliverable } from '../model/credentials.ts';
import type { AcsUser, Credential, Schedule } from '../model/objects.ts';
import type { Workspace } from '../workspace.ts';

import { errorsView, iso, isoOrNull, present, warningsView, type Wire } from './wire.ts';

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
    last_successful_sync_at: isoOrNull(lastSyncAt),
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
    latest_desired_state_synced_with_provider_at: isoOrNull(lastSyncAt),
    errors: errorsView(credential),
    warnings: credentialWarnings(credential),
  });
}

function credentialWarnings(credential: Credential): Wire[] {
  const message = undeliverable(credential);
  if (message === undefined) return warningsView(credential);
  const code = 'unknown_issue_with_acs_credential';
  const warning = { warning_code: code, message, created_at: iso(credential.createdAt) };
  return [...warningsView(credential), warning];
}

function scheduleView({ startsAt, endsAt }: Schedule): Wire {
  return { starts_at: iso(startsAt), ends_at: isoOrNull(endsAt) };
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
