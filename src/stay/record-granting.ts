import { withoutLook } from './access.ts';
import type { AddedUser, Enrolled, Gone, SystemSeen, Unconfirmed } from './activities-granting.ts';
import { earlierCredentials } from './issues.ts';
import { expectLate, note, noteGone, noteMade, noteOver, noteWindow } from './ledger-noting.ts';
import { findEntry, isPinLost, isRemovable, type Ledger, type LedgerEntry } from './ledger.ts';
import { noteOnce } from './notes.ts';
import { show, showSeen } from './problem-sources.ts';
import { withSameDoorsNeeded } from './replacing.ts';
import { systemOf } from './scope.ts';
import { sightingOf } from './sightings.ts';
import type { Access, StayState } from './state.ts';
import type { StepOf } from './step.ts';
import { withoutTry } from './tries.ts';
import {
  isUnconfirmed,
  lateUntil,
  unconfirmedAfterAnswer,
  unconfirmedOfKind,
} from './unconfirmed.ts';

const ONE_AT_A_TIME =
  'The access system takes no second PIN or key: the old one was removed before there was a new one.';

type CreatingStep =
  | StepOf<'identifyGuest'>
  | StepOf<'enrollPhone'>
  | StepOf<'addAccessUser'>
  | StepOf<'issueCredential'>;

/** A creating step answered: there it is; or what it was to build on is gone. */
export function recordMade(
  before: StayState,
  step: CreatingStep,
  answer: AddedUser | Enrolled | Gone,
  now: number,
): StayState {
  const looksAtSystem = 'lookAtSystem' in step.input;
  const state = looksAtSystem ? recordSystem(before, answer, now) : before;
  if ('gone' in answer) return recordGone(state, answer.gone, now);
  const { entry: key, facts } = step.about;
  const known = findEntry(state.ledger, key);
  const { isNameCut, systemTrouble: _trouble, ...made } = answer as Partial<AddedUser>;
  // If the step found another object than the ledger had, nothing hangs on that one yet.
  const isOther = known?.id !== undefined && made.id !== known.id;
  const next = isOther && known.id !== undefined ? recordGone(state, [known.id], now) : state;
  const late = unconfirmedAfterAnswer(state, answer, now, unconfirmedOfKind(state.ledger, key));
  // An earlier run held the stay: what it suspended is resumed, or suspended once more.
  const isInherited = state.recalled?.suspendedUserIds?.includes(made.id ?? '') === true;
  const isAdopted = isInherited && known?.id !== made.id;
  const switching = isAdopted ? { isSwitching: true as const } : {};
  const ledger = noteMade(next.ledger, key, { ...facts, ...made, ...switching, ...late });
  // It was looked at again, so there may be news of everything that hangs together with it.
  const access = known?.state === 'live' ? withoutLook(next.access) : next.access;
  const notes = notesOf(step, made, known, isNameCut === true);
  const lastCreateAt = Math.max(now, state.lastCreateAt ?? 0);
  return notes.reduce(noteOnce, { ...next, ledger, access, lastCreateAt });
}

/** The guest is in the groups, as far as Seam answered. */
export function recordGroupsJoined(
  state: StayState,
  { about }: StepOf<'joinAccessGroups'>,
  answer: Unconfirmed | Gone,
  now: number,
): StayState {
  if ('gone' in answer) return recordGone(state, answer.gone, now);
  let { ledger } = state;
  for (const key of about.keys) {
    const late = lateUntil(ledger, key, now);
    const known = findEntry(ledger, key)?.unconfirmedUntil;
    ledger = noteMade(ledger, key, {
      userId: about.userId,
      ...(late && { unconfirmedUntil: late }),
      ...unconfirmedAfterAnswer(state, answer, now, known),
    });
  }
  // It was looked at again, so there may be news.
  const isAgain = about.keys.some((key) => findEntry(state.ledger, key)?.state === 'live');
  const access = isAgain ? withoutLook(state.access) : state.access;
  return { ...state, ledger, access, lastCreateAt: Math.max(now, state.lastCreateAt ?? 0) };
}

/** Seam has taken another window. */
export function recordWindowMoved(
  state: StayState,
  { about }: StepOf<'moveWindow'>,
  answer: Unconfirmed | Gone,
  now: number,
): StayState {
  if ('gone' in answer) return recordGone(state, answer.gone, now);
  let { ledger } = state;
  for (const key of about.keys) {
    ledger = noteWindow(ledger, key, about.window);
    ledger = note(ledger, key, unconfirmedAfterAnswer(state, answer, now));
  }
  return { ...state, ledger, access: withoutLook(state.access) };
}

/** The guest is out of the groups. */
export function recordGroupsLeft(
  state: StayState,
  { about }: StepOf<'leaveAccessGroups'>,
  answer: Unconfirmed,
  now: number,
): StayState {
  let { ledger } = state;
  for (const key of about.keys) {
    // If the guest joins the group again, a late request to leave it would take them out once more.
    ledger = note(ledger, key, unconfirmedAfterAnswer(state, answer, now));
    const left = findEntry(ledger, key);
    if (left === undefined) continue;
    // A join that is still under way would take the guest back in: a look tells when that is over.
    ledger = isUnconfirmed(left, now)
      ? note(ledger, key, { state: 'asked' })
      : noteOver(ledger, left, new Date(now).toISOString());
  }
  return { ...state, ledger };
}

/** What the access system itself shows, as it was seen now. */
export function recordSystem(
  state: StayState,
  { systemTrouble }: SystemSeen,
  now: number,
): StayState {
  const problems = showSeen(state.problems, 'system', systemTrouble, now);
  return { ...state, problems, access: { ...state.access, systemLookedAt: now } };
}

/** Notes objects that were seen gone, and what goes with them. They are made anew, and the PIN with them. */
export function recordGone(state: StayState, ids: readonly string[], now: number): StayState {
  const goneAt = new Date(now).toISOString();
  const gone = ids.reduce((next, id) => noteGone(next, id, goneAt), state.ledger);
  const going = gone.flatMap((e) => (isGoing(state.ledger, e) ? stillGoing(e) : e));
  // A create that was stopped may have made another one: it is looked for, since no step makes one again if the guest
  // has moved.
  const ledger = withSameDoorsNeeded(expectLate(going, now), state.planned, ids);
  const isLost = isPinLost(state.ledger, ledger);
  const problems = isLost
    ? show(state.problems, 'pin', { type: 'PinChanged' }, now)
    : state.problems;
  return { ...state, ledger, problems, access: withoutLook(state.access) };
}

/** Whether an access user counts as gone because it is on its way out, as we had asked. */
function isGoing(before: Ledger, { kind, id, state, removalAskedAt }: LedgerEntry): boolean {
  const wasLive = before.some((e) => e.id === id && e.state === 'live');
  return kind === 'access-user' && state === 'removed' && wasLive && removalAskedAt !== undefined;
}

/** If the lock keeps the user, its PIN goes on opening beside the new one: it is removed until it is gone. */
function stillGoing({ id = '', removalAskedAt, ...entry }: LedgerEntry): LedgerEntry[] {
  const systemId = systemOf(entry.scope);
  if (systemId === undefined || removalAskedAt === undefined) return [{ ...entry, id }];
  return [entry, { ...sightingOf({ kind: 'access-user', id, systemId }), removalAskedAt }];
}

/**
 * The access system refuses a new credential beside the one that it is to replace: the old one goes
 * first. Undefined if there is none of before, so that the refusal is about something else.
 */
export function makeRoom(
  state: StayState,
  { key, about }: StepOf<'issueCredential'>,
): StayState | undefined {
  const { scope, issue = 1 } = about.entry;
  if (!earlierCredentials(state.ledger, scope, issue).some(isRemovable)) return undefined;
  const access: Access = { ...state.access, issuesOneAtATime: true };
  return noteOnce({ ...state, access, tries: withoutTry(state.tries, key) }, ONE_AT_A_TIME);
}

function notesOf(
  step: CreatingStep,
  made: { readonly id?: string },
  known: LedgerEntry | undefined,
  isNameCut: boolean,
): readonly string[] {
  const isUnenrolled = step.do === 'enrollPhone' && made.id === undefined;
  return [
    ...(isNameCut ? ['The access system did not take the guest’s whole name.'] : []),
    ...(isUnenrolled && known?.state !== 'live'
      ? ['Seam registers phones by itself: there was no enrollment to launch.']
      : []),
  ];
}
