import { randomUUID } from 'node:crypto';

import type { WorkflowUpdateHandle } from '@temporalio/client';

import {
  cancelStayUpdate,
  changeStayUpdate,
  checkStayUpdate,
  holdStayUpdate,
  putStayUpdate,
  reissueStayUpdate,
  releaseStayUpdate,
  retryStayUpdate,
} from '../../src/contract/messages.ts';
import { stayWorkflowId } from '../../src/contract/names.ts';
import type { ReservationInput } from '../../src/contract/reservation.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import type { Rig } from '../support/rig.ts';

import type { Other } from './change-orders.ts';
import type { ChangeName, Moment, System } from './change-table.ts';

/** One message to a stay, by its name in the contract; `operator` is the Temporal UI's Cancel. */
export type Message =
  | { readonly name: 'putStay'; readonly payload: ReservationInput }
  | { readonly name: 'changeStay'; readonly payload: Readonly<Record<string, string>> }
  | { readonly name: Asked; readonly payload: object }
  | { readonly name: 'operator' };

/** What says nothing of the booking itself. */
type Asked = 'cancelStay' | 'retryStay' | 'checkStay' | 'reissueStay' | 'holdStay' | 'releaseStay';

/** A message on its way: the stay has heard it, and it has answered. */
export interface Sent {
  readonly heard: Promise<unknown>;
  readonly answer: Promise<Verdict | undefined>;
}

const HOUR = 3_600_000;
/** Where a guest is moved to; the next room is there once more with margins. */
export const ROOMS: Readonly<
  Record<System, { readonly next: string; readonly elsewhere: string }>
> = {
  'Salto KS': { next: 'ks-pin-garden', elsewhere: 'space' },
  'Salto Space': { next: 'space-tower', elsewhere: 'ks-pin' },
};

/** The instant of a moment of a booking, ISO 8601. */
export function instantOf(booking: ReservationInput, { at, hours }: Moment): string {
  const base = at === 'check-in' ? booking.checkIn : booking.checkOut;
  return new Date(Date.parse(base) + hours * HOUR).toISOString();
}

/** The message of a change to a stay that was booked like this. `now` is epoch milliseconds. */
export function messageOf(
  change: ChangeName | Other,
  booking: ReservationInput,
  system: System,
  now: number,
): Message {
  const moved = (at: Moment['at'], hours: number): string => instantOf(booking, { at, hours });
  switch (change) {
    case 'stay longer':
      return changeOf({ checkOut: moved('check-out', 24) });
    case 'leave earlier':
      return changeOf({ checkOut: moved('check-out', -24) });
    case 'have left an hour ago':
      return changeOf({ checkOut: new Date(now - HOUR).toISOString() });
    case 'leave before arriving':
      return changeOf({ checkOut: moved('check-in', -6) });
    case 'arrive later':
      return changeOf({ checkIn: moved('check-in', 12) });
    case 'arrive earlier':
      return changeOf({ checkIn: moved('check-in', -12) });
    case 'move to the next room':
      return changeOf({ listingId: ROOMS[system].next });
    case 'move to a room with margins':
      return changeOf({ listingId: `${ROOMS[system].next}-margins` });
    case 'move to another system':
      return changeOf({ listingId: ROOMS[system].elsewhere });
    case 'cancel':
      return { name: 'cancelStay', payload: {} };
    case 'cancel in the Temporal UI':
      return { name: 'operator' };
    case 'put the same again':
      return { name: 'putStay', payload: booking };
    case 'put other dates': {
      const dates = { checkIn: moved('check-in', -12), checkOut: moved('check-out', 24) };
      return { name: 'putStay', payload: { ...booking, ...dates } };
    }
    case 'put another guest': {
      const guest = { fullName: 'Bea Visitor', email: 'bea@example.com', phone: '+15555550101' };
      return { name: 'putStay', payload: { ...booking, guest, checkOut: moved('check-out', 24) } };
    }
    case 'retry':
      return { name: 'retryStay', payload: {} };
    case 'check':
      return { name: 'checkStay', payload: {} };
    case 'reissue':
      return { name: 'reissueStay', payload: {} };
    case 'hold':
      return { name: 'holdStay', payload: {} };
    case 'release':
    case 'release though it is not held':
      return { name: 'releaseStay', payload: {} };
  }
}

/** Sends a message by the client that booking backends use. */
export function sendByClient({ stays, client }: Rig, id: string, message: Message): Sent {
  const ask = async (): Promise<Verdict | undefined> => {
    switch (message.name) {
      case 'putStay':
        return stays.put(message.payload);
      case 'changeStay':
        return stays.change(id, message.payload);
      case 'cancelStay':
        return stays.cancel(id);
      case 'retryStay':
        return stays.retry(id);
      case 'checkStay':
        return stays.check(id);
      case 'reissueStay':
        return stays.reissue(id);
      case 'holdStay':
        return stays.hold(id);
      case 'releaseStay':
        return stays.release(id);
      case 'operator':
        // A closed workflow has nothing to cancel, and says so.
        await client.workflow
          .getHandle(stayWorkflowId(id))
          .cancel()
          .catch(() => undefined);
        return undefined;
    }
  };
  const answer = ask();
  return { heard: answer, answer };
}

const UPDATES = {
  putStay: putStayUpdate,
  changeStay: changeStayUpdate,
  cancelStay: cancelStayUpdate,
  retryStay: retryStayUpdate,
  checkStay: checkStayUpdate,
  reissueStay: reissueStayUpdate,
  holdStay: holdStayUpdate,
  releaseStay: releaseStayUpdate,
};

/** Sends a message so that one can tell when it was heard, however long its answer takes. */
export function sendAndListen(rig: Rig, id: string, message: Message): Sent {
  if (message.name === 'operator') {
    const sent = sendByClient(rig, id, message);
    const heard = rig.soon(
      async () => (await rig.stays.show(id)).endedBy !== undefined,
      `an operator's cancellation heard by ${id}`,
    );
    return { heard, answer: sent.answer };
  }
  const heard: Promise<WorkflowUpdateHandle<Verdict>> = rig.client.workflow
    .getHandle(stayWorkflowId(id))
    .startUpdate(UPDATES[message.name], {
      args: [message.payload],
      updateId: randomUUID(),
      waitForStage: 'ACCEPTED',
    });
  const answer = async (): Promise<Verdict> => (await heard).result();
  return { heard, answer: answer() };
}

/** Sends a message as a signal, which has no answer. */
export function sendAsSignal(rig: Rig, id: string, message: Message): Sent {
  if (message.name === 'operator') return sendByClient(rig, id, message);
  const { name, payload } = message;
  const heard = rig.client.workflow.getHandle(stayWorkflowId(id)).signal(name, payload);
  const answer = async (): Promise<undefined> => {
    await heard;
    return undefined;
  };
  return { heard, answer: answer() };
}

function changeOf(payload: Readonly<Record<string, string>>): Message {
  return { name: 'changeStay', payload };
}
