import { answer, ENDING } from './answering.ts';
import { completeDesiredOf, isPendingForPlan } from './desired.ts';
import { answerHoldsOfEnd, isAboutHold } from './holds.ts';
import { remaining } from './ledger.ts';
import { FIELDS, newestRevisions } from './requests.ts';
import type { OpenRequest, StayState } from './state.ts';
import type { EndedBy } from './status.ts';
import type { Verdict } from './verdict.ts';

/** Whether a put waits for a plan. */
export function hasPut({ requests }: StayState): boolean {
  return requests.open.some((r) => r.kind === 'put' && r.stage === 'pending');
}

/** Whether what is pending says enough of a stay to be planned. */
export function isLeftToPlan(state: StayState): boolean {
  return hasPut(state) && completeDesiredOf(state) !== undefined;
}

/**
 * Refuses requests. What they say counts no more, but what they overtook stays overtaken: an older revision
 * that comes late is not what the backend wants. The same revision may come again, corrected.
 */
export function refuseRequests(
  state: StayState,
  verdict: Verdict,
  isAbout: (request: OpenRequest) => boolean,
): StayState {
  let { heard } = state.requests;
  for (const { writes } of state.requests.open.filter((r) => isAbout(r))) {
    for (const name of FIELDS) {
      const { revision = 0 } = writes[name] ?? {};
      if (revision > 0) heard = newestRevisions(heard, { [name]: revision - 1 });
    }
  }
  return answer({ ...state, requests: { ...state.requests, heard } }, verdict, isAbout);
}

/** A put that was to be lived after the end is refused: the stay goes on ending. */
export function goOnEnding(state: StayState, verdict: Verdict): StayState {
  const refused = refuseRequests(state, verdict, isPendingForPlan);
  return answerHoldsOfEnd(answer(refused, ENDING, (r) => r.isAfterEnd && !isAboutHold(r)));
}

/** Whether an earlier run that was stopped from outside may have left something. */
export function hasLeft({ lastCreateAt, ledger }: StayState): boolean {
  return lastCreateAt !== undefined || remaining(ledger).length > 0;
}

/** Whether a request holds or releases a stay of which an earlier run left something: the first proof answers it. */
export function isHoldOfEnd(state: StayState, request: OpenRequest): boolean {
  return hasLeft(state) && isAboutHold(request);
}

/** The stay is not lived, but what an earlier run of it left is ended. */
export function endLeft(state: StayState, now: number, by: EndedBy = 'operator'): StayState {
  return { ...state, life: { phase: 'ending', by, since: now } };
}
