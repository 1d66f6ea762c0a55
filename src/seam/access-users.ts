import { z } from 'zod';

import { unlessAbsent } from './absence.ts';
import { accessUser } from './access-user.ts';
import type { Connection } from './connection.ts';
import { pageOfEntrances } from './entrances.ts';
import type { Schedule, Seam } from './port.ts';
import { wholeList } from './whole-list.ts';
import { accepted, done, pagination, toPage } from './wire.ts';

const oneUser = z.object({ acs_user: accessUser }).transform((it) => it.acs_user);

const pageOfUsers = z
  .object({ acs_users: z.array(accessUser), pagination })
  .transform((it) => toPage(it.acs_users, it.pagination));

/** The routes of Seam's access users. */
export function accessUsers(connection: Connection): AccessUserReads & AccessUserWrites {
  return { ...reads(connection), ...writes(connection) };
}

type AccessUserReads = Pick<Seam, 'getUser' | 'findUsers' | 'entrancesOf'>;
type AccessUserWrites = Pick<
  Seam,
  'createUser' | 'updateUser' | 'deleteUser' | 'suspendUser' | 'unsuspendUser'
>;

function reads(connection: Connection): AccessUserReads {
  return {
    getUser: (userId, call) =>
      unlessAbsent(
        connection.ask(call, (seam) => seam.acs.users.get({ acs_user_id: userId }), oneUser),
        ['acs_user'],
        undefined,
      ),

    findUsers: (by, call) =>
      connection.ask(
        call,
        (seam) =>
          seam.acs.users.list({
            acs_system_id: by.systemId,
            search: by.search,
            user_identity_id: by.identityId,
            page_cursor: by.cursor,
          }),
        pageOfUsers,
      ),

    entrancesOf: (userId, call) =>
      wholeList(
        connection,
        call,
        (seam) => seam.acs.users.listAccessibleEntrances({ acs_user_id: userId }),
        pageOfEntrances,
      ),
  };
}

function writes(connection: Connection): AccessUserWrites {
  return {
    createUser: (user, call) =>
      connection.ask(
        call,
        (seam) =>
          seam.acs.users.create({
            acs_system_id: user.systemId,
            full_name: user.fullName,
            user_identity_id: user.identityId,
            access_schedule: toAccessSchedule(user.schedule),
            phone_number: user.phone,
            email_address: user.email,
          }),
        oneUser,
      ),

    updateUser: (userId, change, call) =>
      connection.ask(
        call,
        (seam) =>
          seam.acs.users.update({
            acs_user_id: userId,
            access_schedule: toAccessSchedule(change.schedule),
            full_name: change.fullName,
          }),
        done,
      ),

    deleteUser: (userId, call) =>
      unlessAbsent(
        connection.ask(call, (seam) => seam.acs.users.delete({ acs_user_id: userId }), accepted),
        ['acs_user'],
        'gone',
      ),

    suspendUser: (userId, call) =>
      unlessAbsent(
        connection.ask(call, (seam) => seam.acs.users.suspend({ acs_user_id: userId }), accepted),
        ['acs_user'],
        'gone',
      ),

    unsuspendUser: (userId, call) =>
      unlessAbsent(
        connection.ask(call, (seam) => seam.acs.users.unsuspend({ acs_user_id: userId }), accepted),
        ['acs_user'],
        'gone',
      ),
  };
}

function toAccessSchedule(
  window: Schedule | undefined,
): { starts_at: string; ends_at: string } | undefined {
  return window && { starts_at: window.startsAt, ends_at: window.endsAt };
}
