import { readRemembered } from '../src/contract/cancellation.ts';
import { refuse } from '../src/contract/failures.ts';
import { describeIssues, reservationSchema } from '../src/contract/reservation.ts';
import { newState, rememberingState } from '../src/stay/first-state.ts';
import { receive } from '../src/stay/receive.ts';
import type { StayState } from '../src/stay/state.ts';

import { continuedState } from './continuing.ts';
import { putOf } from './requests.ts';
import { now } from './run.ts';
import { requireOpened } from './sealed.ts';
import { requireIdOf, requireNoTimeout } from './workflow-id.ts';

/**
 * The state with which a run begins: that of the run which it continues; or of a first put; or of a
 * cancellation that is remembered.
 *
 * @throws MalformedReservation, WrongWorkflowId, StartedWithTimeout, which fail the run
 */
export function firstState(argument: unknown, handedOn: unknown): StayState {
  requireOpened(argument, handedOn);
  const continued = continuedState(handedOn);
  if (continued !== undefined) return continued;
  requireNoTimeout();
  const remembered = readRemembered(argument);
  if (remembered !== undefined) {
    requireIdOf(remembered.reservationId);
    return rememberingState(remembered.reservationId, remembered.revision, now());
  }
  const parsed = reservationSchema.safeParse(argument);
  if (!parsed.success) {
    throw refuse(
      'MalformedReservation',
      `The reservation is malformed: ${describeIssues(parsed.error)}.`,
    );
  }
  const { reservationId } = parsed.data;
  requireIdOf(reservationId);
  // The same put as a message is this request once more, not a newer one.
  return receive(newState(reservationId), putOf(parsed.data), now());
}
