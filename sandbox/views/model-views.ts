import { openings } from '../model/doors.ts';
import type { Workspace } from '../workspace.ts';

import { credentialView, userView } from './access-views.ts';
import { enrollmentView, identityView } from './identity-views.ts';
import type { Wire } from './wire.ts';

/** The answer of `GET /_sandbox/doors`: whom each door lets in at an instant, as it is programmed now. */
export function doorsView(workspace: Workspace, instant: number): Wire {
  const doors = [...openings(workspace, instant)].map(([entrance, letIn]) => ({
    acs_entrance_id: entrance.id,
    display_name: entrance.name,
    opens_for: letIn.map(({ user, credential }) => ({
      acs_user_id: user.id,
      full_name: user.fullName,
      acs_credential_id: credential.id,
      access_method: credential.accessMethod,
    })),
  }));
  return { doors };
}

/** The answer of `GET /_sandbox/objects`: every live object. */
export function objectsView(workspace: Workspace): Wire {
  const users = [...workspace.users.values()];
  return {
    user_identities: [...workspace.identities.values()].map((identity) =>
      identityView(workspace, identity),
    ),
    acs_users: users.map((user) => userView(workspace, user)),
    credentials: [...workspace.credentials.values()].map((item) => credentialView(workspace, item)),
    memberships: users.flatMap(({ id, groups }) =>
      [...groups].map((group) => ({ acs_user_id: id, acs_access_group_id: group.id })),
    ),
    enrollment_automations: [...workspace.enrollments.values()].map((item) =>
      enrollmentView(workspace, item),
    ),
  };
}

/** One workspace of the ready line: which systems there are and which groups open which doors. */
export function siteView({ apiKey, systems }: Workspace): Wire {
  return {
    api_key: apiKey,
    systems: [...systems.values()].map((system) => ({
      acs_system_id: system.id,
      name: system.name,
      external_type: system.model.system.type,
      is_credential_manager: system.isCredentialManager,
      acs_entrance_ids: system.entrances.map(({ id }) => id),
      access_groups: system.groups.map((group) => ({
        acs_access_group_id: group.id,
        name: group.name,
        acs_entrance_ids: group.entrances.map(({ id }) => id),
      })),
    })),
  };
}
