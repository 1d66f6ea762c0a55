import { SeamHttp } from '@seamapi/http';

import type { Outcome } from '../../../sandbox/exchange.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import type { Workspace } from '../../../sandbox/workspace.ts';
import { brokenOff, readAnswer, toWire, type ClientRequest } from '../../support/seam-answers.ts';

export const API_KEY = 'seam_exploration';

/** What Seam makes of the requests of an attempt. */
export type SeamBehaviour =
  | 'clear'
  /** Seam is not reached. */
  | 'away'
  /** Seam asks to be left alone for five minutes. */
  | 'busy'
  /** What would change something is refused. */
  | 'refusing'
  /** What would change something stays under way. */
  | 'keeping';

const FAULTS: Partial<Record<SeamBehaviour, object>> = {
  away: { route: '*', outcome: 'reset-before', times: null },
  busy: { route: '*', outcome: '429', retry_after: 300, times: null },
};

const REFUSED = { error: { type: 'invalid_input', message: 'refused', request_id: 'refused' } };

const READS = /\/(get|list\w*)$/;
const CREATES = /\/(create|launch)$/;

/** Carries requests to a sandbox in memory, at once. */
export class Line {
  /** Seam's own client. */
  readonly client: SeamHttp;
  private readonly sandbox: Sandbox;
  private behaviour: SeamBehaviour = 'clear';
  private readonly kept: (() => void)[] = [];

  constructor(sandbox: Sandbox) {
    this.sandbox = sandbox;
    const client = { defaults: {}, request: (request: ClientRequest) => this.carry(request) };
    this.client = SeamHttp.fromClient(client as never, { waitForActionAttempt: false });
  }

  /** The sandbox's inside, with everything done that is due by now. */
  get workspace(): Workspace {
    return this.sandbox.workspace(API_KEY);
  }

  set(behaviour: SeamBehaviour): void {
    this.behaviour = behaviour;
    this.workspace.faults.length = 0;
    const fault = FAULTS[behaviour];
    if (fault !== undefined) this.control('faults', fault);
  }

  /** Posts to one of the sandbox's own routes, or by hand to one of Seam's. Throws if that is refused. */
  control(path: string, body: object): void {
    const url = path.startsWith('/') ? path : `/_sandbox/${path}`;
    const outcome = this.ask({ url, method: 'POST', data: body });
    if (outcome.kind !== 'answer' || outcome.answer.status !== 200)
      throw new Error(`The sandbox refuses ${path}: ${JSON.stringify(outcome)}`);
  }

  /** How each of the requests is carried out that stay under way since this was asked last. */
  takeKept(): readonly (() => void)[] {
    return this.kept.splice(0);
  }

  private async carry(request: ClientRequest): Promise<{ readonly data: unknown }> {
    const { behaviour } = this;
    if (!READS.test(request.url)) {
      if (behaviour === 'refusing') return readAnswer({ status: 400, headers: {}, body: REFUSED });
      if (behaviour === 'keeping') return this.keep(request);
    }
    const outcome = this.ask(request);
    if (outcome.kind === 'answer') return readAnswer(outcome.answer);
    throw brokenOff('ECONNRESET');
  }

  /** A create is not heard of. What else is under way was accepted, so that the attempt sends all that it has to. */
  private async keep(request: ClientRequest): Promise<{ readonly data: unknown }> {
    this.control('hold', { route: request.url, nth: 1 });
    this.ask(request);
    const held = this.workspace.held.pop();
    this.kept.push(() => {
      this.letTimePass();
      held?.resume();
    });
    if (CREATES.test(request.url)) throw brokenOff('ECONNABORTED');
    return { data: { ok: true } };
  }

  /** The sandbox sets no timers: its clock moves when somebody asks it. */
  private letTimePass(): void {
    this.sandbox.workspace(API_KEY);
  }

  private ask({ url, method, data, params }: ClientRequest): Outcome {
    return this.sandbox.handle({
      ...{ method: method.toUpperCase(), path: url, authorization: `Bearer ${API_KEY}` },
      query: (toWire(params) ?? {}) as Readonly<Record<string, string>>,
      body: toWire(data) ?? {},
    });
  }
}
