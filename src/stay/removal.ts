import type { RemoveIdentity } from './activities-revoking.ts';
import { remaining, type LedgerEntry } from './ledger.ts';
import { systemsNamedByGuide } from './recipes/index.ts';
import type { StayState } from './state.ts';
import { PRIORITY, stepKey, type ActivityStep, type Terms } from './step.ts';
import type { Try } from './tries.ts';
import { doesAnybodyWait, paced, stepOf, type Due, type View } from './view.ts';

/** Attempts of one removal before others get their turn: in about a minute with Temporal's pauses. */
const FIRST_ATTEMPTS = 6;
/** The same where it did not go before: in about ten minutes. */
const LATER_ATTEMPTS = 24;

/** On which terms something is removed. Epoch milliseconds. */
export interface RemovalTerms {
  readonly until?: number;
  readonly isFinal?: true;
}

/**
 * The step that removes an entry; undefined for what goes along with something else. An object that does not go delays
 * no other: its attempts are counted, and what waits in the queue is none.
 */
export function removalOf(
  state: StayState,
  entry: LedgerEntry,
  { until, isFinal }: RemovalTerms,
): ActivityStep | undefined {
  const { kind, id } = entry;
  if (id === undefined) return undefined;
  const common = {
    about: id,
    effect: 'revoking',
    priority: priorityOfRemoval(state, entry),
    until,
    ...(isFinal && { isFinal }),
  } as const;
  const paceOf = (key: string): Pick<Terms, 'attempts' | 'isLookedAtLate'> => ({
    attempts: attemptsOf(state, key),
    ...firstOfEnd(state, key),
  });
  switch (kind) {
    case 'credential': {
      const terms = {
        ...common,
        ...paceOf(stepKey('removeCredential', id)),
        summary: 'Remove the credential',
      };
      return stepOf(state, 'removeCredential', terms, { input: id, about: { id } });
    }
    case 'access-user': {
      const terms = {
        ...common,
        ...paceOf(stepKey('removeAccessUser', id)),
        summary: 'Remove the access user',
      };
      return stepOf(state, 'removeAccessUser', terms, { input: id, about: { id } });
    }
    case 'user-identity': {
      const terms = {
        ...common,
        ...paceOf(stepKey('removeIdentity', id)),
        summary: 'Remove the identity',
      };
      const input = inputForIdentity(state, id);
      return stepOf(state, 'removeIdentity', terms, { input, about: { id } });
    }
    case 'membership':
    case 'enrollment':
      // Memberships go with the user, an enrollment with the identity.
      return undefined;
  }
}

function inputForIdentity(state: StayState, identityId: string): RemoveIdentity {
  const byGuide = systemsByGuide(state);
  const named = byGuide.length > 0 ? { namedByGuideIn: byGuide } : {};
  return { identityId, reservationId: state.reservationId, ...named };
}

/** The systems in which a Salto KS mobile guide has named a user of this run, or of one before, by the reservation id. */
export function systemsByGuide({ ledger, recalled }: StayState): readonly string[] {
  return [...new Set([...systemsNamedByGuide(ledger), ...(recalled?.namedByGuideIn ?? [])])];
}

/** The removal of one entry of a stay that lives, when it has its turn. */
export function removalDue(view: View, entry: LedgerEntry): Due {
  const step = removalOf(view.state, entry, { until: view.closesAt });
  return step && paced(view.state, step, view.now);
}

/** The last try to remove an entry that did not come to its end; undefined for what goes along with something else. */
export function triedRemoval(
  { tries }: Pick<StayState, 'tries'>,
  { kind, id = '' }: LedgerEntry,
): Try | undefined {
  switch (kind) {
    case 'credential':
      return tries[stepKey('removeCredential', id)];
    case 'access-user':
      return tries[stepKey('removeAccessUser', id)];
    case 'user-identity':
      return tries[stepKey('removeIdentity', id)];
    case 'membership':
    case 'enrollment':
      return undefined;
  }
}

/** Whether an object of the stay did not go when it was tried last, as far as its access system tells. */
export function doesAnyObjectStay(state: StayState): boolean {
  return remaining(state.ledger).some((e) => triedRemoval(state, e)?.isAboutObject === true);
}

/** Attempts in a row of a step that shuts a door, before others get their turn. */
export function attemptsOf({ tries }: StayState, key: string): number {
  const { count = 0 } = tries[key] ?? {};
  return count < 2 ? FIRST_ATTEMPTS : LATER_ATTEMPTS;
}

/**
 * Without a credential the guest opens nothing: its user and its identity are removed after everybody at a door was
 * helped.
 */
function priorityOfRemoval(state: StayState, { kind, id }: LedgerEntry): number {
  if (kind === 'credential' || doesAnybodyWait(state)) return PRIORITY.shutsADoor;
  const isOfUser = (e: LedgerEntry): boolean =>
    e.kind === 'credential' && (kind !== 'access-user' || e.userId === id);
  const mayOpen = remaining(state.ledger).some(isOfUser) || !state.ledger.some(isOfUser);
  return mayOpen ? PRIORITY.shutsADoor : PRIORITY.worksAhead;
}

/**
 * How soon the workflow looks at a step of the end while it goes on: unless somebody waits for it, no sooner
 * than the quiet period ends, for which there is a timer anyway. Most ends are over by then, and a step whose
 * attempts are spent comes back by itself.
 */
export function firstOfEnd(
  { life, tries, ...state }: StayState,
  key: string,
): Pick<Terms, 'isLookedAtLate'> {
  const isEnding = life.phase === 'ending' && life.firstProofAt === undefined;
  const isFirst = isEnding && tries[key] === undefined;
  return isFirst && !doesAnybodyWait(state) ? { isLookedAtLate: true } : {};
}
