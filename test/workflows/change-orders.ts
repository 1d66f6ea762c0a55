import {
  EARLIER_IN,
  IN,
  LATER_OUT,
  OUT,
  room,
  type ChangeName,
  type Moment,
  type Opening,
  type Row,
} from './change-table.ts';

/** How a pair of messages ends in one order. */
export interface Ending {
  readonly answers: readonly [Row['answer'], Row['answer']];
  readonly type?: string;
  readonly opens?: Opening;
  readonly isNewCredential?: true;
  readonly endedBy: Row['endedBy'];
}

/** Two messages of which it matters which comes first, told to a stay at Salto KS. */
export interface Order {
  readonly messages: readonly [ChangeName | Other, ChangeName | Other];
  readonly at: 'while it waits for check-in' | 'while it is open';
  readonly asListed: Ending;
  readonly turnedRound: Ending;
  readonly why: string;
}

/** A message that only an order needs: a check-out six hours before the booked check-in. */
export type Other = 'leave before arriving';

const BEFORE_IN: Moment = { at: 'check-in', hours: -6 };

/** Where order matters, although nothing is lost: what is refused or has ended is not asked again. */
export const ORDERS: readonly Order[] = [
  {
    messages: ['cancel', 'stay longer'],
    at: 'while it is open',
    asListed: { answers: ['applied', 'too-late'], endedBy: 'cancellation' },
    turnedRound: { answers: ['applied', 'applied'], endedBy: 'cancellation' },
    why: 'A change does not bring a cancelled stay back; the doors are shut either way.',
  },
  {
    messages: ['cancel', 'put other dates'],
    at: 'while it is open',
    asListed: {
      answers: ['applied', 'applied'],
      opens: room(EARLIER_IN, LATER_OUT),
      isNewCredential: true,
      endedBy: 'check-out',
    },
    turnedRound: { answers: ['applied', 'applied'], endedBy: 'cancellation' },
    why: 'Only a put brings a cancelled stay back. With revisions, the higher one decides in either order.',
  },
  {
    messages: ['leave before arriving', 'arrive earlier'],
    at: 'while it waits for check-in',
    asListed: {
      answers: ['refused', 'applied'],
      type: 'CheckOutNotAfterCheckIn',
      opens: room(EARLIER_IN, OUT),
      endedBy: 'check-out',
    },
    turnedRound: {
      answers: ['applied', 'applied'],
      opens: room(EARLIER_IN, BEFORE_IN),
      endedBy: 'check-out',
    },
    why: 'A check-out before the check-in is refused, and is not tried again when the check-in moves. Say both ends of a window in one message.',
  },
  {
    messages: ['have left an hour ago', 'stay longer'],
    at: 'while it is open',
    asListed: { answers: ['applied', 'too-late'], endedBy: 'check-out' },
    turnedRound: { answers: ['applied', 'applied'], endedBy: 'check-out' },
    why: 'A stay that has ended is not extended. Whoever comes back is put again.',
  },
  {
    messages: ['cancel', 'put another guest'],
    at: 'while it is open',
    asListed: {
      answers: ['applied', 'applied'],
      opens: { ...room(IN, LATER_OUT), guest: 'the other guest' },
      isNewCredential: true,
      endedBy: 'check-out',
    },
    turnedRound: {
      answers: ['applied', 'applied'],
      endedBy: 'cancellation',
    },
    why: 'The new guest has an access of their own, and the cancellation ends whatever there is.',
  },
];
