import type { Recalled } from './activities-planning.ts';
import { answer, ENDED_BY_IT, ENDING, REMEMBERED, SUPERSEDED } from './answering.ts';
import { cancelledBy, desiredOf, isPendingForPlan } from './desired.ts';
import { endLeft, goOnEnding, hasLeft, hasPut, isHoldOfEnd, isLeftToPlan } from './not-lived.ts';
import type { Planning } from './planning.ts';
import { takeInRecalled } from './recalling.ts';
import { latestRevision, type FieldRevisions, type Fields } from './requests.ts';
import type { OpenRequest, StayState } from './state.ts';
import type { Status } from './status.ts';
import type { Verdict } from './verdict.ts';

/** A cancellation of a stay that there never was is remembered for the quiet period, at least so long. */
const LEAST_REMEMBERED_MS = 60_000;

/**
 * Records what an earlier run left. A put that is not newer than what that run received does not open the stay, and a
 * cancellation of a stay that there is not is remembered.
 */
export function recordRecalled(state: StayState, recalled: Recalled, now: number): StayState {
  const next = takeInRecalled(state, recalled, now);
  const { heard } = next.requests;
  const isStalePut = (r: OpenRequest): boolean =>
    r.kind === 'put' && r.stage === 'pending' && !isNewerThan(r, heard);
  const current = answer(next, SUPERSEDED, isStalePut);
  const judged = hasPut(current) ? current : goOnEnding(current, SUPERSEDED);
  const { life, lastCreateAt } = judged;
  if (life.phase !== 'ending' || life.rememberedUntil === undefined) return judged;
  const { rememberedUntil: _until, ...ending } = life;
  if (lastCreateAt !== undefined) return { ...judged, life: ending };
  const { previous } = recalled;
  if (previous !== undefined && isKnownToHaveEnded(judged, previous))
    return showAsEnded(judged, previous);
  const quietMs = Math.max(recalled.quietPeriodMs ?? 0, LEAST_REMEMBERED_MS);
  const remembered = { ...judged, life: { ...life, rememberedUntil: life.since + quietMs } };
  return answer(remembered, REMEMBERED, (r) => r.kind === 'cancel');
}

/**
 * Whether a cancellation is of a stay that has ended, and no newer than what that knew, so that no put is overtaken by it
 * which was not before: a backend that has lost the answer sends its cancellation again.
 */
function isKnownToHaveEnded(state: StayState, previous: Status): boolean {
  const { revision } = desiredOf(state).cancelled ?? {};
  // A run that remembered a cancellation, and was no stay, has proven nothing.
  const hasEnded = previous.phase === 'revoked' && previous.revokedAt !== undefined;
  return hasEnded && !hasPut(state) && revision !== undefined && revision <= previous.revision;
}

/** The run is over, and shows the stay as it has ended, with its proofs. */
function showAsEnded(state: StayState, last: Status): StayState {
  const isCancelled = last.endedBy === 'cancellation';
  const answered = answer(state, isCancelled ? ENDED_BY_IT : ENDING, (r) => r.kind === 'cancel');
  return { ...answer(answered, ENDING, () => true), life: { phase: 'superseded', last } };
}

/** A put that is not newer than what a closed run received does not reopen the stay. */
export function isStale({ cancelled }: Fields, previous: Status): boolean {
  // Only a put says that the stay is not cancelled: a change beside it may be newer.
  const { revision } = cancelled;
  const { revisions = {}, orphaned } = previous;
  const hasRevisions = previous.revision > 0 || Object.keys(revisions).length > 0;
  if (revision === undefined || !hasRevisions || revision > previous.revision) return false;
  // No request has ended that run, so the put that it lived by still counts.
  return !(orphaned && revision === previous.revision);
}

/**
 * Records that an earlier run has ended with a newer revision: the put is not lived, and what that run
 * left is ended.
 */
export function supersede(state: StayState, step: Planning, last: Status, now: number): StayState {
  const verdict: Verdict = {
    outcome: 'superseded',
    reason: 'The stay has ended with a newer revision.',
  };
  const { heard } = state.requests;
  const answered = answer(
    state,
    verdict,
    (r) => isPendingForPlan(r) && (r.number <= step.received || !isNewerThan(r, heard)),
  );
  const { phase } = state.life;
  if (phase === 'ending' || phase === 'ended')
    return hasPut(answered) ? answered : goOnEnding(answered, verdict);
  if (phase !== 'planning' || isLeftToPlan(answered)) return answered;
  // The cancellation came while the put was planned, and may be newer than what that run received: it is remembered.
  if (cancelledBy(answered) !== undefined) return answered;
  const left = answer(answered, verdict, (r) => !isHoldOfEnd(state, r));
  return hasLeft(left)
    ? endLeft(left, now, last.endedBy)
    : { ...left, life: { phase: 'superseded', last } };
}

function isNewerThan({ writes }: OpenRequest, heard: FieldRevisions): boolean {
  // If no revision is known, there was only a cancellation without one: also the very first revision, 0, is newer.
  if (Object.keys(heard).length === 0) return true;
  const revisions = Object.values(writes).map(({ revision }) => revision ?? Infinity);
  return Math.max(...revisions) > latestRevision(heard);
}
