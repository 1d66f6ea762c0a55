import { z } from 'zod';

import { CANCEL_STAY } from '../contract/messages.ts';
import { changeSchema, reservationSchema } from '../contract/reservation.ts';

import type { Decoder, Payloads } from './history-decoder.ts';
import type { AnswerEntry, AskedEntry } from './history-entry.ts';
import type { Event } from './history-event.ts';

const OUTCOMES = ['applied', 'pending', 'superseded', 'refused', 'too-late'] as const;

const verdictSchema = z.object({
  outcome: z.enum(OUTCOMES),
  type: z.string().optional(),
  opensAt: z.iso.datetime({ offset: true }).optional(),
  closesAt: z.iso.datetime({ offset: true }).optional(),
});

/** Our own names are letters only; what somebody else sent may be called anything. */
const NAME = /^[A-Za-z]{1,64}$/;

/** Follows the requests of a run, and their answers, through its events. */
export class RequestTeller {
  readonly #updates = new Map<string, string>();
  readonly #decoder: Decoder;

  constructor(decoder: Decoder) {
    this.#decoder = decoder;
  }

  /** The request or the answer that an event is; undefined if it is neither. */
  async tell(event: Event): Promise<AskedEntry | AnswerEntry | undefined> {
    const { workflowExecutionStartedEventAttributes: started } = event;
    if (started) {
      const isBooked =
        !started.continuedExecutionRunId && started.workflowType?.name === 'guestStay';
      return isBooked ? this.#asked('start', 'putStay', started.input) : undefined;
    }
    const { workflowExecutionSignaledEventAttributes: signaled } = event;
    if (signaled) return this.#asked('signal', signaled.signalName ?? '', signaled.input);
    if (event.workflowExecutionCancelRequestedEventAttributes)
      return { kind: 'request', by: 'Temporal UI', name: CANCEL_STAY };
    const { workflowExecutionUpdateAcceptedEventAttributes: accepted } = event;
    if (accepted) {
      const name = accepted.acceptedRequest?.input?.name ?? '';
      this.#updates.set(accepted.protocolInstanceId ?? '', name);
      return this.#asked('update', name, accepted.acceptedRequest?.input?.args);
    }
    return this.#answer(event);
  }

  async #asked(
    by: AskedEntry['by'],
    given: string,
    input: Payloads | null | undefined,
  ): Promise<AskedEntry> {
    const name = nameOf(given);
    const [payload] = await this.#decoder.workflow(input);
    const says = saidIn(name, payload);
    return { kind: 'request', name, by, ...(says && { says }) };
  }

  async #answer(event: Event): Promise<AnswerEntry | undefined> {
    const completed = event.workflowExecutionUpdateCompletedEventAttributes;
    if (!completed) return undefined;
    const name = nameOf(this.#updates.get(completed.meta?.updateId ?? '') ?? '');
    const [result] = await this.#decoder.workflow(completed.outcome?.success);
    const { data } = verdictSchema.safeParse(result);
    if (data === undefined) return { kind: 'verdict', name, outcome: 'unreadable' };
    const { outcome, type, opensAt, closesAt } = data;
    return {
      ...{ kind: 'verdict', name, outcome },
      ...(type && { type }),
      ...(opensAt && { opensAt }),
      ...(closesAt && { closesAt }),
    };
  }
}

function nameOf(given: string): string {
  return NAME.test(given) ? given : 'a message of another name';
}

/** The booking that a payload says, by its schema: whatever else is in it may be personal. */
function saidIn(name: string, payload: unknown): AskedEntry['says'] | undefined {
  const schema = name === 'putStay' ? reservationSchema : changeSchema;
  if (name !== 'putStay' && name !== 'changeStay') return undefined;
  const { data } = schema.safeParse(payload ?? {});
  if (data === undefined) return undefined;
  const { checkIn, checkOut, listingId, revision } = data;
  return {
    ...(checkIn && { checkIn }),
    ...(checkOut && { checkOut }),
    ...(listingId && { listingId }),
    ...(revision !== undefined && { revision }),
    ...('hold' in data && data.hold === true && { hold: true as const }),
  };
}
