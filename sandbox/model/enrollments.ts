import { newObject } from '../build-site.ts';
import { nextUuid } from '../random.ts';
import type { Workspace } from '../workspace.ts';

import { displayName } from './identities.ts';
import type { AcsSystem, Enrollment, UserIdentity } from './objects.ts';
import { createUser } from './users.ts';

/** Enrolls the phones of an identity with a credential manager, and makes the manager's own user if that is wanted. */
export function launchEnrollment(
  workspace: Workspace,
  identity: UserIdentity,
  credentialManager: AcsSystem,
  createsUser: boolean,
): Enrollment {
  const enrollment = {
    ...newObject(workspace, nextUuid(workspace.ids)),
    identity,
    credentialManager,
  };
  identity.enrollments.add(enrollment);
  workspace.enrollments.set(enrollment.id, enrollment);
  if (createsUser)
    createUser(workspace, credentialManager, { fullName: displayName(identity), identity });
  return enrollment;
}
