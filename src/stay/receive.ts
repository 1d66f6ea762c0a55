import { ENDING, SUPERSEDED, verdictByNow } from './answering.ts';
import { isCancelled, isEnded } from './life.ts';
import type { Request } from './message.ts';
import { decline, open, REUSED } from './opening.ts';
import { mayLook, receiveHold, receiveReissue, receiveRelease } from './receive-asking.ts';
import { receiveCancel } from './receive-cancel.ts';
import { receivePut, take } from './receive-fields.ts';
import { expectInSystems } from './sightings.ts';
import type { Command, RequestKind, StayState } from './state.ts';
import type { Verdict } from './verdict.ts';

/** More than any stay needs: a faulty backend must not fill the history. */
export const MOST_CHANGES = 1_000;
export const MOST_REISSUES = 100;

/**
 * Takes one message into the state, under the next number. Its verdict may be there at once, or is to
 * come: `verdictOf` tells by the number.
 */
export function receive(before: StayState, request: Request, now: number): StayState {
  const number = before.requests.received + 1;
  const state = { ...before, requests: { ...before.requests, received: number } };
  const taken = takeIn(state, request, now);
  return request.signal === undefined ? taken : noteSignal(taken, request.signal, now);
}

function takeIn(state: StayState, request: Request, now: number): StayState {
  const known = knownCommand(state, request);
  if (known !== undefined && known.command.said === request.command?.said)
    return repeat(state, request, known, now);
  // A cancellation under a command id that was used for something else still shuts the door.
  if (known !== undefined && request.kind !== 'cancel') return decline(state, request, REUSED);
  if (request.kind === 'put') return receivePut(state, request, now);
  if (request.kind === 'cancel') return receiveCancel(state, request, now);
  if (isEnded(state) || isCancelled(state)) return decline(state, request, ENDING);
  switch (request.kind) {
    case 'change':
      return take(state, request, request.says, now);
    case 'hold':
      return receiveHold(state, request, now);
    case 'release':
      return receiveRelease(state, request, now);
    case 'reissue':
      return receiveReissue(state, request, now);
    case 'check':
      return open(
        expectInSystems(mayLook(state), request.systemIds, { isNamed: true }),
        request,
        now,
      );
    case 'retry':
      return open(state, request, now);
  }
}

/** The same command again gets the verdict of the first, as it is by now. */
function repeat(
  state: StayState,
  request: Request,
  { number }: KnownCommand,
  now: number,
): StayState {
  const again = { ...request, command: undefined };
  if (state.requests.open.some((r) => r.number === number))
    return open(state, again, now, 'planned', { sameAs: number });
  const given = state.requests.answers.find((a) => a.number === number);
  return decline(state, again, given === undefined ? SUPERSEDED : verdictByNow(state, given));
}

interface KnownCommand {
  readonly number: number;
  readonly command: Command;
}

function knownCommand({ requests }: StayState, request: Request): KnownCommand | undefined {
  const { kind, command } = request;
  if (command === undefined) return undefined;
  const all = [...requests.answers, ...requests.open];
  const known = all.findLast((one) => one.kind === kind && one.command?.id === command.id);
  return known?.command === undefined
    ? undefined
    : { number: known.number, command: known.command };
}

/** The status shows the last message for whose verdict nobody waits. */
function noteSignal(state: StayState, name: string, now: number): StayState {
  const { requests } = state;
  const number = requests.received;
  const answered = requests.answers.findLast((a) => a.number === number);
  const verdict = answered === undefined ? {} : { verdict: answered.verdict };
  return { ...state, requests: { ...requests, lastSignal: { name, at: now, number, ...verdict } } };
}

/** Notes a signal whose payload could not be read, and why. */
export function noteUnreadSignal(
  state: StayState,
  name: string,
  verdict: Verdict,
  now: number,
): StayState {
  const { requests } = state;
  return { ...state, requests: { ...requests, lastSignal: { name, at: now, verdict } } };
}

/** Whether a stay takes no more messages of that kind. A cancellation, and what helps, is never too much. */
export function isSpent({ requests }: StayState, kind: RequestKind): boolean {
  if (kind === 'reissue') return requests.reissues >= MOST_REISSUES;
  return (kind === 'put' || kind === 'change') && requests.changes >= MOST_CHANGES;
}
