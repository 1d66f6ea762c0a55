import { type SeamHttp, SeamHttpRequest } from '@seamapi/http';
import { z } from 'zod';

import { unlessAbsent, unlessRouteGone } from './absence.ts';
import type { Connection, UnsentRequest } from './connection.ts';
import type { Enrollment, Seam } from './port.ts';
import { wholeList } from './whole-list.ts';
import { accepted, id, pagination, toPage } from './wire.ts';

const oneEnrollment = z
  .object({ enrollment_automation: z.object({ enrollment_automation_id: id }) })
  .transform((it) => ({ id: it.enrollment_automation.enrollment_automation_id }));

const enrollment = z
  .object({ enrollment_automation_id: id, credential_manager_acs_system_id: id })
  .transform((it): Enrollment => ({
    id: it.enrollment_automation_id,
    managerId: it.credential_manager_acs_system_id,
  }));

const pageOfEnrollments = z
  .object({ enrollment_automations: z.array(enrollment), pagination: pagination.optional() })
  .transform((it) => toPage(it.enrollment_automations, it.pagination));

/**
 * The routes of Seam's enrollment automations. Seam has announced their removal and its client has
 * dropped them, so they are called by path.
 */
export function enrollments(
  connection: Connection,
): Pick<Seam, 'launchEnrollment' | 'listEnrollments' | 'deleteEnrollment'> {
  return {
    launchEnrollment: (launch, call) =>
      unlessRouteGone(
        connection.ask(
          call,
          (seam) =>
            post(seam, '/user_identities/enrollment_automations/launch', {
              user_identity_id: launch.identityId,
              create_credential_manager_user: true,
              credential_manager_acs_system_id: launch.managerId,
            }),
          oneEnrollment,
        ),
        'route-gone',
      ),

    listEnrollments: (identityId, call) =>
      unlessRouteGone(
        wholeList(
          connection,
          call,
          (seam) =>
            post(seam, '/user_identities/enrollment_automations/list', {
              user_identity_id: identityId,
            }),
          pageOfEnrollments,
        ),
        'route-gone',
      ),

    deleteEnrollment: (enrollmentId, call) =>
      unlessAbsent(
        connection.ask(
          call,
          (seam) =>
            post(seam, '/user_identities/enrollment_automations/delete', {
              enrollment_automation_id: enrollmentId,
            }),
          accepted,
        ),
        ['enrollment_automation'],
        'gone',
      ),
  };
}

function post(seam: SeamHttp, pathname: string, body: Record<string, unknown>): UnsentRequest {
  return new SeamHttpRequest<unknown, undefined>(seam, {
    pathname,
    method: 'POST',
    body,
    responseKey: undefined,
  });
}
