/** Access systems by who keeps the window: Salto KS does so itself, at Salto Space only we do. */
export type System = 'Salto KS' | 'Salto Space';

/** A moment of the booking as it was put first, moved by hours. */
export interface Moment {
  readonly at: 'check-in' | 'check-out';
  readonly hours: number;
}

/** What the doors do from the answer on: whose they are, and when they open. */
export interface Opening {
  readonly place: 'the booked room' | 'the next room' | 'the room in the other system';
  readonly from: Moment;
  readonly until: Moment;
  readonly guest?: 'the other guest';
}

export type ChangeName =
  | 'stay longer'
  | 'leave earlier'
  | 'have left an hour ago'
  | 'arrive later'
  | 'arrive earlier'
  | 'move to the next room'
  | 'move to a room with margins'
  | 'move to another system'
  | 'cancel'
  | 'cancel in the Temporal UI'
  | 'put the same again'
  | 'put other dates'
  | 'put another guest'
  | 'retry'
  | 'check'
  | 'reissue'
  | 'hold'
  | 'release'
  | 'release though it is not held';

/** Where in its life a stay is when the message arrives. */
export type Time =
  | 'while a granting step is under way'
  | 'while it waits for check-in'
  | 'one second before check-in'
  | 'while it is open'
  | 'one second before check-out'
  | 'one second after check-out'
  | 'while the access is being removed'
  | 'between the two proofs'
  | 'after its end';

/** One line of the table: what a change comes to at these times. */
export interface Row {
  readonly at: readonly Time[];
  /** Only in this system, where the two differ. */
  readonly system?: System;
  readonly answer: 'applied' | 'refused' | 'too-late' | 'none';
  /** The refusal's stable name. */
  readonly type?: string;
  /** The doors from then on; absent where none opens any more. */
  readonly opens?: Opening;
  /** No door opens until the stay is released; it ends as it would have. */
  readonly isHeld?: true;
  /** The guest gets a new credential, and with it a new PIN. */
  readonly isNewCredential?: true;
  readonly endedBy: 'check-out' | 'cancellation' | 'operator';
  readonly why: string;
}

/** How a change is asked for: in the words of the front desk, and of a backend. */
export interface Asking {
  /** Completes "what happens if …". */
  readonly question: string;
  readonly message: string;
  /** What the stay is told just before. */
  readonly after?: ChangeName;
}

/** Everything that can be asked of a stay. */
export const CHANGES: Readonly<Record<ChangeName, Asking>> = {
  'stay longer': {
    question: 'the guest stays longer',
    message: '`changeStay` with a check-out one day later',
  },
  'leave earlier': {
    question: 'the guest leaves earlier than booked',
    message: '`changeStay` with a check-out one day earlier',
  },
  'have left an hour ago': {
    question: 'the guest has left already',
    message: '`changeStay` with a check-out that was an hour ago',
  },
  'arrive later': {
    question: 'the guest arrives later',
    message: '`changeStay` with a check-in twelve hours later',
  },
  'arrive earlier': {
    question: 'the guest arrives earlier',
    message: '`changeStay` with a check-in twelve hours earlier',
  },
  'move to the next room': {
    question: 'the guest moves to another room',
    message: '`changeStay` with a listing of the same access system',
  },
  'move to a room with margins': {
    question: 'the guest moves to a room with margins',
    message:
      '`changeStay` with a listing of the same access system that has `opensBefore: "30 minutes"` and `closesAfter: "1 hour"`',
  },
  'move to another system': {
    question: 'the guest moves to a room with other locks',
    message: '`changeStay` with a listing of another access system',
  },
  cancel: { question: 'the booking is cancelled', message: '`cancelStay`' },
  'cancel in the Temporal UI': {
    question: 'an operator cancels the workflow',
    message: 'the Cancel button of the workflow’s page in the Temporal UI',
  },
  'put the same again': {
    question: 'the same reservation is sent again',
    message: '`putStay`, word for word as before',
  },
  'put other dates': {
    question: 'the reservation is sent again with other dates',
    message: '`putStay` with a check-in twelve hours earlier and a check-out one day later',
  },
  'put another guest': {
    question: 'the reservation is sent again for somebody else',
    message: '`putStay` with another e-mail address and a check-out one day later',
  },
  retry: { question: 'somebody asks for another try', message: '`retryStay`' },
  check: { question: 'somebody asks for a look at the locks', message: '`checkStay`' },
  reissue: { question: 'the guest needs a new PIN or key', message: '`reissueStay`' },
  hold: { question: 'nobody is to get in for a while', message: '`holdStay`' },
  release: {
    question: 'the guest may get in again',
    message: '`releaseStay`, after `holdStay`',
    after: 'hold',
  },
  'release though it is not held': {
    question: 'a stay is released that is not held',
    message: '`releaseStay`, without a hold before',
  },
};

export const IN: Moment = { at: 'check-in', hours: 0 };
export const EARLIER_IN: Moment = { at: 'check-in', hours: -12 };
const LATER_IN: Moment = { at: 'check-in', hours: 12 };
export const OUT: Moment = { at: 'check-out', hours: 0 };
export const EARLIER_OUT: Moment = { at: 'check-out', hours: -24 };
export const LATER_OUT: Moment = { at: 'check-out', hours: 24 };

/** Of the room to which a guest is moved: how much sooner than booked it opens, and how much later it shuts. */
export const MARGINS = { hoursBefore: 0.5, hoursAfter: 1 } as const;

/** The doors of the booked room, from and until. */
export const room = (from: Moment, until: Moment): Opening => ({
  place: 'the booked room',
  from,
  until,
});

/** Before check-in. */
export const BEFORE_OPENING: readonly Time[] = [
  'while a granting step is under way',
  'while it waits for check-in',
  'one second before check-in',
];
/** While the guest is in. */
export const OPEN: readonly Time[] = ['while it is open', 'one second before check-out'];
/** At any time before check-out. */
export const LIVING: readonly Time[] = [...BEFORE_OPENING, ...OPEN];
/** After check-out, until the access is proven gone twice. */
export const ENDING: readonly Time[] = [
  'one second after check-out',
  'while the access is being removed',
  'between the two proofs',
];

const TOO_LATE: Row = {
  at: [...ENDING, 'after its end'],
  answer: 'too-late',
  endedBy: 'check-out',
  why: 'The stay is ending or has ended. Only a put brings the guest back.',
};

const applied = { answer: 'applied', endedBy: 'check-out' } as const;

/** The table: each change at each time, for each of the two kinds of access system, exactly once. */
export const TABLE: Readonly<Record<ChangeName, readonly Row[]>> = {
  'stay longer': [
    {
      ...applied,
      at: LIVING,
      opens: room(IN, LATER_OUT),
      why: 'The window moves in place: same credential, same PIN, and not a second without access.',
    },
    TOO_LATE,
  ],
  'leave earlier': [
    {
      ...applied,
      at: [...BEFORE_OPENING, 'while it is open'],
      opens: room(IN, EARLIER_OUT),
      why: 'The window moves in place.',
    },
    {
      ...applied,
      at: ['one second before check-out'],
      why: 'A day earlier is past by then, which means now: the stay ends at once.',
    },
    TOO_LATE,
  ],
  'have left an hour ago': [
    {
      at: BEFORE_OPENING,
      answer: 'refused',
      type: 'CheckOutNotAfterCheckIn',
      opens: room(IN, OUT),
      endedBy: 'check-out',
      why: 'That is before the check-in. A stay that is not to be is cancelled.',
    },
    { ...applied, at: OPEN, why: 'A past check-out means now: the stay ends at once.' },
    TOO_LATE,
  ],
  'arrive later': [
    {
      ...applied,
      at: BEFORE_OPENING,
      opens: room(LATER_IN, OUT),
      why: 'The window moves in place; where the window is ours to keep, the grant waits longer.',
    },
    {
      ...applied,
      at: ['while it is open'],
      system: 'Salto KS',
      opens: room(LATER_IN, OUT),
      why: 'The doors shut until the new check-in. Credential and PIN stay.',
    },
    {
      ...applied,
      at: ['while it is open'],
      system: 'Salto Space',
      opens: room(LATER_IN, OUT),
      isNewCredential: true,
      why: 'The access is taken back until the new check-in, since nothing but that shuts the doors.',
    },
    {
      ...applied,
      at: ['one second before check-out'],
      opens: room(LATER_IN, OUT),
      why: 'The new check-in is past as well, so that nothing changes at the doors.',
    },
    TOO_LATE,
  ],
  'arrive earlier': [
    {
      ...applied,
      at: BEFORE_OPENING,
      opens: room(EARLIER_IN, OUT),
      why: 'The window moves in place; if the new check-in is past, the doors open at once.',
    },
    {
      ...applied,
      at: OPEN,
      opens: room(EARLIER_IN, OUT),
      why: 'The guest is in already: nothing changes at the doors.',
    },
    TOO_LATE,
  ],
  'move to the next room': [
    {
      ...applied,
      at: LIVING,
      opens: { place: 'the next room', from: IN, until: OUT },
      why: 'The new doors first, then the old ones are revoked. Credential and PIN stay.',
    },
    TOO_LATE,
  ],
  'move to a room with margins': [
    {
      ...applied,
      at: LIVING,
      opens: {
        place: 'the next room',
        from: { at: 'check-in', hours: -MARGINS.hoursBefore },
        until: { at: 'check-out', hours: MARGINS.hoursAfter },
      },
      why: 'The booking is as it was, and its window gets the margins of the new listing. Credential and PIN stay.',
    },
    TOO_LATE,
  ],
  'move to another system': [
    {
      ...applied,
      at: BEFORE_OPENING,
      opens: { place: 'the room in the other system', from: IN, until: OUT },
      isNewCredential: true,
      why: 'What there was is revoked. The new access comes when it is due: at once where the system keeps the window, else at check-in.',
    },
    {
      ...applied,
      at: OPEN,
      opens: { place: 'the room in the other system', from: IN, until: OUT },
      isNewCredential: true,
      why: 'The new access is granted and confirmed, then the old one is revoked and proven gone.',
    },
    TOO_LATE,
  ],
  cancel: [
    {
      at: LIVING,
      answer: 'applied',
      endedBy: 'cancellation',
      why: 'Everything is removed at once and proven gone, twice. Where nothing was made, it ends on the spot.',
    },
    TOO_LATE,
  ],
  'cancel in the Temporal UI': [
    {
      at: LIVING,
      answer: 'none',
      endedBy: 'operator',
      why: 'The same as a cancellation; the status says that an operator did it.',
    },
    {
      at: TOO_LATE.at,
      answer: 'none',
      endedBy: 'check-out',
      why: 'The stay is ending already, and goes on doing so.',
    },
  ],
  'put the same again': [
    { ...applied, at: LIVING, opens: room(IN, OUT), why: 'It is so already.' },
    {
      at: [...ENDING, 'after its end'],
      answer: 'refused',
      type: 'CheckOutPast',
      endedBy: 'check-out',
      why: 'It would be a new stay, and its check-out is past.',
    },
  ],
  'put other dates': [
    {
      ...applied,
      at: LIVING,
      opens: room(EARLIER_IN, LATER_OUT),
      why: 'A put says every field: both ends of the window move in place.',
    },
    {
      ...applied,
      at: ENDING,
      opens: room(EARLIER_IN, LATER_OUT),
      isNewCredential: true,
      why: 'The guest comes back: the end is brought to its first proof, then the stay lives again in the same run.',
    },
    {
      ...applied,
      at: ['after its end'],
      opens: room(EARLIER_IN, LATER_OUT),
      isNewCredential: true,
      why: 'The guest comes back, in a new run.',
    },
  ],
  'put another guest': [
    {
      ...applied,
      at: ['while it waits for check-in', 'one second before check-in'],
      system: 'Salto Space',
      opens: { ...room(IN, LATER_OUT), guest: 'the other guest' },
      why: 'Nothing is granted before check-in: the newest request counts.',
    },
    {
      ...applied,
      at: ['while it waits for check-in', 'one second before check-in'],
      system: 'Salto KS',
      opens: { ...room(IN, LATER_OUT), guest: 'the other guest' },
      isNewCredential: true,
      why: 'The new guest has an access of their own. Before check-in the one of the guest before goes at once.',
    },
    {
      ...applied,
      at: ['while a granting step is under way', ...OPEN],
      opens: { ...room(IN, LATER_OUT), guest: 'the other guest' },
      isNewCredential: true,
      why: 'The new guest has an access of their own. The one of the guest before goes once it is confirmed, and within ten minutes.',
    },
    {
      ...applied,
      at: [...ENDING, 'after its end'],
      opens: { ...room(IN, LATER_OUT), guest: 'the other guest' },
      isNewCredential: true,
      why: 'The stay is lived anew, for the other guest.',
    },
  ],
  retry: [
    {
      ...applied,
      at: LIVING,
      opens: room(IN, OUT),
      why: 'The listing is read again and the stay planned anew, which changes nothing if both are as before.',
    },
    TOO_LATE,
  ],
  check: [
    { ...applied, at: LIVING, opens: room(IN, OUT), why: 'Seam is looked at; all is well.' },
    TOO_LATE,
  ],
  reissue: [
    {
      ...applied,
      at: ['while a granting step is under way'],
      opens: room(IN, OUT),
      why: 'Nobody has the first one yet, so that it will do.',
    },
    {
      ...applied,
      at: ['while it waits for check-in', 'one second before check-in'],
      system: 'Salto Space',
      opens: room(IN, OUT),
      why: 'There is none before check-in.',
    },
    {
      ...applied,
      at: ['while it waits for check-in', 'one second before check-in'],
      system: 'Salto KS',
      opens: room(IN, OUT),
      isNewCredential: true,
      why: 'The new one is confirmed, then the old one is removed.',
    },
    {
      ...applied,
      at: OPEN,
      opens: room(IN, OUT),
      isNewCredential: true,
      why: 'The new one is confirmed, then the old one is removed; where the system takes one at a time, the other way round.',
    },
    TOO_LATE,
  ],
  hold: [
    {
      ...applied,
      at: LIVING,
      isHeld: true,
      why: 'The access is suspended, or revoked where the system suspends nobody. The booking stands, and ends at check-out.',
    },
    TOO_LATE,
  ],
  release: [
    {
      ...applied,
      at: LIVING,
      opens: room(IN, OUT),
      why: 'The access is resumed, or granted anew: it is `applied` once it is confirmed.',
    },
    TOO_LATE,
  ],
  'release though it is not held': [
    { ...applied, at: LIVING, opens: room(IN, OUT), why: 'Nothing changes.' },
    TOO_LATE,
  ],
};

/** The row for a change at a time in a system. */
export function rowOf(change: ChangeName, time: Time, system: System): Row {
  const rows = TABLE[change].filter(
    (row) => row.at.includes(time) && (row.system === undefined || row.system === system),
  );
  const [row] = rows;
  if (row === undefined || rows.length > 1)
    throw new Error(`${rows.length} rows say what "${change}" comes to ${time} at ${system}`);
  return row;
}
