import type { ListedRun, StayLook } from '../../src/contract/reconciling.ts';
import { systemsOf } from '../../src/stay/ledger-ids.ts';
import type { Ledger, LedgerEntry } from '../../src/stay/ledger.ts';
import { systemOf } from '../../src/stay/scope.ts';

import type { OpenLook } from './doors.ts';
import type { Doors, Known } from './memory.ts';
import { shownOf } from './shown.ts';
import type { Survey } from './survey.ts';

/**
 * What is remembered of an open stay that was found as it says. Undefined where more may still come to
 * light than what the lists show now: it is asked again next time.
 */
export function cleanlySeen(
  look: OpenLook,
  listed: ListedRun | undefined,
  survey: Survey,
  doors?: Doors,
): Known | undefined {
  const { reservationId, phase, hasProblem, isBusy, ledger } = look;
  if (isBusy) return undefined;
  // The list is behind: what it says now may be said again of another state.
  if (listed === undefined || listed[1] !== phase + (hasProblem ? '!' : '')) return undefined;
  if (ledger.some(isChanging)) return undefined;
  if (placesOf(ledger).some((systemId) => !isSeenIn(systemId, survey))) return undefined;
  const users = survey.users.get(reservationId) ?? [];
  const isOwn = new Set(ledger.map(({ id }) => id));
  if (users.some((user) => user.isNew === true && !isOwn.has(user.id))) return undefined;
  const beside = besideIn(look, survey);
  const shown = shownOf(reservationId, survey, beside);
  return {
    ...{ run: listed[2], shown },
    ...(beside.length > 0 && { beside }),
    ...(doors && { doors }),
  };
}

/** A user that is being made or is to go: what the lists show is right now, and may be wrong soon. */
function isChanging({ kind, id, isReplaced, removalAskedAt }: LedgerEntry): boolean {
  const isToGo = isReplaced === true || removalAskedAt !== undefined;
  return kind === 'access-user' && (id === undefined || isToGo);
}

/** The access systems where a stay may have something. What somebody wrote into a check may be none at all. */
export function placesOf(ledger: Ledger): readonly string[] {
  return systemsOf(ledger.filter(({ isNamed }) => !isNamed));
}

/** Also that Seam does not have the system tells what is there. */
function isSeenIn(systemId: string, { systems, gone }: Survey): boolean {
  return systems.has(systemId) || gone.has(systemId);
}

/** What is remembered of a stay that somebody stopped, and of which nothing at all is at Seam. */
export function nothingSeen(
  { reservationId, ledger, isUnsure }: Extract<StayLook, { readonly run: 'closed' }>,
  listed: ListedRun | undefined,
  survey: Survey,
): Known | undefined {
  const isThere = survey.users.has(reservationId) || survey.identities.has(reservationId);
  if (listed?.[1] !== 'stopped' || isUnsure || isThere || survey.unread.size > 0) return undefined;
  const beside = ledger.flatMap(({ kind, id }) =>
    kind === 'access-user' && id !== undefined ? [id] : [],
  );
  return { run: listed[2], shown: shownOf(reservationId, survey, beside), beside };
}

/** Ids that no mark shows to be the stay's: of users with another name, and of credentials on no user of its. */
function besideIn({ reservationId, ledger }: OpenLook, survey: Survey): readonly string[] {
  const users = survey.users.get(reservationId) ?? [];
  const shown = new Set(
    users.flatMap(({ id }) => [id, ...(survey.credentialsOf.get(id) ?? []).map((one) => one.id)]),
  );
  return liveIn(ledger, survey).filter((id) => !shown.has(id));
}

function liveIn(ledger: Ledger, { systems }: Survey): readonly string[] {
  return ledger.flatMap(({ kind, id, state, scope }) =>
    (kind === 'access-user' || kind === 'credential') &&
    state === 'live' &&
    id !== undefined &&
    systems.has(systemOf(scope) ?? '')
      ? [id]
      : [],
  );
}
