import { SeamHttp } from '@seamapi/http';

import type { Answer, Outcome } from '../../../sandbox/exchange.ts';
import { type FaultOutcome, setFault } from '../../../sandbox/fault-plan.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import type { RequestLimits } from '../../../src/seam/connection.ts';
import { brokenOff, readAnswer, toWire, type ClientRequest } from '../../support/seam-answers.ts';
import { type Attempt, attemptIn } from '../temporal/activity-worker.ts';
import { maybeContext } from '../temporal/activity.ts';
import { settled, type VirtualTime } from '../temporal/virtual-time.ts';

import type { Place } from './story.ts';

/** The lists that Seam gives in pages. */
const PAGED = new Set(['/acs/users/list', '/acs/credentials/list', '/user_identities/list']);

/** What shall befall one request. Milliseconds. */
export interface RequestFate {
  readonly upMs: number;
  readonly downMs: number;
  readonly fault?: {
    readonly outcome: FaultOutcome;
    readonly delayMs: number;
    readonly retryAfter: number;
  };
  /** Meant for this very request. */
  readonly isStrike?: boolean;
}

/** One request: its route, and how many there were on it so far. */
export interface WireCall {
  readonly path: string;
  readonly nth: number;
}

export interface WireOptions {
  readonly time: VirtualTime;
  readonly sandbox: Sandbox;
  readonly apiKey: string;
  /** How many users, credentials or identities Seam gives at once. */
  readonly pageSize: number | undefined;
  readonly fateOf: (call: WireCall, attempt: Attempt | undefined) => RequestFate;
  /** Milliseconds that the attempt's process stands still there, or `dies`. */
  readonly pause: (attempt: Attempt, place: Place, call: WireCall) => number | 'dies';
  /** A request has reached Seam and was answered, or not. */
  readonly touched: (exchange: Exchange) => void;
}

/** One request and what came of it, for those who watch. */
export interface Exchange {
  readonly path: string;
  readonly body: unknown;
  readonly attempt: Attempt | undefined;
  readonly sentAt: number;
  readonly outcome: Outcome;
  readonly fate: RequestFate;
  /** The client still waited when the answer came. */
  readonly wasHeard: () => boolean;
}

/**
 * Carries requests to the sandbox without sockets, in virtual time: each way takes its time, an
 * answer may get lost, a client gives up, and a process dies in between. It makes Seam's own client,
 * which meets what Seam's own transport would have it meet.
 */
export function seamWire(options: WireOptions): (limits: RequestLimits) => SeamHttp {
  // The client hands a request over at once, so that the last limits are those of the request.
  let limits: RequestLimits = { timeoutMs: 0 };
  const counts = new Map<string, number>();
  const client = {
    defaults: {},
    request: (request: ClientRequest) => {
      const nth = (counts.get(request.url) ?? 0) + 1;
      counts.set(request.url, nth);
      return carry(options, limits, { ...request, nth });
    },
  };
  const seam = SeamHttp.fromClient(client as never, { waitForActionAttempt: false });
  return (ofRequest) => {
    limits = ofRequest;
    return seam;
  };
}

async function carry(
  options: WireOptions,
  { timeoutMs, signal }: RequestLimits,
  request: ClientRequest & { readonly nth: number },
): Promise<{ readonly data: unknown }> {
  const { time } = options;
  const attempt = attemptIn(maybeContext());
  const call = { path: request.url, nth: request.nth };
  await stay(options, attempt, 'before-send', call);
  const sentAt = time.now;
  let [isOver, wasHeard] = [false, false];
  const answer = await new Promise<Answer>((resolve, reject) => {
    const breakOff = (code: string): void => {
      isOver = true;
      reject(brokenOff(code));
    };
    const later = (ms: number, then: () => void): (() => void) =>
      time.after(ms, () => {
        if (attempt?.isDead === true) return undefined;
        then();
        return settled();
      });
    const giveUp = later(timeoutMs, () => breakOff('ECONNABORTED'));
    signal?.addEventListener('abort', () => breakOff('ERR_CANCELED'), { once: true });
    const fate = options.fateOf(call, attempt);
    time.after(fate.upMs, () => {
      const outcome = deliver(options, request, fate);
      const { url: path, data: body } = request;
      options.touched({ path, body, attempt, sentAt, outcome, fate, wasHeard: () => wasHeard });
      if (attempt !== undefined && options.pause(attempt, 'in-flight', call) === 'dies')
        attempt.isDead = true;
      if (outcome.kind === 'answer')
        later(fate.downMs, () => {
          giveUp();
          wasHeard = !isOver;
          resolve(outcome.answer);
        });
      if (outcome.kind === 'drop')
        later(1, () => {
          giveUp();
          breakOff('ECONNRESET');
        });
    });
  });
  await stay(options, attempt, 'after-answer', call);
  return readAnswer(answer);
}

/** An attempt's process may die here, or stand still for a while and go on as if nothing had been. */
async function stay(
  { time, pause }: WireOptions,
  attempt: Attempt | undefined,
  place: Place,
  call: WireCall,
): Promise<void> {
  if (attempt === undefined) return;
  attempt.step += 1;
  const ms = pause(attempt, place, call);
  if (ms === 'dies') attempt.isDead = true;
  else attempt.standsStillUntil = time.now + ms;
  if (ms === 0 && !attempt.isDead) return;
  await new Promise<void>((resolve) => {
    if (ms === 'dies') return;
    time.after(ms, () => {
      if (attempt.isDead) return undefined;
      resolve();
      return settled();
    });
  });
}

function deliver(
  { sandbox, apiKey, pageSize }: WireOptions,
  request: ClientRequest,
  fate: RequestFate,
): Outcome {
  const { url: path, method, data, params } = request;
  const { fault } = fate;
  const { faults } = sandbox.workspace(apiKey);
  if (fault !== undefined) {
    const { outcome, delayMs, retryAfter } = fault;
    setFault(sandbox.workspace(apiKey), {
      ...{ route: path, outcome, nth: 1, times: 1 },
      ...{ delay_ms: delayMs, retry_after: retryAfter },
    });
  }
  const query = (toWire(params) ?? {}) as Readonly<Record<string, string>>;
  const outcome = sandbox.handle({
    method: method.toUpperCase(),
    path,
    query:
      pageSize !== undefined && PAGED.has(path) ? { limit: String(pageSize), ...query } : query,
    body: toWire(data) ?? {},
    authorization: `Bearer ${apiKey}`,
  });
  faults.length = 0;
  return outcome;
}
