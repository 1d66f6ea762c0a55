import { systemsOf, systemsOnlyNamed } from './ledger-ids.ts';
import { isRemovable, remaining, type LedgerEntry } from './ledger.ts';
import {
  firstOfEnd,
  removalOf,
  systemsByGuide,
  triedRemoval,
  type RemovalTerms,
} from './removal.ts';
import { scopeKey } from './scope.ts';
import type { StayState } from './state.ts';
import { PRIORITY, stepKey, type ActivityStep, type InputOf, type Target } from './step.ts';
import type { Try } from './tries.ts';
import { isAwaited } from './unconfirmed.ts';
import { doesAnybodyWait, firstLook, paced, pauseOfStep, stepOf, type Due } from './view.ts';

/** What of a target may still be there. */
export function entriesOf(state: StayState, { scopes }: Target): readonly LedgerEntry[] {
  const all = remaining(state.ledger);
  return scopes === undefined ? all : all.filter((e) => scopes.includes(scopeKey(e.scope)));
}

/**
 * The next step that revokes a target: its objects go one by one, newest first, until a look finds none.
 * Undefined if nothing of it is left, or only what has to be waited for.
 */
export function revokingStep(
  state: StayState,
  target: Target,
  now: number,
  terms: RemovalTerms = {},
): Due {
  const left = entriesOf(state, target);
  if (left.every((e) => isAwaited(e, now))) return undefined;
  return (
    removingStep(state, target, now, terms) ?? paced(state, provingStep(state, target, terms), now)
  );
}

/** The next step that removes an object of a target; undefined if no id of any is known. */
export function removingStep(
  state: StayState,
  target: Target,
  now: number,
  terms: RemovalTerms = {},
): Due {
  const removable = entriesOf(state, target).filter(isRemovable);
  if (removable.length === 0) return undefined;
  const proof = provingStep(state, target, terms);
  const isPaused = pauseOfStep(state, proof, now) !== undefined;
  if (isLookForHoldersDue(state, removable, proof) && !isPaused) return proof;
  return nextRemoval(state, removable, now, terms);
}

/** The step that looks whether anything of a target is left. */
export function provingStep(
  state: StayState,
  target: Target,
  { until, isFinal }: RemovalTerms = {},
): ActivityStep {
  const { scopes = [], keptUserIds } = target;
  const summary = 'Prove that nothing is left';
  const about = scopes.join(', ');
  const key = stepKey('proveAbsence', about);
  return stepOf(
    state,
    'proveAbsence',
    {
      about,
      summary,
      effect: 'revoking',
      priority: priorityOfProof(state, target),
      until,
      ...firstLook(state, key, { isWatched: !isSecondProof(state) }),
      ...firstOfEnd(state, key),
      ...(isFinal && { isFinal }),
    },
    { input: proofInput(state, target, keptUserIds), about: { target } },
  );
}

/** If something may open the door whose id nobody knows, the look for it is the first step to shut that door. */
function priorityOfProof(state: StayState, target: Target): number {
  if (isSecondProof(state)) return PRIORITY.checks;
  const mayOpen = entriesOf(state, target).some(
    ({ kind }) => kind === 'access-user' || kind === 'credential',
  );
  return mayOpen || doesAnybodyWait(state) ? PRIORITY.shutsADoor : PRIORITY.worksAhead;
}

function isSecondProof({ life }: StayState): boolean {
  return life.phase === 'ending' && life.firstProofAt !== undefined;
}

function proofInput(
  state: StayState,
  target: Target,
  keptUserIds: readonly string[],
): InputOf<'proveAbsence'> {
  const { reservationId, ledger, recalled, planned, orphan } = state;
  const { scopes } = target;
  const here =
    scopes === undefined ? ledger : ledger.filter((e) => scopes.includes(scopeKey(e.scope)));
  const systemIds = systemsOf(here);
  const isInThem = ({ scope }: LedgerEntry): boolean =>
    scope.of !== 'guest' && systemIds.includes(scope.systemId);
  const ids = (kind: LedgerEntry['kind']): string[] => [
    ...new Set(
      ledger.flatMap((e) => (e.kind === kind && e.id !== undefined && isInThem(e) ? [e.id] : [])),
    ),
  ];
  const identities = here.filter(({ kind }) => kind === 'user-identity');
  // A run that was stopped from outside may have left an identity of which nothing here tells.
  const mayHaveMore = scopes === undefined && ledger.some((e) => e.scope.of === 'sighting');
  const numbers = identities.map(({ scope }) => (scope.of === 'guest' ? scope.guest : 1));
  // Of a run that the reconciler closes, what was still under way may make one for a guest after those that were seen.
  const isOrphans = orphan !== undefined && scopes === undefined;
  const guests = Math.max(
    ...numbers,
    scopes === undefined ? (planned?.guest ?? 1) : 1,
    isOrphans ? Math.max(0, ...numbers) + 1 : 1,
  );
  const byGuide = systemsByGuide(state);
  const isWhole = keptUserIds.length === 0;
  const onlyNamedIn = systemsOnlyNamed(ledger).filter((id) => systemIds.includes(id));
  const userIds = [...new Set([...ids('access-user'), ...(recalled?.userIds ?? [])])];
  return {
    reservationId,
    systemIds,
    ...(onlyNamedIn.length > 0 ? { onlyNamedIn } : {}),
    namedByGuideIn: systemIds.filter((id) => byGuide.includes(id)),
    userIds: userIds.filter((id) => !keptUserIds.includes(id)),
    credentialIds: isWhole ? ids('credential') : [],
    withIdentity: identities.length > 0 || mayHaveMore,
    exceptUserIds: keptUserIds,
    ...(guests > 1 ? { guests } : {}),
  };
}

/**
 * Credentials first, then the newest; what did not go when it was tried comes after the others. A credential
 * that Seam cannot delete does not keep its user, who opens the door with it. But where Seam itself did not
 * answer the first try, the same object is tried once more before the others. An identity goes last of all.
 */
function nextRemoval(
  state: StayState,
  removable: readonly LedgerEntry[],
  now: number,
  terms: RemovalTerms,
): Due {
  const dues = removable
    .toReversed()
    .toSorted((a, b) => turnOf(state, a) - turnOf(state, b) || shutsFirst(a) - shutsFirst(b))
    .flatMap((entry) => removalOf(state, entry, terms) ?? []);
  // An identity waits for all that may hang on it, also while that is paused.
  const others = dues.filter((step) => step.do !== 'removeIdentity');
  const turns = others.length > 0 ? others : dues;
  const free = turns.find((step) => pauseOfStep(state, step, now) === undefined);
  if (free !== undefined) return free;
  const pauses = turns.flatMap((step) => {
    const pause = pauseOfStep(state, step, now);
    return pause?.do === 'pause' ? [pause.until] : [];
  });
  return { do: 'pause', until: Math.min(...pauses) };
}

/** The removal of a credential shuts the door, whatever the credential hangs on. */
function shutsFirst({ kind }: LedgerEntry): number {
  return kind === 'credential' ? 0 : 1;
}

function turnOf(state: StayState, entry: LedgerEntry): number {
  const tried = triedRemoval(state, entry);
  return tried === undefined || isOnceUnanswered(tried) ? 0 : tried.at;
}

function isOnceUnanswered({ count, isAboutObject }: Try): boolean {
  return count === 1 && !isAboutObject;
}

/** An object may not go because something hangs on it of which no answer ever told: a look finds that. */
function isLookForHoldersDue(
  state: StayState,
  removable: readonly LedgerEntry[],
  proof: ActivityStep,
): boolean {
  const lookedAt = state.tries[proof.key]?.at ?? 0;
  return removable.some((entry) => {
    const tried = triedRemoval(state, entry);
    return tried?.isAboutObject === true && tried.at > lookedAt;
  });
}
