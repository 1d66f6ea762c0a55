import { MOST_FOUND, type FoundOrphan, type Remain } from '../../src/contract/closing.ts';
import type { StayLook } from '../../src/contract/reconciling.ts';
import { systemsOf, systemsOnlyNamed } from '../../src/stay/ledger-ids.ts';
import type { Ledger } from '../../src/stay/ledger.ts';
import { systemOf } from '../../src/stay/scope.ts';

import type { Survey } from './survey.ts';

/**
 * The stays of which something older than the quiet period is at Seam although no run of theirs is
 * open: terminated, lost, or closed before a late create committed. Also those that were terminated and of
 * which nothing is left, if others still believe in them: whoever ends it tells them.
 */
export function findOrphans(
  looks: readonly StayLook[],
  survey: Survey,
  listedSystemIds: readonly string[],
): readonly FoundOrphan[] {
  const everywhere = [...new Set([...listedSystemIds, ...survey.systems.keys()])];
  const users = [...survey.users.values()].flat();
  const holders = new Map(users.map((user) => [user.id, user.reservationId]));
  return looks.flatMap((look) => {
    if (look.run !== 'closed') return [];
    const { reservationId, last } = look;
    // A pass waits while guests come first: what it saw before may be gone by now.
    const isProvenSince = Date.parse(look.provenAt ?? '') >= survey.since;
    const found = isProvenSince
      ? []
      : [...identitiesOf(reservationId, survey, holders), ...usersAndCredentialsOf(look, survey)];
    if (found.length === 0 && look.isUntold !== true) return [];
    const systemIds = look.ledger.length > 0 ? [...systemsOf(look.ledger)] : everywhere;
    const onlyNamedIn = [...systemsOnlyNamed(look.ledger)];
    return [
      {
        reservationId,
        found: found.slice(0, MOST_FOUND),
        systemIds,
        ...(onlyNamedIn.length > 0 ? { onlyNamedIn } : {}),
        ...(last && { last }),
      },
    ];
  });
}

/**
 * The stays that should have ended and cannot be read: their key is lost, their tasks fail, or somebody has
 * paused them.
 */
export function findUnreadable(
  looks: readonly StayLook[],
  survey: Survey,
  {
    systemIds,
    overdueSince,
  }: { readonly systemIds: readonly string[]; readonly overdueSince: number },
): readonly FoundOrphan[] {
  const late = looks.flatMap((look): ClosedLook[] => {
    const isOverdue =
      look.run === 'silent' && Date.parse(look.last?.closesAt ?? '') <= overdueSince;
    return isOverdue ? [{ ...look, run: 'closed', ledger: [] }] : [];
  });
  return findOrphans(late, survey, systemIds);
}

type ClosedLook = Extract<StayLook, { readonly run: 'closed' }>;

/**
 * The identities of the stay's guests, but for one on which an access of somebody else hangs. What no
 * list shows is a credential manager's, if every list was read.
 */
function identitiesOf(
  reservationId: string,
  survey: Survey,
  holders: ReadonlyMap<string, string>,
): readonly Remain[] {
  const isSomebodys = (userId: string): boolean => {
    const holder = holders.get(userId);
    if (holder !== undefined) return holder !== reservationId;
    return survey.strangers.has(userId) || survey.unread.size > 0;
  };
  return (survey.identities.get(reservationId) ?? [])
    .filter(({ isNew, userIds }) => !isNew && !userIds.some(isSomebodys))
    .map(({ id, guestNumber }) => ({
      kind: 'user-identity',
      id,
      ...(guestNumber && { guestNumber }),
    }));
}

/** Users that the run still had when it was stopped from outside, and that somebody has renamed. */
function renamedUsers(
  ledger: Ledger,
  { strangers }: Survey,
): readonly { readonly id: string; readonly systemId: string }[] {
  return ledger.flatMap(({ kind, id, state, scope }) =>
    kind === 'access-user' && state !== 'removed' && id !== undefined && strangers.has(id)
      ? [{ id, systemId: systemOf(scope) ?? '' }]
      : [],
  );
}

/** What else was seen of a stay, in the order in which it was made. */
function usersAndCredentialsOf(
  { reservationId, ledger }: StayLook & { readonly run: 'closed' },
  survey: Survey,
): readonly Remain[] {
  const named = (survey.users.get(reservationId) ?? []).filter((user) => !user.isNew);
  const users = [...named, ...renamedUsers(ledger, survey)];
  // Thousands may have lost their runs, in a house of ten thousands: each finds its own at once.
  const credentials = users.flatMap(({ id }) => survey.credentialsOf.get(id) ?? []);
  return [
    ...users.map(({ id, systemId }) => ({ kind: 'access-user' as const, id, systemId })),
    ...credentials.map(({ id, systemId, userId }) => ({
      kind: 'credential' as const,
      id,
      systemId,
      userId,
    })),
  ];
}
