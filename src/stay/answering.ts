import { desiredOf } from './desired.ts';
import { gravest } from './problem-sources.ts';
import { stands, type Fields } from './requests.ts';
import type { Answer, OpenRequest, Requests, StayState } from './state.ts';
import type { Verdict } from './verdict.ts';

const MOST_ANSWERS = 200;
const MOST_WITHOUT_COMMAND = 50;

type Said = Pick<OpenRequest, 'number' | 'fields' | 'holds'>;

export const SUPERSEDED: Verdict = {
  outcome: 'superseded',
  reason: 'Newer requests overtook it.',
};
export const ENDING: Verdict = { outcome: 'too-late', reason: 'The stay is ending or has ended.' };
export const REMEMBERED: Verdict = {
  outcome: 'applied',
  reason: 'Remembered; there was no such stay.',
};
/** The answer to a cancellation that was heard before, by a run that has closed. */
export const ENDED_BY_IT: Verdict = {
  outcome: 'applied',
  reason: 'The stay was cancelled before, and has ended.',
};
/** The answer to who cancelled: without a window, because there is none any more. */
export const END_APPLIED: Verdict = { outcome: 'applied' };

/** The answer to who held a stay, while something else of the plan is not as it is to be. */
export const HELD: Verdict = { outcome: 'applied', reason: 'Nobody gets in until it is released.' };
/** The answer to who asked for a new PIN or key, while something else of the plan is not as it is to be. */
export const REISSUED: Verdict = {
  outcome: 'applied',
  reason: 'The new PIN or key is there, and the one before is gone.',
};

/** Gives a verdict to the open requests that it is about, and to their repetitions. */
export function answer(
  state: StayState,
  verdict: Verdict,
  isAbout: (request: OpenRequest) => boolean,
): StayState {
  const { requests } = state;
  const answered = requests.open.filter((r) => r.sameAs === undefined && isAbout(r));
  if (answered.length === 0) return state;
  const numbers = new Set(answered.map((r) => r.number));
  const repeated = requests.open.filter((r) => numbers.has(r.sameAs ?? 0));
  const gone = new Set([...answered, ...repeated]);
  const next = {
    ...requests,
    open: requests.open.filter((r) => !gone.has(r)),
    answers: newest(
      requests.answers,
      [...gone].map((r) => answerOf(r, verdict)),
    ),
  };
  return { ...state, requests: rememberSignal(next, [...gone], verdict) };
}

/** The newest answers: an older one without a command id, or that repeats one, goes before any that may be asked for again. */
function newest(before: readonly Answer[], added: readonly Answer[]): readonly Answer[] {
  const answers = [...before, ...added];
  const over = answers.length - MOST_ANSWERS;
  if (over <= 0) return answers;
  // Whoever waits for one that is given now has not read it yet.
  const kept = Math.min(MOST_ANSWERS, Math.max(MOST_WITHOUT_COMMAND, added.length));
  const old = answers.slice(0, -kept);
  const nameless = old.filter(({ command }) => command === undefined);
  const going = new Set(
    [...nameless, ...old.filter((one) => !nameless.includes(one))].slice(0, over),
  );
  return answers.filter((one) => !going.has(one));
}

/** Gives a verdict to a request that is never open. */
export function answerAtOnce(
  state: StayState,
  request: Omit<Answer, 'verdict'>,
  verdict: Verdict,
): StayState {
  const { requests } = state;
  const answers = newest(requests.answers, [{ ...request, verdict }]);
  return { ...state, requests: { ...requests, answers } };
}

/** Tells those who wait that the verdict is still to come, and why. */
export function tellPending(state: StayState): StayState {
  const { requests } = state;
  const reason = gravest(state.problems)?.message ?? 'Look at the status.';
  const told: Verdict = { outcome: 'pending', reason };
  const open = requests.open.map((r) => (r.told?.reason === reason ? r : { ...r, told }));
  return { ...state, requests: { ...requests, open } };
}

/** The verdict of a request by its number, or what it was told so far; undefined while there is neither. */
export function verdictOf({ requests }: StayState, number: number): Verdict | undefined {
  const answered = requests.answers.findLast((a) => a.number === number);
  if (answered !== undefined) return answered.verdict;
  const open = requests.open.find((r) => r.number === number);
  const first = requests.open.find((r) => r.number === open?.sameAs);
  return first?.told ?? open?.told;
}

/** The verdicts that a later state has given and an earlier one had not. */
export function newVerdicts(before: StayState, after: StayState): readonly Answer[] {
  const known = before.requests.answers;
  return after.requests.answers === known
    ? []
    : after.requests.answers.filter((a) => !known.includes(a));
}

/** The verdict of an answered request as it is by now. */
export function verdictByNow(state: StayState, given: Answer): Verdict {
  const { verdict, fields, kind } = given;
  if (verdict.outcome !== 'applied') return verdict;
  if (kind === 'hold') return state.hold === undefined ? SUPERSEDED : verdict;
  if (kind === 'release') return state.hold === undefined ? verdict : SUPERSEDED;
  if (fields.length === 0) return verdict;
  if (!isLeftOf(desiredOf(state), given)) return SUPERSEDED;
  if (kind === 'cancel') return verdict;
  const { life } = state;
  if (life.phase !== 'ending' && life.phase !== 'ended') return appliedVerdict(state);
  return life.by === 'check-out' ? verdict : SUPERSEDED;
}

/** The verdict of a request that was applied, with the window of the plan that it is part of. */
export function appliedVerdict({ planned }: StayState): Verdict {
  if (planned === undefined) return { outcome: 'applied' };
  const { opensAt, closesAt, timeZone, note } = planned.plan;
  const reason = [note, planned.note].filter((text) => text !== undefined).join(' ');
  return {
    outcome: 'applied',
    opensAt,
    closesAt,
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(reason === '' ? {} : { reason }),
  };
}

/** Answers the requests of which no field is desired any more as they said it. */
export function answerOvertaken(state: StayState): StayState {
  const desired = desiredOf(state);
  return answer(state, SUPERSEDED, (r) => r.fields.length > 0 && !isLeftOf(desired, r));
}

/**
 * Whether a field of a request is still desired as the request said it. Every put says that the stay is not cancelled:
 * that counts only for the last put, and for one that holds the stay from the start, since no later put releases it.
 */
function isLeftOf(desired: Partial<Fields>, { number, fields, holds }: Said): boolean {
  if (holds || desired.cancelled?.by === number) return stands(desired, { number, fields });
  const others = fields.filter((name) => name !== 'cancelled');
  return stands(desired, { number, fields: others.length === 0 ? fields : others });
}

function answerOf(request: OpenRequest, verdict: Verdict): Answer {
  const { number, kind, fields, command, signal } = request;
  return {
    number,
    kind,
    fields,
    ...(command && { command }),
    ...(signal && { signal }),
    verdict,
  };
}

function rememberSignal(
  requests: Requests,
  answered: readonly OpenRequest[],
  verdict: Verdict,
): Requests {
  const { lastSignal } = requests;
  const isAnswered = answered.some((r) => r.number === lastSignal?.number);
  return lastSignal === undefined || !isAnswered
    ? requests
    : { ...requests, lastSignal: { ...lastSignal, verdict } };
}
