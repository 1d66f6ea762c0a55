import type { AcsUser } from '../../../sandbox/model/objects.ts';
import type { Orphan, Remain } from '../../../src/contract/closing.ts';
import { CLOSE_STAY, stayWorkflowId } from '../../../src/contract/names.ts';
import { toPayload } from '../temporal/payload.ts';

import { LISTINGS } from './listings.ts';
import type { World } from './world.ts';

/**
 * Has a stay ended whose run was terminated, as the reconciler has it: by what of it is at Seam under its
 * mark. Answers whether there was anything, and nobody has put it meanwhile.
 */
export function closeOrphan(
  { temporal, workspace, story }: Pick<World, 'temporal' | 'workspace' | 'story'>,
  reservationId: string,
): boolean {
  const workflowId = stayWorkflowId(reservationId);
  const { users, identities } = workspace();
  const own = `nightlatch:${reservationId}`;
  const isIts = ({ fullName, identity }: AcsUser): boolean =>
    fullName.split(' ')[0] === `nl:${reservationId}` ||
    (fullName === reservationId && identity?.key === own);
  const found: Remain[] = [];
  for (const { key, id } of identities.values()) {
    if (key === own) found.push({ kind: 'user-identity', id });
  }
  for (const user of [...users.values()].filter((each) => !each.isGone && isIts(each))) {
    const systemId = user.system.id;
    found.push({ kind: 'access-user', id: user.id, systemId });
    for (const { id } of user.credentials) {
      found.push({ kind: 'credential', id, systemId, userId: user.id });
    }
  }
  if (found.length === 0 || temporal.open(workflowId) !== undefined) return false;
  const systemIds = [...new Set([...LISTINGS.values()].map((listing) => listing.acsSystemId))];
  const { quietPeriodMs } = story;
  const orphan: Orphan = { reservationId, found, systemIds, quietPeriodMs };
  temporal.start(workflowId, {
    workflowType: CLOSE_STAY,
    args: [toPayload(orphan)],
    attributes: [{ name: 'StayPhase', type: 'KEYWORD', value: toPayload('revoking') }],
  });
  return true;
}
