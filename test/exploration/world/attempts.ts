import type { ActivityStep, Outcome } from '../../../src/stay/step.ts';
import { answerOf } from '../seam/answering.ts';
import { carryOut } from '../seam/carrying-out.ts';
import { isRecent, type AbstractSeam, type SeamRequest } from '../seam/objects.ts';
import { requestsOf } from '../seam/requesting.ts';

import { QUIET_MS } from './listings.ts';

/** An attempt of which nothing is heard sends something for so long at most; then it is under way for no longer than the quiet period. */
const ATTEMPT_MS = 15_000;

export type SeamStep = Exclude<ActivityStep, { readonly do: 'planStay' | 'recallStay' }>;

/** What became of the requests of an attempt whose answer nobody got. */
export type Fate = 'nothing' | 'committed' | 'late';

/** Sends the requests of a step; its answer is lost, or it is never carried out, or later. */
export function sendUnanswered(
  seam: AbstractSeam,
  step: SeamStep,
  fate: Fate,
  now: number,
  lastsMs = ATTEMPT_MS,
): AbstractSeam {
  if (fate === 'nothing') return seam;
  const requests = requestsOf(seam, step);
  const sent = noteSent(seam, requests, now);
  if (fate === 'committed')
    return requests.reduce((s, r) => carryOutUntold(s, r, 'lost', now), sent);
  const until = now + lastsMs + QUIET_MS;
  return { ...sent, late: [...sent.late, ...requests.map((request) => ({ request, until }))] };
}

/** Runs an attempt of a step to its answer. */
export function answerStep(
  seam: AbstractSeam,
  step: SeamStep,
  isAgain: boolean,
  now: number,
): { readonly seam: AbstractSeam; readonly outcome: Outcome } {
  const requests = requestsOf(seam, step, isAgain);
  const after = requests.reduce((s, r) => carryOut(s, r, now), noteSent(seam, requests, now));
  const hadDoubles = step.effect === 'granting' && requests.some((r) => r.do === 'remove');
  const hasMade = requests.some((r) => r.do === 'make');
  const answer = answerOf(after, step, { now, isAgain, hasMade, hadDoubles, quietMs: QUIET_MS });
  if ('failure' in answer) {
    const { failure } = answer;
    const outcome = failure.type === 'RemovalNotDone' ? 'failed' : 'refused';
    return { seam: after, outcome: { outcome, failure } };
  }
  if (!after.objects.some((o) => o.isUntold))
    return { seam: after, outcome: { outcome: 'done', result: answer.result } };
  // Who has left one group may have left another by a request of before.
  const told = idsIn(step.do === 'leaveAccessGroups' ? answer.result : [step.input, answer.result]);
  const objects = after.objects.map((o) => {
    if (!o.isUntold || !told.includes(o.id)) return o;
    const { isUntold: _untold, untoldSince: _since, ...known } = o;
    return known;
  });
  return { seam: { ...after, objects }, outcome: { outcome: 'done', result: answer.result } };
}

/** Carries out one of the requests that are still under way. */
export function carryOutLate(seam: AbstractSeam, index: number, now: number): AbstractSeam {
  const request = seam.late[index]?.request;
  const late = seam.late.filter((_, at) => at !== index);
  return request === undefined ? seam : carryOutUntold({ ...seam, late }, request, 'late', now);
}

/** Forgets the requests that are carried out no more, and what no list shows any more. */
export function expire(seam: AbstractSeam, now: number): AbstractSeam {
  const late = seam.late.filter(({ until }) => until > now);
  const justGone = seam.justGone.filter(({ since }) => isRecent(since, now));
  const isSame = late.length === seam.late.length && justGone.length === seam.justGone.length;
  return isSame ? seam : { ...seam, late, justGone };
}

/** What it makes or changes is what no answer has told of. */
function carryOutUntold(
  seam: AbstractSeam,
  request: SeamRequest,
  isUntold: 'lost' | 'late',
  now: number,
): AbstractSeam {
  const after = carryOut(seam, request, now);
  const objects = after.objects.map((o) =>
    seam.objects.includes(o) ? o : { ...o, isUntold, untoldSince: now },
  );
  return { ...after, objects };
}

function noteSent(seam: AbstractSeam, requests: readonly SeamRequest[], now: number) {
  const isMaking = requests.some(({ do: kind }) => kind === 'make' || kind === 'join');
  return isMaking ? { ...seam, lastSentAt: now } : seam;
}

function idsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(idsIn);
}

/** The id that a removal is about. */
export function removedBy(step: ActivityStep): string | undefined {
  switch (step.do) {
    case 'removeCredential':
    case 'removeAccessUser':
      return step.input;
    case 'removeIdentity':
      return step.input.identityId;
    default:
      return undefined;
  }
}
