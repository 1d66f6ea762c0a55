import type { ListedRun } from '../../src/contract/reconciling.ts';
import { digestOf } from '../../src/stay/digest.ts';
import type { SeenUser } from '../../src/stay/reconciliation.ts';

import type { Known } from './memory.ts';
import type { Survey } from './survey.ts';

/** Where users stand that are a stay's by its ledger only: no list says in which system. */
const NO_SYSTEM = '';

/**
 * A digest of what Seam's lists show of a stay, by access system, as far as a comparison asks for it.
 * `beside`: what is the stay's own by its ledger only.
 */
export function shownOf(
  reservationId: string,
  survey: Survey,
  beside: readonly string[] = [],
): ReadonlyMap<string, string> {
  const shown = new Map<string, string[]>();
  const add = (systemId: string, facts: readonly unknown[]): void => {
    const group = shown.get(systemId) ?? [];
    group.push(JSON.stringify(facts));
    shown.set(systemId, group);
  };
  for (const user of survey.users.get(reservationId) ?? []) {
    add(user.systemId, factsOf(user));
    for (const { id, endsAt } of survey.credentialsOf.get(user.id) ?? []) {
      add(user.systemId, [id, endsAt]);
    }
  }
  for (const id of beside) {
    const credential = survey.credentials.get(id);
    if (credential !== undefined) add(credential.systemId, [id, credential.endsAt]);
    if (survey.strangers.has(id)) add(NO_SYSTEM, [id]);
  }
  return new Map(
    [...shown].map(([systemId, facts]) => [systemId, digestOf(reservationId, facts.toSorted())]),
  );
}

/**
 * Whether a stay need not be asked: the list of runs and Seam's lists, as far as they were read, say of it
 * what they said at its last clean look.
 */
export function isUnchanged(
  [reservationId, , digest]: ListedRun,
  known: Known | undefined,
  survey: Survey,
): boolean {
  if (known?.run !== digest) return false;
  const shown = shownOf(reservationId, survey, known.beside);
  const isRead = (systemId: string): boolean =>
    systemId === NO_SYSTEM ? survey.unread.size === 0 : !survey.unread.has(systemId);
  const systemIds = new Set([...shown.keys(), ...known.shown.keys()]);
  return [...systemIds].every((id) => !isRead(id) || shown.get(id) === known.shown.get(id));
}

/** Youth is left out: a stay with a user that it does not know of is not clean before that is old. */
function factsOf(user: SeenUser): readonly unknown[] {
  const { id, startsAt, endsAt, isGoing, inTrouble, isUnsubscribed } = user;
  return [id, startsAt, endsAt, isGoing, inTrouble, isUnsubscribed];
}
