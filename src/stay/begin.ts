import { withoutLook } from './access.ts';
import { answer, appliedVerdict, END_APPLIED, HELD, REISSUED, tellPending } from './answering.ts';
import { completeDesiredOf, desiredOf, isPendingForPlan } from './desired.ts';
import { isAboutHold } from './holds.ts';
import { ask, forgetKept, noteOfId } from './ledger-noting.ts';
import { issueOf, type EntryKey, type Ledger, type LedgerEntry } from './ledger.ts';
import { lookingStep } from './looking.ts';
import { scopeOf } from './plan.ts';
import { clear } from './problem-sources.ts';
import { isReissued } from './reissuing.ts';
import { stands, withRevisions, type FieldName, type Fields } from './requests.ts';
import { isSameScope } from './scope.ts';
import { isShutByHold } from './shut-by-hold.ts';
import type { OpenRequest, StayState } from './state.ts';
import type { EndStep, Step, WaitStep } from './step.ts';
import { triesOfEnd } from './tries.ts';
import type { Verdict } from './verdict.ts';
import { viewOf, type View } from './view.ts';

const CAME_FIRST: Verdict = { outcome: 'too-late', reason: 'Check-out came first.' };

/**
 * The state in which a step is under way: what it makes is asked for from here on, whatever becomes of
 * it; a wait answers the requests for which nothing is left to do. `now` is epoch milliseconds.
 */
export function begin(before: StayState, step: Step, now: number): StayState {
  const isNothingDue = step.do === 'wait' && step.isNothingDue;
  const isGoingOn = before.life.phase === 'living' && step.do !== 'end' && !isNothingDue;
  // A hold, or a new PIN, has its verdict although something else of the plan is refused, or fails.
  const state = isGoingOn ? answerByThemselves(before, now) : before;
  switch (step.do) {
    case 'end':
      return beginEnd(state, step, now);
    case 'close':
      return close(state, now);
    case 'wait':
      return beginWait(state, step);
    case 'identifyGuest':
    case 'enrollPhone':
    case 'addAccessUser':
    case 'issueCredential':
      return askFor(state, [step.about.entry], now, guestIn(step.about.facts));
    case 'joinAccessGroups':
      return askFor(state, step.about.keys, now);
    case 'suspendAccess':
    case 'resumeAccess':
      return { ...state, ledger: askForSwitch(state.ledger, step.about.userId) };
    case 'removeCredential':
    case 'removeAccessUser':
    case 'removeIdentity':
      return askForRemoval(state, step.about.id, now);
    default:
      return state;
  }
}

/** From here on something may exist at Seam: whatever was proven before counts no more. */
function askFor(
  state: StayState,
  keys: readonly EntryKey[],
  now: number,
  facts: Pick<LedgerEntry, 'guest'> = {},
): StayState {
  let { ledger } = state;
  for (const key of keys) ledger = ask(ledger, key, facts);
  return { ...state, ledger, lastCreateAt: Math.max(now, state.lastCreateAt ?? 0) };
}

/** For whom it is made: also a run that follows this one has to know whose it may find. */
function guestIn({ guest }: Partial<LedgerEntry>): Pick<LedgerEntry, 'guest'> {
  return guest === undefined ? {} : { guest };
}

/** From here on the access user is neither known to be suspended nor known to open, whatever becomes of the step. */
function askForSwitch(ledger: Ledger, userId: string): Ledger {
  return ledger.map((e) => {
    const { suspendedAt: _suspended, ...entry } = e;
    return e.id === userId ? { ...entry, isSwitching: true } : e;
  });
}

/** The evidence of a removal begins with the moment at which it was first asked for. */
function askForRemoval(state: StayState, id: string, now: number): StayState {
  const entry = state.ledger.find((e) => e.id === id);
  // If the guest moves back before the object is gone, only a look can tell whether it is still there, and how.
  const isSeenNoMore = entry !== undefined && isWanted(state, entry);
  const access = isSeenNoMore ? withoutLook(state.access) : state.access;
  const problems = isSeenNoMore ? clear(state.problems, 'access') : state.problems;
  if (entry?.removalAskedAt !== undefined) return { ...state, access, problems };
  const removalAskedAt = new Date(now).toISOString();
  return { ...state, access, problems, ledger: noteOfId(state.ledger, id, { removalAskedAt }) };
}

/**
 * Whether an entry belongs to the access that the plan wants, or will want. While the stay is held there is no other
 * one to see.
 */
function isWanted({ planned, access, hold }: StayState, entry: LedgerEntry): boolean {
  const isHere =
    planned !== undefined && isSameScope(entry.scope, scopeOf(planned.plan, planned.guest));
  const isEarlier = entry.kind === 'credential' && issueOf(entry) < access.issue;
  return isHere && (!isEarlier || hold !== undefined);
}

/** What is pending is dropped, but for the cancellation itself: a put from here on is another life. */
function beginEnd(state: StayState, { by }: EndStep, now: number): StayState {
  const desired = completeDesiredOf(state);
  const isTooLate = (r: OpenRequest): boolean => !isAboutEnd(state, r) && !isAboutHold(r);
  const told = by === 'check-out' ? answer(state, CAME_FIRST, isTooLate) : state;
  const { requests } = told;
  const accepted = by === 'check-out' ? acceptedAtCheckOut(state) : desired;
  const open = requests.open.map((r) => ({ ...r, stage: 'planned' as const }));
  return {
    ...told,
    requests: { ...requests, open, ...(accepted && { accepted }) },
    life: { phase: 'ending', by, since: now },
    tries: triesOfEnd(told.tries),
    problems: {},
  };
}

/** A change that came too late is dropped, but not its revision: a put that is older does not bring the stay back. */
function acceptedAtCheckOut(state: StayState): Fields | undefined {
  const { accepted } = state.requests;
  return accepted === undefined
    ? completeDesiredOf(state)
    : withRevisions(accepted, desiredOf(state));
}

/**
 * Whether a request is applied once the access is gone: a cancellation, or a change of the check-out to now. A change
 * that also said another room is not, if the access to that room was never seen well.
 */
function isAboutEnd({ requests: { accepted, open } }: StayState, r: OpenRequest): boolean {
  if (r.kind === 'cancel') return true;
  const { stage, number, fields } = r;
  if (accepted === undefined || stage !== 'planned' || !fields.includes('checkOut')) return false;
  // A change to another room would have its verdict by now, if the access there had been seen well.
  const isUndone = (name: FieldName): boolean =>
    name !== 'checkOut' && open.some((other) => other.number === accepted[name].since);
  return stands(accepted, { number, fields: ['checkOut'] }) && !fields.some(isUndone);
}

/** Nothing was ever asked for at Seam: that proves the end, but not of a stay that there never was. */
function close(state: StayState, now: number): StayState {
  const { life } = state;
  if (life.phase !== 'ending') return state;
  const isRemembered = life.rememberedUntil !== undefined;
  const proofs = isRemembered ? {} : { firstProofAt: now, provenAt: now };
  const verdict = life.by === 'check-out' ? appliedVerdict(state) : END_APPLIED;
  const answered = answer(state, verdict, (r) => !r.isAfterEnd);
  return {
    ...answered,
    life: { phase: 'ended', by: life.by, ...proofs },
    ledger: forgetKept(answered.ledger),
    problems: {},
  };
}

/** Nothing is due: whoever asked has what was asked for, or waits for what only others can change. */
function beginWait(state: StayState, { isNothingDue, for: why }: WaitStep): StayState {
  if (state.life.phase !== 'living' && state.life.phase !== 'planning') return state;
  // The next try is soon, and may do what was asked for: until then nobody is told `pending`.
  if (!isNothingDue) return why === 'next try' ? state : tellPending(state);
  const verdict = appliedVerdict(state);
  const applied = answer(state, verdict, (r) => !isPendingForPlan(r) && !waitsForRelease(state, r));
  return tellPending({
    ...applied,
    problems: clear(applied.problems, 'step', 'extension', 'refusal'),
  });
}

/**
 * Who asked for a new PIN or key, or for a hold, has that, although something else of the plan is refused, or fails.
 */
function answerByThemselves(state: StayState, now: number): StayState {
  const isAsked = state.requests.open.some(({ kind }) => kind === 'reissue' || kind === 'hold');
  if (!isAsked || state.planned === undefined) return state;
  const view = viewOf(state, state.planned, now);
  if (isLookAhead(view)) return state;
  const reissued = answer(state, REISSUED, (r) => r.kind === 'reissue' && isReissued(view, r));
  return isShutByHold(view) ? answer(reissued, HELD, ({ kind }) => kind === 'hold') : reissued;
}

/** Whether a look is due that may tell otherwise. Where it fails, what was seen before it stands. */
function isLookAhead(view: View): boolean {
  const look = lookingStep(view);
  return look !== undefined && look.do !== 'pause' && view.state.tries[look.key] === undefined;
}

/** While a stay is held nothing is created: a new credential is issued at the release. */
function waitsForRelease({ hold }: StayState, { kind }: OpenRequest): boolean {
  return hold !== undefined && kind === 'reissue';
}
