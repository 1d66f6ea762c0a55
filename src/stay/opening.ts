import { answerAtOnce } from './answering.ts';
import { isEnding } from './life.ts';
import type { Request } from './message.ts';
import type { OpenRequest, StayState } from './state.ts';
import { withoutSurplus } from './surplus.ts';
import type { Verdict } from './verdict.ts';

/** The answer to a known command id with another content. */
export const REUSED: Verdict = {
  outcome: 'refused',
  type: 'CommandIdReused',
  reason: 'The command id was used for something else: send it again under a new one.',
};

/** Puts a request among the open ones, under the number that it was received as. */
export function open(
  state: StayState,
  { kind, command, signal }: Request,
  now: number,
  stage: OpenRequest['stage'] = 'pending',
  facts: Partial<OpenRequest> = {},
): StayState {
  const { requests } = state;
  const request: OpenRequest = {
    number: requests.received,
    kind,
    ...(command && { command }),
    ...(signal && { signal }),
    fields: [],
    stage,
    receivedAt: now,
    writes: {},
    isAfterEnd: isEnding(state),
    ...facts,
  };
  const opened = { ...state, requests: { ...requests, open: [...requests.open, request] } };
  return withoutSurplus(opened, kind);
}

/** Gives a request its verdict at once: it is never open. */
export function decline(
  state: StayState,
  { kind, command, signal }: Request,
  verdict: Verdict,
): StayState {
  const number = state.requests.received;
  // A command id that was used for something else keeps what it was used for.
  const known = verdict === REUSED ? {} : command && { command };
  return answerAtOnce(
    state,
    { number, kind, fields: [], ...known, ...(signal && { signal }) },
    verdict,
  );
}

/** Notes the number of this request: a step that was decided before it is cancelled, if it may be. */
export function noteOvertaking(state: StayState): StayState {
  return { ...state, requests: { ...state.requests, overtaking: state.requests.received } };
}
