import { hasNumber } from '../../support/canaries.ts';
import { textsOf } from '../temporal/failure.ts';
import type { HistoryEvent } from '../temporal/history.ts';
import { guestAsRead } from '../world/guest-as-read.ts';
import type { World } from '../world/world.ts';

import type { Findings } from './violation.ts';

/** The steps that are told who the guest is; planning is told which fields there are. */
const TOLD = new Set(['identifyGuest', 'addAccessUser']);

/** Looks for what must not be seen: I8, no PIN anywhere, and the guest only where a guest record is carried. */
export class SecrecyJudge {
  readonly #world: World;
  readonly #findings: Findings;
  readonly #pins = new Set<string>();
  readonly #guest = new Set<string>();

  constructor(world: World, findings: Findings) {
    this.#world = world;
    this.#findings = findings;
    for (const { says } of world.story.words) {
      if (says.kind !== 'put') continue;
      const { fullName, email = '', phone = '' } = says.guest;
      const read = guestAsRead(says.guest);
      const { email: address = '', phone: number = '' } = read;
      for (const text of [fullName, email, phone, read.fullName, address, number]) {
        if (text !== '') this.#guest.add(text);
      }
    }
  }

  /** Takes note of the PINs that there are. */
  remember(): void {
    for (const { code } of this.#world.workspace().credentials.values()) {
      if (code !== null) this.#pins.add(code);
    }
  }

  /** `line`: something that a log, a status or a search attribute shows. */
  read(stay: string, line: string): void {
    for (const text of this.#guest) if (line.includes(text)) this.#tell(stay, 'a guest', line);
    for (const pin of this.#pins) if (hasNumber(line, pin)) this.#tell(stay, 'a PIN', line);
  }

  readHistory(stay: string, history: readonly HistoryEvent[]): void {
    for (const event of history) {
      const whole = [...textsIn(event, true)].join('\n');
      for (const pin of this.#pins)
        if (hasNumber(whole, pin)) this.#tell(stay, 'a PIN', event.type);
      const shown = [...textsIn(event, false)].join('\n');
      for (const text of this.#guest) {
        if (shown.includes(text)) this.#tell(stay, 'a guest', event.type);
      }
    }
  }

  #tell(stay: string, whose: string, where: string): void {
    this.#findings.add('I8 silent', stay, `${whose} is told in ${where}`);
  }
}

function* textsIn(event: HistoryEvent, withGuest: boolean): Iterable<string> {
  switch (event.type) {
    case 'WorkflowExecutionStarted':
    case 'WorkflowExecutionContinuedAsNew':
    case 'WorkflowExecutionSignaled':
    case 'WorkflowExecutionUpdateAccepted':
      if (withGuest) yield* event.args.map(String);
      return;
    case 'ActivityTaskScheduled':
      if (withGuest || !TOLD.has(event.activityType)) yield* event.args.map(String);
      yield event.terms.summary;
      return;
    case 'ActivityTaskCompleted':
    case 'WorkflowExecutionCompleted':
      yield String(event.result);
      return;
    case 'ActivityTaskFailed':
    case 'ActivityTaskTimedOut':
    case 'ActivityTaskCanceled':
    case 'WorkflowExecutionFailed':
      yield* textsOf(event.failure);
      return;
    case 'UpsertWorkflowSearchAttributes':
      yield JSON.stringify(event.attributes);
      return;
    case 'TimerStarted':
      yield event.summary;
      return;
    case 'WorkflowExecutionUpdateCompleted':
      if ('result' in event.outcome) yield String(event.outcome.result);
      else yield* textsOf(event.outcome.failure);
      return;
    default:
  }
}
