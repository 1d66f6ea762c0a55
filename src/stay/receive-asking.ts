import { answer, ENDING, SUPERSEDED } from './answering.ts';
import { withoutAnyRefusal } from './failing.ts';
import { issueOf, remaining, type LedgerEntry } from './ledger.ts';
import { isEnding } from './life.ts';
import type { Asking } from './message.ts';
import { decline, noteOvertaking, open } from './opening.ts';
import { scopeOf } from './plan.ts';
import { isSameScope } from './scope.ts';
import type { StayState } from './state.ts';
import { withoutRefusalsOf } from './tries.ts';

export function receiveHold(state: StayState, request: Asking, now: number): StayState {
  const held = state.hold === undefined ? { ...state, hold: { since: now } } : state;
  const superseded = answer(held, SUPERSEDED, (r) => r.kind === 'release');
  const opened = open(superseded, request, now, 'planned');
  // A second hold does not interrupt the step that shuts the door.
  return state.hold === undefined ? noteOvertaking(opened) : opened;
}

/** The guest is to get in: what was refused before the hold is asked for once more, since the hold took what they had. */
export function receiveRelease(state: StayState, request: Asking, now: number): StayState {
  const { hold, ...free } = state;
  const { confirmedFor: _confirmed, ...access } = state.access;
  const released =
    hold === undefined ? state : noteOvertaking(withoutAnyRefusal({ ...free, access }));
  const superseded = answer(withoutHolds(released), SUPERSEDED, (r) => r.kind === 'hold');
  return open(superseded, request, now, 'planned');
}

/** A new credential is wanted, and the one before goes; before the first is confirmed, that one will do. */
export function receiveReissue(state: StayState, request: Asking, now: number): StayState {
  if (isEnding(state)) return decline(state, request, ENDING);
  const { access, requests } = state;
  const once = { ...state, requests: { ...requests, reissues: requests.reissues + 1 } };
  const isFirst = access.credentialId === undefined;
  const { sameCodes: _codes, ...unasked } = access;
  const issue = access.issue + (isFirst ? 0 : 1);
  const wanted = { ...mayLook(once), access: { ...unasked, issue } };
  return open(wanted, request, now, 'planned', { issue, replaces: idsToReplace(wanted) });
}

/** Credentials that others may know. One that was replaced already goes anyway, and the one that is wanted stays. */
function idsToReplace({ ledger, access, planned }: StayState): readonly string[] {
  const scope = planned && scopeOf(planned.plan, planned.guest);
  const isWanted = (e: LedgerEntry): boolean =>
    scope !== undefined && isSameScope(e.scope, scope) && issueOf(e) === access.issue;
  return remaining(ledger)
    .filter((e) => e.kind === 'credential' && !e.isReplaced && !isWanted(e))
    .flatMap(({ id }) => id ?? []);
}

/** A look was asked for: it is taken, also if one before was refused. */
export function mayLook(state: StayState): StayState {
  return { ...state, tries: withoutRefusalsOf(state.tries, 'confirmAccess') };
}

function withoutHolds(state: StayState): StayState {
  const { requests } = state;
  const next = requests.open.map(({ holds: _holds, ...request }) => request);
  return { ...state, requests: { ...requests, open: next } };
}
