import type { Client } from '@temporalio/client';

import { putStaySignal, putStayUpdate } from '../contract/messages.ts';
import type { Reservation, ReservationInput } from '../contract/reservation.ts';
import { stayListing, stayPhase } from '../contract/search-attributes.ts';

import type { Delivery } from './deliver.ts';
import { startingDelivery } from './starting-delivery.ts';

/** How the payload of a put reaches its stay: it is the argument of the run too, if it begins one. */
export function putDelivery(
  client: Client,
  { reservationId, listingId }: Reservation,
  payload: ReservationInput,
): Delivery {
  const start = {
    reservationId,
    argument: payload,
    // Without the dates: they may change, and the listing's clock is not known here.
    summary: `Booked at ${listingId}`,
    attributes: [
      { key: stayPhase, value: 'planning' },
      { key: stayListing, value: listingId },
    ],
  };
  return startingDelivery(client, start, {
    update: putStayUpdate,
    signal: putStaySignal,
    payload,
  });
}
