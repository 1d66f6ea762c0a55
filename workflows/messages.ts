import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import { CancellationScope, log, setDefaultSignalHandler, setHandler } from '@temporalio/workflow';
import type { z } from 'zod';

import { readCancellation } from '../src/contract/cancellation.ts';
import { refuse, type RefusedMessage } from '../src/contract/failures.ts';
import * as messages from '../src/contract/messages.ts';
import { stayWorkflowId } from '../src/contract/names.ts';
import {
  changeSchema,
  checkSchema,
  describeIssues,
  reasonedSchema,
  reservationSchema,
  retrySchema,
} from '../src/contract/reservation.ts';
import { SEALED } from '../src/contract/unreadable.ts';
import type { Verdict } from '../src/contract/verdict.ts';
import { verdictOf } from '../src/stay/answering.ts';
import { isAtRest } from '../src/stay/at-rest.ts';
import type { Request } from '../src/stay/message.ts';
import {
  isSpent,
  MOST_CHANGES,
  MOST_REISSUES,
  noteUnreadSignal,
  receive,
} from '../src/stay/receive.ts';
import { statusOf } from '../src/stay/status-of.ts';

import { askingOf, cancellationOf, changeOf, checkOf, putOf } from './requests.ts';
import { now, type Run } from './run.ts';
import { asFirstRead } from './sealed.ts';
import { isApart } from './workflow-id.ts';

const ANSWER_WITHIN_MS = 60_000;
const MOST_WAITING = 8;
const PENDING: Verdict = {
  outcome: 'pending',
  reason: 'Not done within 60 seconds; look at the status.',
};
const NO_KEY = 'It is encrypted under a key that the worker does not have.';
const TOO_MANY: Verdict = {
  outcome: 'pending',
  reason: 'Too many updates wait; look at the status.',
};
const GOES_ON: Verdict = {
  outcome: 'pending',
  reason: 'The stay goes on in a new run; look at the status.',
};

/** A message of one name, and how its payload is read. */
interface Message {
  readonly update: UpdateDefinition<Verdict, [unknown]>;
  readonly signal: SignalDefinition<[unknown]>;
  readonly description: string;
  readonly read: (run: Run, payload: unknown) => Request | Unread;
}

/** Why a message is not taken. */
interface Unread {
  readonly type: RefusedMessage;
  readonly text: string;
}

const readPut = reader(reservationSchema, (_id, reservation) => putOf(reservation));

const MESSAGES: readonly Message[] = [
  {
    update: messages.putStayUpdate,
    signal: messages.putStaySignal,
    description: 'Says the whole reservation',
    read: (run, payload) => elsewhere(run) ?? readPut(run, payload),
  },
  {
    update: messages.changeStayUpdate,
    signal: messages.changeStaySignal,
    description: 'Changes check-in, check-out or listing',
    read: reader(changeSchema, changeOf),
  },
  {
    update: messages.cancelStayUpdate,
    signal: messages.cancelStaySignal,
    description: 'Ends the stay now',
    // A cancellation is obeyed by its name: there is never one too many, and none is malformed.
    read: ({ state }, payload) => cancellationOf(state.reservationId, readCancellation(payload)),
  },
  {
    update: messages.retryStayUpdate,
    signal: messages.retryStaySignal,
    description: 'Tries again what was refused',
    read: reader(retrySchema, (id, retry) => askingOf(id, 'retry', retry)),
  },
  {
    update: messages.checkStayUpdate,
    signal: messages.checkStaySignal,
    description: 'Looks at Seam again',
    read: reader(checkSchema, checkOf),
  },
  {
    update: messages.reissueStayUpdate,
    signal: messages.reissueStaySignal,
    description: 'Issues a new PIN or key; the old one dies',
    read: reader(reasonedSchema, (id, reissue) => askingOf(id, 'reissue', reissue)),
  },
  {
    update: messages.holdStayUpdate,
    signal: messages.holdStaySignal,
    description: 'Lets nobody in until the stay is released',
    read: reader(reasonedSchema, (id, hold) => askingOf(id, 'hold', hold)),
  },
  {
    update: messages.releaseStayUpdate,
    signal: messages.releaseStaySignal,
    description: 'Lets the guest in again',
    read: reader(retrySchema, (id, release) => askingOf(id, 'release', release)),
  },
];

/** Sets every handler of a stay. Handlers receive requests and nothing else; the loop acts. */
export function listen(run: Run): void {
  const status = () => statusOf(run.state, now());
  setHandler(messages.stayStatusQuery, status, { description: 'What the stay is doing' });
  const known = () => (run.state.recalled === undefined ? { isUnlearned: true as const } : {});
  const busy = () => (isAtRest(run.state, now()) ? {} : { isBusy: true as const });
  const stayRecord = () => ({ status: status(), ledger: run.state.ledger, ...known(), ...busy() });
  setHandler(messages.stayRecordQuery, stayRecord, {
    description: 'What the stay is doing and knows to be at Seam, for the reconciler',
  });
  // Set first: signals that came before the first task are handed out in the order of their arrival
  // only here. A handler of one name gets all of its name, and the requests would change places.
  setDefaultSignalHandler((name, payload) => takeSignal(run, name, payload));
  for (const message of MESSAGES) {
    const { update, signal, description } = message;
    setHandler(update, (payload) => takeUpdate(run, message, payload), {
      description,
      validator: (payload) => {
        const read = message.read(run, payload);
        if (isUnread(read)) throw refuse(read.type, read.text);
      },
    });
    setHandler(signal, (payload) => takeSignal(run, signal.name, payload), { description });
  }
}

/** A cancellation from the Temporal UI is one more request. */
export function receiveOperatorsCancellation(run: Run): void {
  run.isCancellationHeard = true;
  run.state = receive(run.state, { kind: 'cancel', byOperator: true }, now());
}

async function takeUpdate(run: Run, message: Message, payload: unknown): Promise<Verdict> {
  const read = message.read(run, asFirstRead(run, 'update', payload));
  // The validator refused it already, unless the stay has changed since.
  if (isUnread(read)) throw refuse(read.type, read.text);
  run.state = receive(run.state, read, now());
  return verdictFor(run, run.state.requests.received);
}

function takeSignal(run: Run, name: string, sent: unknown): void {
  const payload = asFirstRead(run, 'signal', sent);
  const message = MESSAGES.find(({ signal }) => signal.name === name);
  if (message === undefined) {
    log.warn('A signal was not taken', { why: 'no such signal' });
    return;
  }
  const read = message.read(run, payload);
  if (!isUnread(read)) {
    run.state = receive(run.state, { ...read, signal: name }, now());
    return;
  }
  log.warn('A signal was not taken', { signal: name, why: read.text });
  const refused = { outcome: 'refused', type: read.type, reason: read.text } as const;
  run.tell({ of: 'verdict', outcome: 'refused', problem: read.type, signal: name });
  run.state = noteUnreadSignal(run.state, name, refused, now());
}

function reader<S extends z.ZodType>(
  schema: S,
  requestOf: (reservationId: string, payload: z.output<S>) => Request,
): Message['read'] {
  return ({ state }, payload) => {
    const { reservationId } = state;
    if (payload === SEALED) return { type: 'MalformedPayload', text: NO_KEY };
    const parsed = schema.safeParse(payload ?? {});
    if (!parsed.success) return { type: 'MalformedPayload', text: describeIssues(parsed.error) };
    const { data } = parsed;
    if (isReservation(data) && data.reservationId !== reservationId) {
      return { type: 'WrongReservationId', text: `This stay is ${reservationId}'s.` };
    }
    const request = requestOf(reservationId, data);
    if (!isSpent(state, request.kind)) return request;
    const most =
      request.kind === 'reissue' ? `${MOST_REISSUES} reissues` : `${MOST_CHANGES} changes`;
    const text = `A stay takes ${most} at most; it can still be cancelled.`;
    return { type: 'TooManyChanges', text };
  };
}

/** A stay is lived under its own id alone: a put here would be a second run of it, of which the first does not know. */
function elsewhere({ state: { reservationId } }: Run): Unread | undefined {
  if (!isApart(reservationId)) return undefined;
  const text = `This run only ends an access. Put the stay under ${stayWorkflowId(reservationId)}.`;
  return { type: 'WrongWorkflowId', text };
}

function isReservation(data: unknown): data is { readonly reservationId: string } {
  return typeof data === 'object' && data !== null && 'reservationId' in data;
}

function isUnread(read: Request | Unread): read is Unread {
  return 'text' in read;
}

/** Waits for the verdict of a request; after a minute the status has to tell. */
async function verdictFor(run: Run, number: number): Promise<Verdict> {
  const atOnce = verdictOf(run.state, number);
  if (atOnce !== undefined) return atOnce;
  const isDismissed = (): boolean => !run.waiting.includes(number);
  run.unanswered += 1;
  run.waiting.push(number);
  // The oldest of too many is told to look at the status.
  if (run.waiting.length > MOST_WAITING) run.waiting.shift();
  try {
    // A cancellation from the UI is one more request: whoever waits still gets a verdict.
    return await CancellationScope.nonCancellable(async () => {
      // While somebody waits the stay cannot go on in a new run, and the history would grow as long as they come.
      const isOver = (): boolean =>
        verdictOf(run.state, number) !== undefined || isDismissed() || run.isLong;
      const until = now() + ANSWER_WITHIN_MS;
      await run.sharedTimer.waitUntil(until, isOver);
      const pending = isDismissed() ? TOO_MANY : now() < until ? GOES_ON : PENDING;
      return verdictOf(run.state, number) ?? pending;
    });
  } finally {
    const at = run.waiting.indexOf(number);
    if (at >= 0) run.waiting.splice(at, 1);
    run.unanswered -= 1;
    run.rest();
  }
}
