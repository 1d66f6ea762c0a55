import { CancellationScope, condition, workflowInfo } from '@temporalio/workflow';

import { refuse } from '../src/contract/failures.ts';
import {
  describeIssues,
  reservationSchema,
  type Reservation,
} from '../src/contract/reservation.ts';
import type { Status } from '../src/contract/status.ts';
import { firstWish } from '../src/stay/wish.ts';

import { beginAgain, end } from './end.ts';
import { hearFirst, hearOperator } from './hearing.ts';
import { live } from './live.ts';
import { listen } from './messages.ts';
import { statusOf } from './status.ts';
import type { StayMemory } from './stay-memory.ts';
import { Stay } from './stay.ts';
import { ownReservationId, requireIdOf } from './workflow-id.ts';

/**
 * One reservation's door access, from booking to proven revocation. Its result is the stay's last
 * status. Fails only if there never was a stay: the reservation is malformed or refused.
 */
export async function guestStay(reservation: unknown, memory?: StayMemory): Promise<Status> {
  return liveAndEnd(bookedStay(reservation, memory));
}

/** Lives a stay, as often as it is put again before its run has closed. */
export async function liveAndEnd(stay: Stay): Promise<Status> {
  listen(stay);
  CancellationScope.current().cancelRequested.catch(() => hearOperator(stay));

  return CancellationScope.nonCancellable(async () => {
    for (;;) {
      await live(stay); // until check-out, wherever it moves, or cancellation
      await end(stay); // until nothing is left, proven twice
      await condition(() => stay.unanswered === 0 || stay.putAgain);
      if (!stay.putAgain) return stay.stale ?? statusOf(stay);
      beginAgain(stay);
    }
  });
}

function bookedStay(reservation: unknown, memory: StayMemory | undefined): Stay {
  if (workflowInfo().continuedFromExecutionRunId !== undefined && memory) {
    return new Stay(ownReservationId(), memory);
  }
  const parsed = reservationSchema.safeParse(reservation);
  if (!parsed.success) {
    throw refuse(
      'MalformedReservation',
      `The reservation is malformed: ${describeIssues(parsed.error)}.`,
    );
  }
  const { reservationId } = parsed.data;
  requireIdOf(reservationId);
  const stay = new Stay(reservationId, firstMemory(parsed.data));
  // The same put as a message is this word once more, not a newer one.
  hearFirst(stay, parsed.data);
  return stay;
}

function firstMemory(reservation: Reservation): StayMemory {
  const { checkIn, checkOut, listingId, guest, revision } = reservation;
  const says = { checkIn, checkOut, listingId, guest, cancelled: false };
  const wish = firstWish(says, { seq: 1, says, ...(revision === undefined ? {} : { revision }) });
  return { wish, words: 1, ledger: [], held: false, commands: [], notes: [] };
}
