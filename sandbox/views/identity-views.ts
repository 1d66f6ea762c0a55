import { displayName } from '../model/identities.ts';
import type { Enrollment, SeamEvent, UserIdentity } from '../model/objects.ts';
import type { Workspace } from '../workspace.ts';

import { iso, warningsView, type Wire } from './wire.ts';

/** Seam's `user_identity`; the errors of its users show on it. */
export function identityView(workspace: Workspace, identity: UserIdentity): Wire {
  return {
    user_identity_id: identity.id,
    workspace_id: workspace.id,
    user_identity_key: identity.key,
    full_name: identity.fullName,
    email_address: identity.email,
    phone_number: identity.phone,
    display_name: displayName(identity),
    created_at: iso(identity.createdAt),
    acs_user_ids: [...identity.users].map(({ id }) => id),
    merged_user_identity_ids: [],
    merged_user_identity_keys: [],
    errors: userIssues(identity),
    warnings: warningsView(identity),
  };
}

/** Seam's `enrollment_automation`. */
export function enrollmentView(workspace: Workspace, enrollment: Enrollment): Wire {
  return {
    enrollment_automation_id: enrollment.id,
    credential_manager_acs_system_id: enrollment.credentialManager.id,
    user_identity_id: enrollment.identity.id,
    workspace_id: workspace.id,
    created_at: iso(enrollment.createdAt),
  };
}

/** Seam's `event`. */
export function eventView(workspace: Workspace, { id, type, occurredAt, fields }: SeamEvent): Wire {
  return {
    event_id: id,
    event_type: type,
    workspace_id: workspace.id,
    created_at: iso(occurredAt),
    occurred_at: iso(occurredAt),
    ...fields,
  };
}

/** Seam's `workspace`. */
export function workspaceView({ id, switches }: Workspace): Wire {
  return {
    workspace_id: id,
    name: 'Sandbox',
    company_name: 'Sandbox',
    connect_partner_name: null,
    connect_webview_customization: {},
    is_publishable_key_auth_enabled: false,
    is_sandbox: switches.isSandbox,
    is_suspended: false,
    organization_id: null,
  };
}

function userIssues({ users }: UserIdentity): Wire[] {
  return [...users].flatMap(({ id, system, errors }) =>
    errors.slice(0, 1).map(({ createdAt }) => ({
      error_code: 'issue_with_acs_user',
      message: 'There is an issue with an access system user of this user identity',
      created_at: iso(createdAt),
      acs_user_id: id,
      acs_system_id: system.id,
    })),
  );
}
