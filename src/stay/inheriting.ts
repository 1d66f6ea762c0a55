import type { Inherited, Recalled } from './activities-planning.ts';
import { systemsOf, systemsOnlyNamed } from './ledger-ids.ts';
import type { Ledger, LedgerEntry } from './ledger.ts';
import { systemsNamedByGuide } from './recipes/index.ts';
import { newestOf } from './requests.ts';
import type { Revisions, Status } from './status.ts';

/** What a run that was stopped from outside may have left, as far as its ledger tells. */
export function leftBy(ledger: Ledger): Pick<Recalled, 'leftIn' | 'onlyNamedIn' | 'left'> {
  const left = ledger.filter(({ state }) => state !== 'removed');
  const userIds = left.flatMap(({ kind, id }) =>
    kind === 'access-user' && id !== undefined ? [id] : [],
  );
  const suspendedUserIds = left.flatMap((entry) =>
    entry.id !== undefined && maySuspend(entry) ? [entry.id] : [],
  );
  // An identity that was removed counts, too: no proof has shown yet that nothing of it is left. So do the systems.
  const identitiesOf = ledger.flatMap(({ kind, scope, kept }) =>
    kind === 'user-identity' && scope.of === 'guest' && !kept ? [scope.guest] : [],
  );
  const onlyNamedIn = systemsOnlyNamed(ledger);
  return {
    leftIn: systemsOf(ledger),
    ...(onlyNamedIn.length > 0 ? { onlyNamedIn } : {}),
    left: {
      userIds,
      namedByGuideIn: systemsNamedByGuide(ledger),
      ...lastGuestOf(left),
      ...(suspendedUserIds.length > 0 ? { suspendedUserIds } : {}),
      ...(identitiesOf.length > 0 ? { identitiesOf: [...new Set(identitiesOf)] } : {}),
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

/** A run that was closed before it had learnt of the runs before it, or that was no stay. */
export interface Unlearned {
  readonly status: Status;
  /** Its first put was refused; else it was stopped from outside before it was planned. */
  readonly isRefused?: true;
}

/** What a run has come to, and what was heard since by runs that never learnt of it; those newest first. */
export function withUnlearned(
  before: Status | undefined,
  since: readonly Unlearned[],
): Status | undefined {
  return since
    .toReversed()
    .reduce<Status | undefined>(
      (known, { status, isRefused }) =>
        isRefused ? withRefused(known, status) : withStopped(known, status),
      before,
    );
}

/** What a refused put had overtaken stays overtaken. Its run was no stay. */
function withRefused(before: Status | undefined, refused: Status): Status {
  const { reservationId, listingId, revision, revisions } = refused;
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
    ...newestHeard(before, refused),
    // The put that a stopped run lived by still counts, unless a newer one was refused.
    ...(orphaned && before.revision >= revision ? { orphaned } : {}),
  };
}

/** Nobody has ended it: who held the stay, or cancelled it, has done so for the next run as well. */
function withStopped(before: Status | undefined, stopped: Status): Status {
  if (before === undefined) return stopped;
  const { orphaned: _orphaned, ...known } = before;
  const { held = before.held, endedBy = before.endedBy } = stopped;
  const { orphaned } = stopped.revision > before.revision ? stopped : before;
  return {
    ...known,
    ...newestHeard(before, stopped),
    ...(held && { held }),
    ...(endedBy && { endedBy }),
    ...(orphaned && { orphaned }),
  };
}

function newestHeard(one: Status, other: Status): Pick<Status, 'revision' | 'revisions'> {
  let revisions: Revisions = {};
  for (const name of ['checkIn', 'checkOut', 'listing', 'cancelled'] as const) {
    const revision = newestOf(one.revisions?.[name], other.revisions?.[name]);
    if (revision !== undefined) revisions = { ...revisions, [name]: revision };
  }
  return { revision: Math.max(one.revision, other.revision), revisions };
}
