import type { Inherited, Recalled } from './activities.ts';
import { systemsOf, type Ledger, type LedgerEntry } from './ledger.ts';
import { systemsNamedByGuide } from './recipes/index.ts';
import { newestOf } from './requests.ts';
import type { Revisions, Status } from './status.ts';

/** What a run that was stopped from outside may have left, as far as its ledger tells. */
export function leftBy(ledger: Ledger): Required<Pick<Recalled, 'leftIn' | 'left'>> {
  const left = ledger.filter(({ state }) => state !== 'removed');
  const userIds = left.flatMap(({ kind, id }) =>
    kind === 'access-user' && id !== undefined ? [id] : [],
  );
  const suspendedUserIds = left.flatMap((entry) =>
    entry.id !== undefined && maySuspend(entry) ? [entry.id] : [],
  );
  const identitiesOf = left.flatMap(({ kind, scope, kept }) =>
    kind === 'user-identity' && scope.of === 'guest' && !kept ? [scope.guest] : [],
  );
  return {
    leftIn: systemsOf(ledger),
    left: {
      userIds,
      namedByGuideIn: systemsNamedByGuide(ledger),
      ...lastGuestOf(left),
      ...(suspendedUserIds.length > 0 ? { suspendedUserIds } : {}),
      ...(identitiesOf.length > 0 ? { identitiesOf } : {}),
    },
  };
}

/** Whether a request of that run has suspended the user, or may still do. */
function maySuspend({ suspendedAt, isSwitching, resumedAt }: LedgerEntry): boolean {
  return suspendedAt !== undefined || isSwitching === true || resumedAt !== undefined;
}

/** The last guest for whom anything was asked for. */
function lastGuestOf(ledger: Ledger): Pick<Inherited, 'guest'> {
  const number = Math.max(0, ...ledger.map(guestOf));
  if (number === 0) return {};
  const digest = ledger.find((e) => guestOf(e) === number && e.guest !== undefined)?.guest;
  return { guest: { number, ...(digest === undefined ? {} : { digest }) } };
}

function guestOf({ scope }: LedgerEntry): number {
  return scope.of === 'sighting' ? 0 : scope.guest;
}

/**
 * What there is to recall where a first put was refused: what came before it, and that the revisions which the
 * refused one overtook stay overtaken. The refused run itself was no stay.
 */
export function withRefused(
  before: Status | undefined,
  { reservationId, listingId, revision, revisions }: Status,
): Status {
  if (before === undefined)
    return {
      reservationId,
      listingId,
      phase: 'revoked',
      revision,
      ...(revisions && { revisions }),
      ledger: [],
    };
  const { orphaned, ...known } = before;
  return {
    ...known,
    revision: Math.max(before.revision, revision),
    revisions: newestOfBoth(before.revisions, revisions),
    // The put that a stopped run lived by holds, unless a newer one was refused.
    ...(orphaned && before.revision >= revision ? { orphaned } : {}),
  };
}

function newestOfBoth(one: Revisions = {}, other: Revisions = {}): Revisions {
  let newest = one;
  for (const name of ['checkIn', 'checkOut', 'listing', 'cancelled'] as const) {
    const revision = newestOf(one[name], other[name]);
    if (revision !== undefined) newest = { ...newest, [name]: revision };
  }
  return newest;
}
