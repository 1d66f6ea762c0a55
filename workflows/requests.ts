import type { Cancellation } from '../src/contract/cancellation.ts';
import type { Change, Check, Reservation } from '../src/contract/reservation.ts';
import { digestOf } from '../src/stay/digest.ts';
import type { Request } from '../src/stay/message.ts';
import type { Command, RequestKind } from '../src/stay/state.ts';

/** What a put asks for. */
export function putOf(reservation: Reservation): Request {
  const { reservationId, checkIn, checkOut, listingId, guest, revision, hold } = reservation;
  return {
    kind: 'put',
    says: { checkIn, checkOut, listingId, guest },
    revision,
    holds: hold,
    command: commandOf(reservationId, 'put', reservation),
  };
}

/** What a change asks for. */
export function changeOf(reservationId: string, change: Change): Request {
  const { checkIn, checkOut, listingId, revision } = change;
  return {
    kind: 'change',
    says: {
      ...(checkIn === undefined ? {} : { checkIn }),
      ...(checkOut === undefined ? {} : { checkOut }),
      ...(listingId === undefined ? {} : { listingId }),
    },
    revision,
    command: commandOf(reservationId, 'change', change),
  };
}

/** What a cancellation asks for. */
export function cancellationOf(reservationId: string, cancellation: Cancellation): Request {
  const { revision } = cancellation;
  return { kind: 'cancel', revision, command: commandOf(reservationId, 'cancel', cancellation) };
}

/** What a check asks for. */
export function checkOf(reservationId: string, check: Check): Request {
  const { systemIds = [] } = check;
  return { kind: 'check', systemIds, command: commandOf(reservationId, 'check', check) };
}

/** What a message asks for that says no more than its name. */
export function askingOf(
  reservationId: string,
  kind: 'retry' | 'reissue' | 'hold' | 'release',
  message: { readonly commandId?: string | undefined },
): Request {
  return { kind, command: commandOf(reservationId, kind, message) };
}

/** By which the same command is known when it comes again, and told from another content under its id. */
function commandOf(
  reservationId: string,
  kind: RequestKind,
  { commandId, ...says }: { readonly commandId?: string | undefined },
): Command | undefined {
  if (commandId === undefined) return undefined;
  return { id: commandId, said: digestOf(`${reservationId} ${kind} ${commandId}`, says) };
}
