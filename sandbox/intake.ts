import { answerWith, faultAnswer, routeNotFoundBody } from './answers.ts';
import type { Answer, Outcome, SandboxRequest } from './exchange.ts';
import { type FaultOutcome, type FaultPlan, isOnRoute, strikingFault } from './fault-plan.ts';
import { answerWithLag, noteChange } from './lists-lag.ts';
import { notFound, Refusal, refusalBody } from './refusal.ts';
import { enter, type LedgerEntry } from './request-ledger.ts';
import { seamRoutes } from './routes/index.ts';
import type { Wire } from './views/wire.ts';
import type { Hold, Workspace } from './workspace.ts';

interface Arrival {
  readonly workspace: Workspace;
  readonly request: SandboxRequest;
  readonly entry: LedgerEntry;
  readonly fault: FaultPlan | undefined;
}

/** Whether the work of a request struck by a fault is done, and what its client gets to see. */
interface Fate {
  readonly work: 'none' | 'now' | 'later';
  readonly seen: 'drop' | 'silence' | 'answer';
}

const fates: Record<FaultOutcome, Fate> = {
  refuse: { work: 'none', seen: 'drop' },
  'reset-before': { work: 'none', seen: 'drop' },
  'reset-after': { work: 'now', seen: 'drop' },
  'timeout-before': { work: 'none', seen: 'silence' },
  'timeout-after': { work: 'now', seen: 'silence' },
  'late-commit': { work: 'later', seen: 'drop' },
  '429': { work: 'none', seen: 'answer' },
  '500': { work: 'none', seen: 'answer' },
  '500-after': { work: 'now', seen: 'answer' },
  '503-html': { work: 'none', seen: 'answer' },
  '401': { work: 'none', seen: 'answer' },
  garbage: { work: 'none', seen: 'answer' },
};

/** Takes one of Seam's requests: enters it in the ledger, and lets an outage, a fault, a hold or Seam have it. */
export function receive(workspace: Workspace, request: SandboxRequest): Outcome {
  const { method, path, query, body } = request;
  const entry = enter(workspace, method, path, parametersOf(query, body));
  if (workspace.clock.real < workspace.awayUntil) {
    entry.fault = 'outage';
    return { kind: 'drop' };
  }
  const fault = strikingFault(workspace, path);
  entry.fault = fault?.outcome ?? null;
  const arrival = { workspace, request, entry, fault };
  const hold = keepingHold(workspace, path);
  if (hold === undefined) return proceed(arrival);
  if (hold.when === 'before') return park(arrival, () => proceed(arrival));
  const outcome = proceed(arrival);
  return park(arrival, () => outcome);
}

/** Seam's answer to a request that is refused before it reaches a workspace. */
export function refuse(requestId: string, refusal: Refusal): Outcome {
  return { kind: 'answer', answer: answerWith(requestId, refusal.status, refusalBody(refusal)) };
}

/** The hold that is set, if it keeps this request. */
function keepingHold({ hold }: Workspace, path: string): Hold | undefined {
  if (hold === undefined || !isOnRoute(hold.route, path)) return undefined;
  hold.count += 1;
  return hold.nth === undefined || hold.nth === hold.count ? hold : undefined;
}

function park({ workspace, entry }: Arrival, resume: () => Outcome): Outcome {
  entry.isHeld = true;
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const settleWith = (outcome: () => Outcome) => (): void => {
    entry.isHeld = false;
    resolve(outcome());
  };
  workspace.held.push({
    resume: settleWith(resume),
    abandon: settleWith(() => ({ kind: 'drop' })),
  });
  return { kind: 'held', resumed: promise };
}

function proceed(arrival: Arrival): Outcome {
  const { workspace, entry, fault } = arrival;
  if (fault === undefined) return send(arrival, work(arrival));
  const { work: when, seen } = fates[fault.outcome];
  if (when === 'now') work(arrival);
  if (when === 'later')
    workspace.due.add(workspace.clock.real + fault.delay_ms, () => void work(arrival));
  return seen === 'answer' ? send(arrival, faultAnswer(entry.requestId, fault)) : { kind: seen };
}

function send({ workspace, entry }: Arrival, answer: Answer): Outcome {
  entry.status = answer.status;
  entry.answeredAt = workspace.clock.real;
  return { kind: 'answer', answer };
}

/** Does what the request asks for. */
function work({ workspace, request, entry }: Arrival): Answer {
  const { requestId } = entry;
  try {
    const body = perform(workspace, request);
    entry.workStatus = 200;
    entry.committedAt = workspace.clock.real;
    return answerWith(requestId, 200, { ...body, ok: true });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    entry.workStatus = error.status;
    const body = error.type === 'route_not_found' ? routeNotFoundBody(request) : refusalBody(error);
    return answerWith(requestId, error.status, body);
  }
}

function perform(
  workspace: Workspace,
  { method, path, query = {}, body = {}, origin }: SandboxRequest,
): Wire {
  const route = seamRoutes.get(path);
  if (route === undefined || route.isGone(workspace.switches)) throw notFound('route');
  if (method !== 'POST' && method !== route.verb) {
    throw new Refusal(405, 'method_not_allowed', `only POST and ${route.verb} accepted`);
  }
  if (route.verb !== 'GET') noteChange(workspace);
  const url = `${origin ?? 'http://sandbox.invalid'}${path}`;
  return answerWithLag(workspace, path, (shown) =>
    route.perform({ workspace: shown, url }, { query, body }),
  );
}

/** What the client passed, for the ledger; `_strict` is the client library's own. */
function parametersOf(query: SandboxRequest['query'], body: unknown): Wire {
  const { _strict, ...parameters } = query ?? {};
  return { ...parameters, ...(typeof body === 'object' ? body : {}) };
}
