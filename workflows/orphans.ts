import type { FoundOrphan, Remain } from '../src/contract/closing.ts';
import type { StayLook } from '../src/contract/reconciling.ts';
import { systemOfPlace } from '../src/domain/plan.ts';

import type { Survey } from './survey.ts';

type ClosedLook = Extract<StayLook, { readonly run: 'closed' }>;

/**
 * The stays of which something older than the quiet period is at Seam although no run of theirs is
 * open: terminated, lost, or closed before a late create committed.
 */
export function findOrphans(
  looks: readonly StayLook[],
  survey: Survey,
  listedSystemIds: readonly string[],
): readonly FoundOrphan[] {
  const everywhere = [...new Set([...listedSystemIds, ...survey.systems.keys()])];
  return looks.flatMap((look) => {
    if (look.run !== 'closed') return [];
    const found = remainsOf(look.reservationId, survey);
    if (found.length === 0) return [];
    const { reservationId, last } = look;
    const systemIds = look.ledger.length > 0 ? systemsOf(look) : everywhere;
    return [{ reservationId, found, systemIds, ...(last && { last }) }];
  });
}

/** What was seen of a stay, oldest first: the identity, the users, and what hangs on them. */
function remainsOf(reservationId: string, survey: Survey): Remain[] {
  const users = (survey.users.get(reservationId) ?? []).filter((user) => !user.isNew);
  const credentials = [...survey.credentials.values()].filter((one) =>
    users.some((user) => user.id === one.userId),
  );
  return [
    ...identityOf(reservationId, survey),
    ...users.map(({ id, systemId }) => ({ kind: 'access-user' as const, id, systemId })),
    ...credentials.map(({ id, systemId, userId }) => ({
      kind: 'credential' as const,
      id,
      systemId,
      userId,
    })),
  ];
}

/**
 * The stay's identity, unless an access of somebody else hangs on it: a guest with two stays. What no
 * list shows is a credential manager's, if every list was read.
 */
function identityOf(reservationId: string, survey: Survey): Remain[] {
  const identity = survey.identities.get(reservationId);
  if (identity === undefined || identity.isNew) return [];
  const own = (survey.users.get(reservationId) ?? []).map((user) => user.id);
  const seen = new Set([...survey.users.values()].flat().map((user) => user.id));
  const isSomebodys = (id: string): boolean =>
    !own.includes(id) && (seen.has(id) || survey.strangers.has(id) || survey.unread.size > 0);
  return identity.userIds.some(isSomebodys) ? [] : [{ kind: 'user-identity', id: identity.id }];
}

/** Where the stopped run had asked for something. */
function systemsOf({ ledger }: ClosedLook): string[] {
  const ids = ledger.map((entry) => systemOfPlace(entry.place)).filter((id) => id !== '');
  return [...new Set(ids)];
}
