import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import {
  CancellationScope,
  condition,
  log,
  setDefaultSignalHandler,
  setHandler,
} from '@temporalio/workflow';
import type { z } from 'zod';

import { readCancellation } from '../src/contract/cancellation.ts';
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
const TOO_MANY: Verdict = {
  outcome: 'pending',
  reason: 'Too many updates wait; look at the status.',
};

/** A message of one name: what its payload must be, and what the stay makes of it. */
interface Message {
  readonly update: UpdateDefinition<Verdict, [unknown]>;
  readonly signal: SignalDefinition<[unknown]>;
  readonly description: string;
  /** Reads a payload: how it is to be heard, or why it is not. */
  read(stay: Stay, payload: unknown): Heard | WhyNot;
}

interface Heard {
  hear(): Ticket;
}

interface WhyNot {
  readonly type: 'MalformedPayload' | 'WrongReservationId' | 'TooManyChanges';
  readonly text: string;
}

const MESSAGES: readonly Message[] = [
  {
    update: putStayUpdate,
    signal: putStaySignal,
    description: 'Says the whole reservation',
    read: reader(reservationSchema, hearPut),
  },
  {
    update: changeStayUpdate,
    signal: changeStaySignal,
    description: 'Changes check-in, check-out or listing',
    read: reader(changeSchema, hearChange),
  },
  {
    update: cancelStayUpdate,
    signal: cancelStaySignal,
    description: 'Ends the stay now',
    // Its name is the wish: it is never one too many, and never malformed.
    read: (stay, payload) => ({ hear: () => hearCancel(stay, readCancellation(payload)) }),
  },
  {
    update: retryStayUpdate,
    signal: retryStaySignal,
    description: 'Tries again what was refused',
    read: reader(retrySchema, hearRetry),
  },
  {
    update: checkStayUpdate,
    signal: checkStaySignal,
    description: 'Looks at Seam again',
    read: reader(checkSchema, hearCheck),
  },
];

/** Sets every handler of a stay. Handlers write the wish and nothing else; the main line acts. */
export function listen(stay: Stay): void {
  setHandler(stayStatusQuery, () => statusOf(stay), { description: 'What the stay is doing' });
  setHandler(stayRecordQuery, () => ({ status: statusOf(stay), ledger: stay.ledger }), {
    description: 'What the stay is doing and knows to be at Seam, for the reconciler',
  });
  // Set first: signals that came before the first task are handed out in the order of their arrival
  // only here. A handler of one name gets all of its name, and the words would change places.
  setDefaultSignalHandler((name, payload) => hearSignal(stay, name, payload));
  for (const message of MESSAGES) {
    const { update, signal, description } = message;
    setHandler(update, (payload) => hearUpdate(stay, message, payload), {
      description,
      validator: (payload) => {
        const read = message.read(stay, payload);
        if (!('hear' in read)) throw refuse(read.type, read.text);
      },
    });
    setHandler(signal, (payload) => hearSignal(stay, signal.name, payload), { description });
  }
}

async function hearUpdate(stay: Stay, message: Message, payload: unknown): Promise<Verdict> {
  const read = message.read(stay, payload);
  stay.keepShort();
  // The validator refused it already, unless the stay has changed since.
  if (!('hear' in read)) throw refuse(read.type, read.text);
  return answer(stay, read.hear());
}

function hearSignal(stay: Stay, name: string, payload: unknown): void {
  stay.keepShort();
  const message = MESSAGES.find(({ signal }) => signal.name === name);
  if (message === undefined) {
    log.warn('A signal was not taken', { why: 'no such signal' });
    return;
  }
  const read = message.read(stay, payload);
  if ('hear' in read) return stay.tickets.noteSignal(name, read.hear());
  log.warn('A signal was not taken', { signal: name, why: read.text });
  const refused = { outcome: 'refused', type: read.type, reason: read.text } as const;
  stay.tickets.noteSignal(name, { verdict: refused });
}

function reader<S extends z.ZodType>(
  schema: S,
  hear: (stay: Stay, payload: z.output<S>) => Ticket,
): Message['read'] {
  return (stay, payload) => {
    const parsed = schema.safeParse(payload ?? {});
    if (!parsed.success) return { type: 'MalformedPayload', text: describeIssues(parsed.error) };
    const { data } = parsed;
    if (isReservation(data) && data.reservationId !== stay.reservationId) {
      return { type: 'WrongReservationId', text: `This stay is ${stay.reservationId}'s.` };
    }
    if (stay.words >= MOST_CHANGES) {
      const text = `A stay takes ${MOST_CHANGES} changes at most; it can still be cancelled.`;
      return { type: 'TooManyChanges', text };
    }
    return { hear: () => hear(stay, data) };
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
      condition(() => isAnswered(ticket), ANSWER_WITHIN_MS, { summary: 'Answer by' }),
    );
    return ticket.verdict ?? (ticket.isDismissed ? TOO_MANY : PENDING);
  } finally {
    stay.tickets.stopWaiting(ticket);
    stay.unanswered -= 1;
  }
}

function isAnswered({ verdict, isDismissed }: Ticket): boolean {
  return verdict !== undefined || isDismissed === true;
}
