import { withoutLook } from './access.ts';
import type { Absence } from './activities-looking.ts';
import type { Recalled } from './activities-planning.ts';
import type { Removal } from './activities-revoking.ts';
import { clearFailures, recordFailure, recordRefusal } from './failing.ts';
import { noteOfId, noteUnconfirmed, withoutOldest } from './ledger-noting.ts';
import { findLive, type EntryKey, type LedgerEntry } from './ledger.ts';
import { recordIdentityTaken } from './numbering.ts';
import {
  makeRoom,
  recordGroupsJoined,
  recordGroupsLeft,
  recordMade,
  recordWindowMoved,
} from './record-granting.ts';
import { recordLook } from './record-look.ts';
import { recordPlan } from './record-plan.ts';
import { recordRecalled } from './record-recalled.ts';
import {
  recordNotResumed,
  recordProof,
  recordRemoval,
  recordResumed,
  recordSuspended,
} from './record-revoking.ts';
import type { StayState } from './state.ts';
import {
  ATTEMPT_MS,
  type ActivityStep,
  type Failure,
  type Outcome,
  type ResultOf,
  type Step,
} from './step.ts';
import { askedKey, noteWaited, withoutTriesOf, withoutTry } from './tries.ts';
import { unconfirmedWithoutAnswer } from './unconfirmed.ts';

/**
 * What a step's outcome makes of the state, as the state is by then: requests may have been received
 * meanwhile. `now` is epoch milliseconds.
 */
export function record(state: StayState, step: Step, outcome: Outcome, now: number): StayState {
  if (!isActivity(step)) return state;
  const recorded = recordOutcome(state, step, outcome, now);
  const ledger = withoutOldest(recorded.ledger, now);
  if (ledger === recorded.ledger) return recorded;
  const forgotten = recorded.ledger.length - ledger.length;
  return { ...recorded, ledger, forgottenEntries: (recorded.forgottenEntries ?? 0) + forgotten };
}

function recordOutcome(
  state: StayState,
  step: ActivityStep,
  outcome: Outcome,
  now: number,
): StayState {
  switch (outcome.outcome) {
    case 'done': {
      const { result } = outcome;
      const asked = withoutTry(state.tries, askedKey(step.do));
      const tries = isAchieved(step, result) ? withoutTry(asked, step.key) : asked;
      return clearFailures(recordDone({ ...state, tries }, step, result, now), step);
    }
    case 'interrupted': {
      // A step that no worker took has not failed; but the next time it is watched.
      const tries = outcome.isNotTaken ? noteWaited(state.tries, step.key, now) : state.tries;
      const left = leaveUnseen(leaveUnconfirmed({ ...state, tries }, step, now), step);
      // Staff took the guest out of a group, and a change for longer was taken back while the look failed: nobody
      // has seen yet that the old plan is carried out.
      const isChanged = state.requests.overtaking !== step.overtaking;
      return step.do === 'confirmAccess' && isChanged ? withoutAnyLook(left) : left;
    }
    case 'failed': {
      const { failure } = outcome;
      return leaveUnseen(
        recordFailure(leaveUnconfirmed(state, step, now), step, failure, now),
        step,
      );
    }
    case 'refused': {
      const unsure = leaveUnseen(leaveUnconfirmed(state, step, now, outcome.failure), step);
      const isOneTooMany = step.do === 'issueCredential' && outcome.failure.type === 'SeamRejected';
      if (step.do === 'identifyGuest' && outcome.failure.type === 'UserInTheWay')
        return recordIdentityTaken(unsure, step, now);
      if (step.do === 'resumeAccess') return recordNotResumed(unsure, step, now);
      const withRoom = isOneTooMany ? makeRoom(unsure, step) : undefined;
      return withRoom ?? recordRefusal(unsure, step, outcome.failure, now);
    }
  }
}

/** Whether a step is an activity. */
export function isActivity(step: { readonly do: string }): step is ActivityStep {
  return 'key' in step;
}

/** Whether a step that was answered has done what it was for. A proof that found something has not. */
function isAchieved(step: ActivityStep, result: unknown): boolean {
  return step.do !== 'proveAbsence' || (result as Absence).found.length === 0;
}

/** The result of an activity is what its contract says: both are this very code's. */
function recordDone(state: StayState, step: ActivityStep, result: unknown, now: number): StayState {
  switch (step.do) {
    case 'planStay':
      return recordPlan(state, step, result as ResultOf<'planStay'>, now);
    case 'recallStay':
      return recordRecalled(state, result as Recalled, now);
    case 'identifyGuest':
    case 'enrollPhone':
    case 'addAccessUser':
    case 'issueCredential':
      return recordMade(state, step, result as ResultOf<'addAccessUser' | 'enrollPhone'>, now);
    case 'joinAccessGroups':
      return recordGroupsJoined(state, step, result as ResultOf<'joinAccessGroups'>, now);
    case 'moveWindow':
      return recordWindowMoved(state, step, result as ResultOf<'moveWindow'>, now);
    case 'leaveAccessGroups':
      return recordGroupsLeft(state, step, result as ResultOf<'leaveAccessGroups'>, now);
    case 'confirmAccess': {
      // What looks at the room before, or at the PIN before, had tried is over as well.
      const looked = { ...state, tries: withoutTriesOf(state.tries, 'confirmAccess') };
      return recordLook(looked, step, result as ResultOf<'confirmAccess'>, now);
    }
    case 'suspendAccess':
      return recordSuspended(state, step, result as ResultOf<'suspendAccess'>, now);
    case 'resumeAccess':
      return recordResumed(state, step, result as ResultOf<'resumeAccess'>, now);
    case 'removeCredential':
    case 'removeAccessUser':
    case 'removeIdentity':
      return recordRemoval(state, step.about.id, result as Removal, now);
    case 'proveAbsence':
      return recordProof(state, step, result as Absence, now);
  }
}

/**
 * A step that was stopped may have a request under way, which may still be carried out: the entries that
 * it is about are unconfirmed until that is over, or may go until then. So may one before an attempt that was refused.
 */
function leaveUnconfirmed(
  state: StayState,
  step: ActivityStep,
  now: number,
  refusal?: Failure,
): StayState {
  const keys = keysOf(step);
  if (keys.length === 0)
    return refusal?.isFirstAttempt ? state : expectLateRemoval(state, step, now);
  const { lastCreateAt, unconfirmedUntil } = unconfirmedWithoutAnswer(state, now, refusal);
  let { ledger } = state;
  const facts = { unconfirmedUntil, ...UNSURE[step.do] };
  for (const key of keys) ledger = noteUnconfirmed(ledger, key, facts);
  return { ...state, ledger, lastCreateAt };
}

/** A creating step looks again at what is there, and mends it: without an answer, nobody has seen what it did. */
function leaveUnseen(state: StayState, step: ActivityStep): StayState {
  const isLooking =
    step.effect === 'granting' && keysOf(step).some((k) => findLive(state.ledger, k));
  return isLooking ? withoutAnyLook(state) : state;
}

/** A removal that was stopped may still be carried out, although what it is about is wanted again by then. */
function expectLateRemoval(state: StayState, step: ActivityStep, now: number): StayState {
  if (state.life.phase !== 'living') return state;
  switch (step.do) {
    case 'removeCredential':
    case 'removeAccessUser':
    case 'removeIdentity': {
      const mayGoUntil = new Date(now + ATTEMPT_MS + state.quietPeriodMs).toISOString();
      return { ...state, ledger: noteOfId(state.ledger, step.about.id, { mayGoUntil }) };
    }
    default:
      return state;
  }
}

function withoutAnyLook(state: StayState): StayState {
  return { ...state, access: withoutLook(state.access) };
}

/** What may be otherwise by now than the ledger has it: if it is wanted as it was, it is asked for again. */
const UNSURE: Partial<Record<ActivityStep['do'], Partial<LedgerEntry>>> = {
  moveWindow: { isWindowChanged: true },
  leaveAccessGroups: { mayBeLeft: true },
};

function keysOf(step: ActivityStep): readonly EntryKey[] {
  switch (step.do) {
    case 'identifyGuest':
    case 'enrollPhone':
    case 'addAccessUser':
    case 'issueCredential':
      return [step.about.entry];
    case 'joinAccessGroups':
    case 'moveWindow':
    case 'leaveAccessGroups':
      return step.about.keys;
    case 'suspendAccess':
    case 'resumeAccess':
      return step.about.keys;
    default:
      return [];
  }
}
