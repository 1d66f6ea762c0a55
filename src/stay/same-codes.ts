import { withoutLook } from './access.ts';
import { answer } from './answering.ts';
import { issueOf, type LedgerEntry } from './ledger.ts';
import { clear, show } from './problem-sources.ts';
import { PROBLEMS } from './problems.ts';
import type { OpenRequest, StayState } from './state.ts';
import type { StepOf } from './step.ts';
import type { Verdict } from './verdict.ts';

type Looking = StepOf<'confirmAccess'>;

/** So many new credentials in a row may show a code of before. Then somebody has to help. */
const MOST_SAME_CODES = 3;

const NOT_CHANGED: Verdict = {
  outcome: 'refused',
  type: 'PinNotChanged',
  reason: PROBLEMS.PinNotChanged.message,
};

const CODE_OF_GUEST_BEFORE =
  'Another guest than before, whose PIN is the one of the guest before: it still opens. Ask for a new one.';

/** What becomes of a stay whose new credential is seen well for the first time, by the code that it shows. */
export function recordNewCode(state: StayState, step: Looking, now: number): StayState {
  const { about } = step;
  if (state.access.credentialId === about.credentialId) return state;
  const same = entriesOfSameCode(state, about);
  if (same.length === 0) return withoutNotChanged(state);
  const sameCodes = (state.access.sameCodes ?? 0) + 1;
  return sameCodes < MOST_SAME_CODES
    ? issueAnew(state, about, sameCodes)
    : keepCode(state, step, same, now);
}

/** Whether a credential shows the code of one before it. */
export function hasCodeOfBefore(state: StayState, about: Looking['about']): boolean {
  return entriesOfSameCode(state, about).length > 0;
}

/** Credentials of before that had the same code: those of earlier issues and guests, also if they are gone. */
function entriesOfSameCode(
  { ledger }: StayState,
  { credentialId, scope, issue }: Looking['about'],
): readonly LedgerEntry[] {
  const tag = ledger.find((e) => e.id === credentialId)?.tag;
  const isEarlier = (e: LedgerEntry): boolean =>
    issueOf(e) < issue || isOfGuestBefore(e, scope.guest);
  return tag === undefined ? [] : ledger.filter((e) => e.tag === tag && isEarlier(e));
}

function isOfGuestBefore({ scope }: LedgerEntry, guest: number): boolean {
  return scope.of === 'access' && scope.guest < guest;
}

/** The same code again is no new one: both go, and another is issued once they are gone. */
function issueAnew(state: StayState, { issue }: Looking['about'], sameCodes: number): StayState {
  const access = withoutLook(state.access);
  const next = Math.max(access.issue, issue + 1);
  return { ...state, access: { ...access, issue: next, issuesOneAtATime: true, sameCodes } };
}

/** The access system makes no other code: the guest keeps it, and whoever asked is told that it still opens. */
function keepCode(
  state: StayState,
  { received, about: { scope } }: Looking,
  same: readonly LedgerEntry[],
  now: number,
): StayState {
  const { planned } = state;
  const isGuests =
    planned?.note !== undefined && same.some((e) => isOfGuestBefore(e, planned.guest));
  // If two ask for a new PIN in a row, the first may have got another code than the one they asked to replace. And who
  // asked for the guest before did not ask to replace that guest's newest PIN.
  const guestSince = state.requests.accepted?.guest.since ?? 0;
  const isUnchanged = ({ issue = Infinity, number }: OpenRequest): boolean =>
    same.some(
      (e) => issueOf(e) < issue || (isOfGuestBefore(e, scope.guest) && number > guestSince),
    );
  const told = answer(
    state,
    NOT_CHANGED,
    (r) => r.kind === 'reissue' && r.number <= received && isUnchanged(r),
  );
  return {
    ...told,
    ...(isGuests ? { planned: { ...planned, note: CODE_OF_GUEST_BEFORE } } : {}),
    problems: show(told.problems, 'pin', { type: 'PinNotChanged' }, now),
  };
}

function withoutNotChanged(state: StayState): StayState {
  const isOver = state.problems.pin?.type === 'PinNotChanged';
  return isOver ? { ...state, problems: clear(state.problems, 'pin') } : state;
}
