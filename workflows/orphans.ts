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
  const identity = survey.identities.get(reservationId);
  const users = (survey.users.get(reservationId) ?? []).filter((user) => !user.isNew);
  const credentials = [...survey.credentials.values()].filter((one) =>
    users.some((user) => user.id === one.userId),
  );
  return [
    ...(identity === undefined || identity.isNew
      ? []
      : [{ kind: 'user-identity' as const, id: identity.id }]),
    ...users.map(({ id, systemId }) => ({ kind: 'access-user' as const, id, systemId })),
    ...credentials.map(({ id, systemId, userId }) => ({
      kind: 'credential' as const,
      id,
      systemId,
      userId,
    })),
  ];
}

/** Where the stopped run had asked for something. */
function systemsOf({ ledger }: ClosedLook): string[] {
  const ids = ledger.map((entry) => systemOfPlace(entry.place)).filter((id) => id !== '');
  return [...new Set(ids)];
}
