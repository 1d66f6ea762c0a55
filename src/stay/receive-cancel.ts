import { answer, END_APPLIED, ENDING, REMEMBERED, SUPERSEDED } from './answering.ts';
import { desiredOf } from './desired.ts';
import { answerHoldsOfEnd, isAboutHold } from './holds.ts';
import { isEnded, isEnding, isRemembering } from './life.ts';
import type { Cancelling } from './message.ts';
import { decline, open } from './opening.ts';
import { take } from './receive-fields.ts';
import { newestOf, withRevisions } from './requests.ts';
import type { OpenRequest, StayState } from './state.ts';

/**
 * A cancellation overtakes every request but a hold or a release. Where no stay lives, a put that is not newer than it
 * begins none.
 */
export function receiveCancel(state: StayState, request: Cancelling, now: number): StayState {
  if (isRemembering(state)) return remember(noteCancelled(state, request), request, now);
  if (isEnded(state)) return decline(noteCancelled(state, request), request, ENDING);
  const facts = request.byOperator ? { byOperator: true as const } : {};
  const taken = take(state, request, { cancelled: true }, now, facts);
  const { received: number } = taken.requests;
  if (taken.requests.open.at(-1)?.number !== number) return taken;
  if (isEnding(state)) return cancelPutAfterEnd(taken, number);
  // What was asked for before is dropped, but its revisions stay known.
  const whole = withOpen(taken, number, { writes: desiredOf(taken) });
  return answer(whole, SUPERSEDED, (r) => r.kind !== 'cancel' && !isAboutHold(r));
}

/** The put that was to be lived after the end is cancelled: the stay goes on ending. */
function cancelPutAfterEnd(state: StayState, number: number): StayState {
  const desired = desiredOf(state);
  const isDropped = (r: OpenRequest): boolean => r.isAfterEnd && r.number !== number;
  const dropped = answer(state, SUPERSEDED, (r) => isDropped(r) && !isAboutHold(r));
  const cancelled = withOpen(dropped, number, { stage: 'planned', writes: {}, isAfterEnd: false });
  const { requests, life } = cancelled;
  const accepted = requests.accepted && withRevisions(requests.accepted, desired);
  const next = answerHoldsOfEnd({
    ...cancelled,
    requests: { ...requests, ...(accepted && { accepted }) },
  });
  const isProven = life.phase === 'ended' || (life.phase === 'ending' && life.firstProofAt);
  // There was no stay before the put: no proof will come.
  const isRemembered = isRemembering(next) && next.recalled !== undefined;
  const verdict = isProven ? END_APPLIED : isRemembered ? REMEMBERED : undefined;
  return verdict === undefined ? next : answer(next, verdict, (r) => r.number === number);
}

/** A cancellation of a stay that there never was. */
function remember(state: StayState, request: Cancelling, now: number): StayState {
  return state.recalled === undefined
    ? open(state, request, now, 'planned', { isAfterEnd: false })
    : decline(state, request, REMEMBERED);
}

/** Nothing lives that could be cancelled; but a put that is not newer than this does not begin anything. */
function noteCancelled(state: StayState, { revision }: Cancelling): StayState {
  const { requests } = state;
  const cancelled = newestOf(requests.heard.cancelled, revision);
  if (cancelled === undefined) return state;
  return { ...state, requests: { ...requests, heard: { ...requests.heard, cancelled } } };
}

function withOpen(state: StayState, number: number, facts: Partial<OpenRequest>): StayState {
  const { requests } = state;
  const next = requests.open.map((r) => (r.number === number ? { ...r, ...facts } : r));
  return { ...state, requests: { ...requests, open: next } };
}
