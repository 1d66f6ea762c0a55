import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import { CancellationScope, condition, log, setHandler } from '@temporalio/workflow';
import type { z } from 'zod';

import { refuse } from '../src/contract/failures.ts';
import {
  cancelStaySignal,
  cancelStayUpdate,
  changeStaySignal,
  changeStayUpdate,
  checkStaySignal,
  checkStayUpdate,
  putStaySignal,
  putStayUpdate,
  retryStaySignal,
  retryStayUpdate,
  stayRecordQuery,
  stayStatusQuery,
} from '../src/contract/messages.ts';
import {
  cancellationSchema,
  changeSchema,
  checkSchema,
  describeIssues,
  reservationSchema,
  retrySchema,
} from '../src/contract/reservation.ts';
import type { Verdict } from '../src/contract/verdict.ts';

import { hearCancel, hearChange, hearCheck, hearPut, hearRetry, MOST_CHANGES } from './hearing.ts';
import { statusOf } from './status.ts';
import type { Stay } from './stay.ts';
import type { Ticket } from './tickets.ts';

const ANSWER_WITHIN_MS = 60_000;
const PENDING: Verdict = {
  outcome: 'pending',
  reason: 'Not settled within 60 seconds; look at the status.',
};

/** A message of one name: what its payload must be, and what the stay makes of it. */
interface Message<S extends z.ZodType> {
  readonly update: UpdateDefinition<Verdict, [unknown]>;
  readonly signal: SignalDefinition<[unknown]>;
  readonly schema: S;
  readonly description: string;
  /** A wish that shuts the door is never one too many. */
  readonly isUnlimited?: true;
  hear(stay: Stay, payload: z.output<S>): Ticket;
}

/** Sets every handler of a stay. Handlers write the wish and nothing else; the main line acts. */
export function listen(stay: Stay): void {
  setHandler(stayStatusQuery, () => statusOf(stay), { description: 'What the stay is doing' });
  setHandler(stayRecordQuery, () => ({ status: statusOf(stay), ledger: stay.ledger }), {
    description: 'What the stay is doing and knows to be at Seam, for the reconciler',
  });
  on(stay, {
    update: putStayUpdate,
    signal: putStaySignal,
    schema: reservationSchema,
    description: 'Says the whole reservation',
    hear: hearPut,
  });
  on(stay, {
    update: changeStayUpdate,
    signal: changeStaySignal,
    schema: changeSchema,
    description: 'Changes check-in, check-out or listing',
    hear: hearChange,
  });
  on(stay, {
    update: cancelStayUpdate,
    signal: cancelStaySignal,
    schema: cancellationSchema,
    description: 'Ends the stay now',
    isUnlimited: true,
    hear: hearCancel,
  });
  on(stay, {
    update: retryStayUpdate,
    signal: retryStaySignal,
    schema: retrySchema,
    description: 'Tries again what was refused',
    hear: (s, { commandId }) => hearRetry(s, commandId),
  });
  on(stay, {
    update: checkStayUpdate,
    signal: checkStaySignal,
    schema: checkSchema,
    description: 'Looks at Seam again',
    hear: hearCheck,
  });
}

function on<S extends z.ZodType>(stay: Stay, message: Message<S>): void {
  const read = (payload: unknown): z.ZodSafeParseResult<z.output<S>> =>
    message.schema.safeParse(payload ?? {});
  setHandler(
    message.update,
    async (payload: unknown) =>
      answer(stay, message.hear(stay, message.schema.parse(payload ?? {}))),
    {
      description: message.description,
      validator: (payload: unknown) => {
        const why = whyNot(stay, message, read(payload));
        if (why !== undefined) throw refuse(why.type, why.text);
      },
    },
  );
  setHandler(
    message.signal,
    (payload: unknown) => {
      const parsed = read(payload);
      const why = whyNot(stay, message, parsed);
      if (why !== undefined)
        log.warn('A signal was not taken', { signal: message.update.name, why: why.text });
      if (parsed.success && why === undefined) message.hear(stay, parsed.data);
      // Its name is the wish: a door must not stay open because a reason was malformed.
      else if (message.schema === (cancellationSchema as z.ZodType)) hearCancel(stay, {});
    },
    { description: message.description },
  );
}

interface WhyNot {
  readonly type: 'MalformedPayload' | 'WrongReservationId' | 'TooManyChanges';
  readonly text: string;
}

function whyNot(
  stay: Stay,
  message: { readonly isUnlimited?: true },
  parsed: z.ZodSafeParseResult<unknown>,
): WhyNot | undefined {
  if (!parsed.success) return { type: 'MalformedPayload', text: describeIssues(parsed.error) };
  const { data } = parsed;
  if (isReservation(data) && data.reservationId !== stay.reservationId) {
    return { type: 'WrongReservationId', text: `This stay is ${stay.reservationId}'s.` };
  }
  return stay.words < MOST_CHANGES || message.isUnlimited === true
    ? undefined
    : {
        type: 'TooManyChanges',
        text: `A stay takes ${MOST_CHANGES} changes at most; it can still be cancelled.`,
      };
}

function isReservation(data: unknown): data is { readonly reservationId: string } {
  return typeof data === 'object' && data !== null && 'reservationId' in data;
}

/** Waits until the main line has settled what was heard; after a minute the status has to tell. */
async function answer(stay: Stay, ticket: Ticket): Promise<Verdict> {
  if (ticket.verdict !== undefined) return ticket.verdict;
  stay.unanswered += 1;
  stay.tickets.startWaiting(ticket);
  try {
    // A cancellation from the UI is one more word: whoever waits is still owed a verdict.
    await CancellationScope.nonCancellable(async () =>
      condition(() => ticket.verdict !== undefined, ANSWER_WITHIN_MS, { summary: 'Answer by' }),
    );
    return ticket.verdict ?? PENDING;
  } finally {
    stay.tickets.stopWaiting(ticket);
    stay.unanswered -= 1;
  }
}
