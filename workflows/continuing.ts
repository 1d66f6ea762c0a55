import { condition, continueAsNew } from '@temporalio/workflow';

import type { Reservation } from '../src/contract/reservation.ts';

import type { StayMemory } from './stay-memory.ts';
import type { Stay } from './stay.ts';

/** Goes on in a new run, with everything remembered, once no handler has to answer any more. */
export async function continueInNewRun(stay: Stay): Promise<void> {
  const { alarm } = stay;
  await condition(() => stay.unanswered === 0 || stay.alarm !== alarm);
  if (stay.alarm !== alarm) return;
  const { checkIn, checkOut, listingId, guest } = stay.wish;
  await continueAsNew<(reservation: Reservation, memory: StayMemory) => Promise<unknown>>(
    {
      reservationId: stay.reservationId,
      listingId: listingId.value,
      guest: guest.value,
      checkIn: checkIn.value,
      checkOut: checkOut.value,
    },
    stay.memory(),
  );
}
