import type { Client } from '@temporalio/client';

import type { Cancellation } from '../contract/cancellation.ts';
import { cancelStaySignal, cancelStayUpdate } from '../contract/messages.ts';
import { stayPhase } from '../contract/search-attributes.ts';

import type { Delivery } from './deliver.ts';
import { startingDelivery } from './starting-delivery.ts';

/**
 * How a cancellation with a revision reaches its stay. Where none is open it begins a run that remembers
 * it: the put that it overtook on its way comes later, and is not to open the door.
 */
export function cancelDelivery(
  client: Client,
  reservationId: string,
  payload: Cancellation,
): Delivery {
  const { revision, commandId } = payload;
  const start = {
    reservationId,
    argument: { reservationId, cancelled: true, revision, commandId },
    summary: 'Begun by a cancellation',
    attributes: [{ key: stayPhase, value: 'revoking' }],
  };
  return startingDelivery(client, start, {
    update: cancelStayUpdate,
    signal: cancelStaySignal,
    payload,
  });
}
