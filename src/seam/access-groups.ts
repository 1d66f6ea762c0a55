import { z } from 'zod';

import { unlessAbsent } from './absence.ts';
import type { Connection } from './connection.ts';
import { pageOfEntrances } from './entrances.ts';
import type { AccessGroup, Seam } from './port.ts';
import { wholeList } from './whole-list.ts';
import { accepted, done, id, pagination, toPage } from './wire.ts';

const accessGroup = z
  .object({ acs_access_group_id: id, acs_system_id: id, name: z.string() })
  .transform((it): AccessGroup => ({
    id: it.acs_access_group_id,
    systemId: it.acs_system_id,
    name: it.name,
  }));

const pageOfGroups = z
  .object({ acs_access_groups: z.array(accessGroup), pagination: pagination.optional() })
  .transform((it) => toPage(it.acs_access_groups, it.pagination));

/** The routes of Seam's access groups, and of who is in them. */
export function accessGroups(
  connection: Connection,
): Pick<Seam, 'listAccessGroups' | 'listEntrances' | 'groupsOf' | 'joinGroup' | 'leaveGroup'> {
  return {
    listAccessGroups: (systemId, call) =>
      wholeList(
        connection,
        call,
        (seam) => seam.acs.accessGroups.list({ acs_system_id: systemId }),
        pageOfGroups,
      ),

    listEntrances: (groupId, call) =>
      wholeList(
        connection,
        call,
        (seam) => seam.acs.accessGroups.listAccessibleEntrances({ acs_access_group_id: groupId }),
        pageOfEntrances,
      ),

    async groupsOf(userId, call) {
      const groups = await wholeList(
        connection,
        call,
        (seam) => seam.acs.accessGroups.list({ acs_user_id: userId }),
        pageOfGroups,
      );
      return groups.map((group) => group.id);
    },

    joinGroup: (userId, groupId, call) =>
      connection.ask(
        call,
        (seam) =>
          seam.acs.users.addToAccessGroup({ acs_user_id: userId, acs_access_group_id: groupId }),
        done,
      ),

    leaveGroup: (userId, groupId, call) =>
      unlessAbsent(
        connection.ask(
          call,
          (seam) =>
            seam.acs.users.removeFromAccessGroup({
              acs_user_id: userId,
              acs_access_group_id: groupId,
            }),
          accepted,
        ),
        ['acs_user', 'acs_access_group'],
        'gone',
      ),
  };
}
