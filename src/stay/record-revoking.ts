import { unseenAccess, withoutLook } from './access.ts';
import type { Absence } from './activities-looking.ts';
import type { Removal, Resumed, Suspended } from './activities-revoking.ts';
import { answer, appliedVerdict, END_APPLIED } from './answering.ts';
import { isFoundOften } from './failing.ts';
import {
  expectLate,
  expectProof,
  forgetKept,
  noteGone,
  noteOfId,
  noteOver,
} from './ledger-noting.ts';
import { isRemovable, remaining, type Ledger, type LedgerEntry } from './ledger.ts';
import { noteOnce } from './notes.ts';
import { show } from './problem-sources.ts';
import { recordGone } from './record-granting.ts';
import type { Remain } from './remains.ts';
import { isOver } from './replacing.ts';
import { entriesOf } from './revoking.ts';
import { scopeKey } from './scope.ts';
import { takeInFound } from './sightings.ts';
import type { Ending, StayState } from './state.ts';
import type { StepOf, Target } from './step.ts';
import { suspendedHolderOf } from './suspending.ts';
import { noteLook, noteTry } from './tries.ts';
import {
  isAwaited,
  isOutcomeUnseen,
  isUnconfirmed,
  unconfirmedAfterAnswer,
} from './unconfirmed.ts';

const NOT_RESUMED =
  'The access system did not let the guest in again: the access was made anew, with another PIN or key.';

type Proof = StepOf<'proveAbsence'>;

/** Records what became of an object that was to go. */
export function recordRemoval(
  state: StayState,
  id: string,
  { outcome, acceptedAt }: Removal,
  now: number,
): StayState {
  const ledger = noteOfId(state.ledger, id, {
    ...(outcome === 'kept' ? { kept: true as const } : {}),
    ...(acceptedAt === undefined ? {} : { removalAcceptedAt: acceptedAt }),
  });
  if (outcome === 'kept') return { ...state, ledger };
  const removed = state.ledger.find((e) => e.id === id);
  const gone = noteGone(ledger, id, new Date(now).toISOString());
  // The end looks at everything anyway, and twice.
  if (state.life.phase === 'ending' || removed === undefined) return { ...state, ledger: gone };
  const isToProve = removed.kind === 'access-user';
  const left = isToProve ? expectProof(gone, removed) : expectLate(gone, now);
  return { ...state, ledger: left };
}

/** Records a look for what is left: what it found is removed, and what was proven before counts no more. */
export function recordProof(
  state: StayState,
  step: Proof,
  absence: Absence,
  now: number,
): StayState {
  const { life } = state;
  const found = absence.found.filter((remain) => !isInUse(state, step.about.target, remain));
  if (found.length > 0) {
    const isReplaced = isOver(entriesOf(state, step.about.target));
    return recordFound(state, step, takeInFound(state.ledger, found, isReplaced), now);
  }
  if (life.phase !== 'ending') return recordAbsent(state, step, now);
  return life.firstProofAt === undefined
    ? recordFirstProof(state, life, now)
    : recordSecondProof(state, life, life.firstProofAt, now);
}

/** Who comes back may have taken over the identity of a guest before: it goes with them, and is not what was looked for. */
function isInUse({ ledger }: StayState, { scopes }: Target, { kind, id }: Remain): boolean {
  const isOfOthers = ({ scope }: LedgerEntry): boolean =>
    scopes?.includes(scopeKey(scope)) === false;
  return (
    kind === 'user-identity' &&
    ledger.some((e) => e.id === id && e.state === 'live' && isOfOthers(e))
  );
}

function recordFound(state: StayState, step: Proof, ledger: Ledger, now: number): StayState {
  // What is found again and again is looked for at growing pauses.
  const tried = { ...state, tries: noteTry(state.tries, step.key, now) };
  const { life } = state;
  if (life.phase !== 'ending') return { ...tried, ledger };
  const { firstProofAt: _proof, ...unproven } = life;
  const said = `since ${new Date(life.since).toISOString()}: RemovalNotDone`;
  const problems = isFoundOften(tried)
    ? show(tried.problems, 'end', { type: 'RevocationOverdue', said }, now)
    : tried.problems;
  return { ...tried, ledger, life: unproven, problems };
}

/** Everything was seen gone: whoever asked for the end has it. */
function recordFirstProof(state: StayState, life: Ending, now: number): StayState {
  const ledger = overAt(state, { keptUserIds: [] }, now);
  const verdict = life.by === 'check-out' ? appliedVerdict(state) : END_APPLIED;
  const proven = { ...state, ledger, life: { ...life, firstProofAt: now } };
  return answer(proven, verdict, (r) => !r.isAfterEnd);
}

function recordSecondProof(
  state: StayState,
  { by }: Ending,
  firstProofAt: number,
  now: number,
): StayState {
  const goneAt = new Date(now).toISOString();
  const left = remaining(state.ledger);
  return {
    ...state,
    ledger: left.reduce((next, entry) => noteOver(next, entry, goneAt), state.ledger),
    life: { phase: 'ended', by, firstProofAt, provenAt: now },
    problems: {},
  };
}

/** Nothing of a target is left in a life that goes on; but what was asked for without an answer may still come. */
function recordAbsent(before: StayState, { key, about }: Proof, now: number): StayState {
  const { target } = about;
  const ledger = expectLate(overAt(before, target, now), now);
  // A look leaves out what hangs on a user that stays: what of it is to go is tried again, and not looked for.
  const isMoreToRemove = entriesOf({ ...before, ledger }, target).some(isRemovable);
  const state = isMoreToRemove ? { ...before, tries: noteLook(before.tries, key, now) } : before;
  if (target.scopes !== undefined) return { ...state, ledger };
  // Who is granted later may be another guest: what was adopted for this one is found again then.
  const access = unseenAccess(state.access.issue);
  return { ...state, ledger: forgetKept(ledger), access };
}

/** Notes as over what of a target was not found, but for what is kept or can still only be waited for. */
function overAt(state: StayState, target: Target, now: number): Ledger {
  const goneAt = new Date(now).toISOString();
  let { ledger } = state;
  for (const entry of entriesOf(state, target)) {
    const isStaying =
      (isKept(entry, target) && entry.state === 'live') || isOnSuspended(state, entry, target);
    if (entry.isProofDue) ledger = ledger.flatMap((e) => (e === entry ? stillToCome(e, now) : e));
    // What hangs on a user that stays was not looked at.
    else if (isStaying && entry.kind !== 'access-user') continue;
    else if (isStaying) ledger = ledger.map((e) => (e === entry ? looked(e, now) : e));
    else if (!isAwaited(entry, now)) ledger = noteOver(ledger, entry, goneAt);
  }
  return ledger;
}

/** An entry that was looked for at once, as far as it is to be looked for again when nothing can come late any more. */
function stillToCome(entry: LedgerEntry, now: number): readonly LedgerEntry[] {
  const { isProofDue: _due, ...awaited } = entry;
  return isUnconfirmed(entry, now) ? [awaited] : [];
}

function isKept({ id, userId }: LedgerEntry, { keptUserIds }: Target): boolean {
  return keptUserIds.includes(id ?? '') || keptUserIds.includes(userId ?? '');
}

/** Nobody looked whether a credential without an answer is there: it hangs on the suspended user of a held stay. */
function isOnSuspended(
  { ledger }: StayState,
  entry: LedgerEntry,
  { keptUserIds }: Target,
): boolean {
  const holder = suspendedHolderOf(ledger, entry);
  return holder?.id !== undefined && keptUserIds.includes(holder.id);
}

/** The entry as it is after a look: if nothing could come late any more, it is confirmed. */
function looked(entry: LedgerEntry, now: number): LedgerEntry {
  if (!isOutcomeUnseen(entry, now)) return entry;
  const { unconfirmedUntil: _until, ...confirmed } = entry;
  return confirmed;
}

/** Records that the access of a stay that is held opens nothing. */
export function recordSuspended(
  state: StayState,
  { about }: StepOf<'suspendAccess'>,
  suspended: Suspended,
  now: number,
): StayState {
  if (suspended.outcome === 'gone') return recordGone(state, [about.userId], now);
  const facts =
    suspended.outcome === 'suspended'
      ? {
          suspendedAt: new Date(now).toISOString(),
          ...unconfirmedAfterAnswer(state, suspended, now),
        }
      : { cannotSuspend: true as const };
  return { ...state, ledger: switched(state.ledger, about.userId, facts) };
}

/** Records that the access of a stay that was released opens again, as far as Seam answered. */
export function recordResumed(
  state: StayState,
  { about }: StepOf<'resumeAccess'>,
  resumed: Resumed,
  now: number,
): StayState {
  if (resumed.outcome === 'gone') return recordGone(state, [about.userId], now);
  const facts = {
    resumedAt: new Date(now).toISOString(),
    ...unconfirmedAfterAnswer(state, resumed, now),
  };
  const ledger = switched(state.ledger, about.userId, facts);
  return { ...state, ledger, access: withoutLook(state.access) };
}

/** Records that the access system does not let the guest in again: the access is made anew, and with it the PIN. */
export function recordNotResumed(
  state: StayState,
  { about }: StepOf<'resumeAccess'>,
  now: number,
): StayState {
  const ledger = noteOfId(state.ledger, about.userId, { cannotResume: true });
  const isPin = ledger.some((e) => e.userId === about.userId && e.tag !== undefined);
  const problems = isPin
    ? show(state.problems, 'pin', { type: 'PinChanged' }, now)
    : state.problems;
  return noteOnce({ ...state, ledger, problems, access: withoutLook(state.access) }, NOT_RESUMED);
}

/** What was unconfirmed stays so: a double that comes late is looked for all the same. */
function switched(ledger: Ledger, userId: string, facts: Partial<LedgerEntry>): Ledger {
  return ledger.map((e) => {
    const {
      suspendedAt: _suspended,
      resumedAt: _resumed,
      isSwitching: _switching,
      cannotResume: _anew,
      ...entry
    } = e;
    return e.id === userId ? { ...entry, ...facts } : e;
  });
}
