import type { Cancellation } from '../src/contract/cancellation.ts';
import type { Change, Check, Reservation, Retry } from '../src/contract/reservation.ts';
import type { Verdict } from '../src/contract/verdict.ts';
import { digestOf } from '../src/stay/digest.ts';
import { remaining } from '../src/stay/ledger.ts';
import { hear, isNews, isSameGuest, stands, type WishValues } from '../src/stay/wish.ts';

import type { Stay } from './stay.ts';
import type { Command, Ticket, TicketKind } from './tickets.ts';

/** More changes than any stay needs; a backend that runs wild must not fill the history. */
export const MOST_CHANGES = 1_000;

const SUPERSEDED: Verdict = { outcome: 'superseded', reason: 'Newer words overtook it.' };
const ENDING: Verdict = { outcome: 'too-late', reason: 'The stay is ending or has ended.' };
const OTHER_GUEST: Verdict = {
  outcome: 'refused',
  type: 'OtherGuest',
  reason: 'Access was granted to another guest: cancel the stay, then put it again.',
};
const REUSED: Verdict = {
  outcome: 'refused',
  type: 'CommandIdReused',
  reason: 'The command id was used for something else: send it again under a new one.',
};

/** Takes a reservation into the wish: it says every field. One that comes while the stay ends is lived afterwards. */
export function hearPut(stay: Stay, reservation: Reservation): Ticket {
  const { checkIn, checkOut, listingId, guest, revision } = reservation;
  return once(stay, 'put', reservation, () => {
    if (isEndingForGood(stay) && !isNews(stay.wish, revision)) return answered('put', SUPERSEDED);
    const granted = remaining(stay.ledger).length > 0 && !stay.isEnding;
    const isOther = granted && !isSameGuest(guest, stay.wish.guest.value);
    // Cancelled a moment ago: the access of the guest before ends first, like any other.
    const endsFirst = stay.isEnding || (isOther && stay.wish.cancelled.value);
    const says = { checkIn, checkOut, listingId, guest, cancelled: false };
    const heard = take(stay, 'put', says, revision, isOther && !endsFirst);
    if (heard.verdict !== undefined) return heard;
    stay.put = stay.wish;
    stay.isPutPlanned = false;
    if (endsFirst) stay.putAgain = true;
    return { ...heard, afterEnd: endsFirst };
  });
}

/** The word that a run starts with has a ticket like any other. */
export function hearFirst(stay: Stay, reservation: Reservation): void {
  stay.tickets.add(open(stay, 'put', [stay.words]), commandOf(stay, 'put', reservation));
}

/** Takes a change of some fields into the wish. */
export function hearChange(stay: Stay, change: Change): Ticket {
  return once(stay, 'change', change, () => {
    if (isEndingForGood(stay)) return answered('change', ENDING);
    const { checkIn, checkOut, listingId } = change;
    const says = {
      ...(checkIn === undefined ? {} : { checkIn }),
      ...(checkOut === undefined ? {} : { checkOut }),
      ...(listingId === undefined ? {} : { listingId }),
    };
    return take(stay, 'change', says, change.revision);
  });
}

/** Takes a cancellation into the wish: whatever else was asked for is overtaken. */
export function hearCancel(stay: Stay, cancellation: Cancellation): Ticket {
  return once(stay, 'cancel', cancellation, () => {
    if (stay.isEnding && !stay.putAgain) return answered('cancel', ENDING);
    const ticket = take(stay, 'cancel', { cancelled: true }, cancellation.revision);
    if (ticket.verdict === undefined) {
      stay.putAgain = false;
      stay.tickets.settle(SUPERSEDED, (t) => t.kind !== 'cancel');
    }
    // It takes back a put that has not been lived yet: that is done with the word.
    if (stay.isEnding && stay.absentSince !== undefined) ticket.verdict ??= { outcome: 'applied' };
    return ticket;
  });
}

/** Lets the stay try again what was refused, with the listings file as it is now. */
export function hearRetry(stay: Stay, retry: Retry): Ticket {
  return once(stay, 'retry', retry, () => {
    if (isEndingForGood(stay)) return answered('retry', ENDING);
    stay.isReplanAsked = true;
    stay.problems.clear('pin');
    stay.changed();
    return open(stay, 'retry', []);
  });
}

/** Lets the stay look at Seam again, also in systems where it knows of nothing. */
export function hearCheck(stay: Stay, check: Check): Ticket {
  return once(stay, 'check', check, () => {
    if (isEndingForGood(stay)) return answered('check', ENDING);
    stay.confirmed = undefined;
    stay.isLookAsked = true;
    stay.toldSystems = [...stay.toldSystems, ...(check.systemIds ?? [])];
    stay.nudge();
    return open(stay, 'check', []);
  });
}

/** A cancellation from the Temporal UI is one more writer of the wish. */
export function hearOperator(stay: Stay): void {
  stay.isDeaf = true;
  const ticket = hearCancel(stay, {});
  if (ticket.verdict === undefined) stay.endedBy = 'operator';
}

function take(
  stay: Stay,
  kind: TicketKind,
  says: Partial<WishValues>,
  revision: number | undefined,
  isOtherGuest = false,
): Ticket {
  const seq = stay.words + 1;
  const heard = hear(stay.wish, { seq, says, ...(revision === undefined ? {} : { revision }) });
  if (heard.standsWith.length === 0) return answered(kind, SUPERSEDED);
  if (isOtherGuest && heard.took.includes('guest')) return answered(kind, OTHER_GUEST);
  stay.words = seq;
  stay.wish = heard.wish;
  // It may say nothing new, but it is owed an answer.
  stay.nudge();
  if (heard.took.length > 0) {
    if (heard.took.includes('cancelled') && !stay.isEnding) stay.endedBy = undefined;
    stay.changed();
    stay.tickets.settle(
      SUPERSEDED,
      (t) => t.standsWith.length > 0 && !stands(stay.wish, t.standsWith),
    );
  }
  return open(stay, kind, heard.standsWith);
}

/**
 * The same command again gets the answer to the first. Under an id that said something else before it
 * is refused, unless it is a cancellation: a backend that numbers its messages badly still shuts the door.
 */
function once(
  stay: Stay,
  kind: TicketKind,
  message: { readonly commandId?: string | undefined },
  listen: () => Ticket,
): Ticket {
  const command = commandOf(stay, kind, message);
  const known = command && stay.tickets.known(command.name);
  if (known !== undefined && known.said === command?.said) return known.ticket;
  if (known !== undefined && kind !== 'cancel') return answered(kind, REUSED);
  return stay.tickets.add(listen(), command);
}

function commandOf(
  { reservationId }: Stay,
  kind: TicketKind,
  { commandId, ...says }: { readonly commandId?: string | undefined },
): Command | undefined {
  if (commandId === undefined) return undefined;
  const name = `${kind} ${commandId}`;
  return { name, said: digestOf(`${reservationId} ${name}`, says) };
}

function open(stay: Stay, kind: TicketKind, standsWith: readonly number[]): Ticket {
  return { kind, standsWith, afterEnd: stay.isEnding };
}

function answered(kind: TicketKind, verdict: Verdict): Ticket {
  return { kind, standsWith: [], afterEnd: false, verdict };
}

function isEndingForGood(stay: Stay): boolean {
  return (stay.isEnding || stay.wish.cancelled.value) && !stay.putAgain;
}
