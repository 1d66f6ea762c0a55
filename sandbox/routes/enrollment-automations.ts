import { z } from 'zod';

import { findIdentity, findSystem, findUser } from '../find.ts';
import { launchEnrollment } from '../model/enrollments.ts';
import { announce } from '../model/events.ts';
import type { Enrollment } from '../model/objects.ts';
import { linkIdentity } from '../model/users.ts';
import { uuid } from '../parameters.ts';
import { invalidInput, notFound, Refusal } from '../refusal.ts';
import { type Call, type Route, route } from '../route.ts';
import type { Switches } from '../switches.ts';
import { enrollmentView } from '../views/identity-views.ts';
import type { Workspace } from '../workspace.ts';

const byEnrollment = z.object({ enrollment_automation_id: uuid });
const byIdentity = z.object({ user_identity_id: uuid });
const launching = z.object({
  user_identity_id: uuid,
  credential_manager_acs_system_id: uuid,
  create_credential_manager_user: z.boolean().optional(),
  credential_manager_acs_user_id: uuid.optional(),
  acs_credential_pool_id: uuid.optional(),
});

function launch({ workspace }: Call, body: z.output<typeof launching>) {
  const identity = findIdentity(workspace, body.user_identity_id);
  const manager = findSystem(workspace, body.credential_manager_acs_system_id);
  if (!manager.isCredentialManager)
    throw invalidInput('The access system is not a credential manager');
  const createsUser = body.create_credential_manager_user === true;
  if (createsUser === (body.credential_manager_acs_user_id !== undefined)) {
    throw invalidInput(
      'Provide either create_credential_manager_user or credential_manager_acs_user_id',
    );
  }
  if (workspace.switches.relaunchEnrollment === 'refused' && identity.enrollments.size > 0) {
    const message = 'The user identity already has an enrollment automation';
    throw new Refusal(400, 'enrollment_automation_already_exists', message);
  }
  if (body.credential_manager_acs_user_id !== undefined) {
    const user = findUser(workspace, { acs_user_id: body.credential_manager_acs_user_id });
    linkIdentity(workspace, user, identity);
  }
  const enrollment = launchEnrollment(workspace, identity, manager, createsUser);
  return { enrollment_automation: enrollmentView(workspace, enrollment) };
}

function findEnrollment({ enrollments }: Workspace, id: string): Enrollment {
  const enrollment = enrollments.get(id);
  if (enrollment === undefined) throw notFound('enrollment_automation');
  return enrollment;
}

function remove(
  { workspace }: Call,
  { enrollment_automation_id: id }: z.output<typeof byEnrollment>,
) {
  const enrollment = findEnrollment(workspace, id);
  enrollment.identity.enrollments.delete(enrollment);
  workspace.enrollments.delete(id);
  announce(workspace, 'enrollment_automation.deleted', { enrollment_automation_id: id });
  return {};
}

const isGone = ({ enrollmentGone }: Switches): boolean => enrollmentGone;

/** `/user_identities/enrollment_automations/*`, which Seam has announced to remove. */
export const enrollmentAutomationRoutes: readonly Route[] = [
  route('POST', '/user_identities/enrollment_automations/launch', launching, launch, isGone),
  route('DELETE', '/user_identities/enrollment_automations/delete', byEnrollment, remove, isGone),
  route(
    'GET',
    '/user_identities/enrollment_automations/get',
    byEnrollment,
    ({ workspace }, { enrollment_automation_id: id }) => ({
      enrollment_automation: enrollmentView(workspace, findEnrollment(workspace, id)),
    }),
    isGone,
  ),
  route(
    'GET',
    '/user_identities/enrollment_automations/list',
    byIdentity,
    ({ workspace }, { user_identity_id: id }) => ({
      enrollment_automations: [...findIdentity(workspace, id).enrollments].map((enrollment) =>
        enrollmentView(workspace, enrollment),
      ),
    }),
    isGone,
  ),
];
