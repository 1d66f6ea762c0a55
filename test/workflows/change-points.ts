import type { Moment, System, Time } from './change-table.ts';

/** A point of a stay's life at which messages are tried, and how a stay is brought there. */
export interface Point {
  readonly name: string;
  readonly time: Time;
  /** So many seconds from that moment of the booking; absent where the put itself is under way. */
  readonly moment?: Moment & { readonly seconds: number };
  /** The clock is read to the second here, so each stay has its own. */
  readonly isSharp?: true;
  /** Which of the stay's requests Seam sits on while the message arrives, before or after its work. */
  readonly hold?: { readonly route: string; readonly when: 'before' | 'after' };
}

const IN = { at: 'check-in', hours: 0 } as const;
const OUT = { at: 'check-out', hours: 0 } as const;

const CREATE_IDENTITY = '/user_identities/create';
const ADD_USER = '/acs/users/create';
const JOIN_GROUP = '/acs/users/add_to_access_group';
const ISSUE_CREDENTIAL = '/acs/credentials/create';

const LATER: readonly Point[] = [
  {
    name: 'while it is open',
    time: 'while it is open',
    moment: { ...IN, hours: 6, seconds: 0 },
  },
  {
    name: 'one second before check-out',
    time: 'one second before check-out',
    moment: { ...OUT, seconds: -1 },
    isSharp: true,
  },
  {
    name: 'one second after check-out',
    time: 'one second after check-out',
    moment: { ...OUT, seconds: 1 },
    isSharp: true,
  },
  {
    name: 'while the access is being removed',
    time: 'while the access is being removed',
    moment: { ...OUT, seconds: 1 },
    hold: { route: '/acs/credentials/delete', when: 'before' },
  },
  {
    name: 'between the two proofs',
    time: 'between the two proofs',
    moment: { ...OUT, seconds: 300 },
  },
  { name: 'after its end', time: 'after its end', moment: { ...OUT, seconds: 1_800 } },
];

const SLEEPING: readonly Point[] = [
  {
    name: 'while it waits for check-in',
    time: 'while it waits for check-in',
    moment: { ...IN, hours: -18, seconds: 0 },
  },
  {
    name: 'one second before check-in',
    time: 'one second before check-in',
    moment: { ...IN, seconds: -1 },
    isSharp: true,
  },
];

/** Before, during and after each granting step: its request has not been done, or its answer is under way. */
function granting(step: string, route: string, moment?: Point['moment']): readonly Point[] {
  const common = {
    time: 'while a granting step is under way',
    ...(moment === undefined ? {} : { moment }),
  } as const;
  return [
    { ...common, name: `before Seam has ${step}`, hold: { route, when: 'before' } },
    { ...common, name: `after Seam has ${step}`, hold: { route, when: 'after' } },
  ];
}

function confirming(moment?: Point['moment']): Point {
  return {
    name: 'while the access is confirmed',
    time: 'while a granting step is under way',
    ...(moment === undefined ? {} : { moment }),
    hold: { route: '/acs/credentials/get', when: 'before' },
  };
}

const AT_CHECK_IN = { ...IN, seconds: 1 };

/** The points of a stay's life, in their order, by access system. */
export const POINTS: Readonly<Record<System, readonly Point[]>> = {
  'Salto KS': [
    ...granting('added the access user', ADD_USER),
    ...granting('taken the guest into the group', JOIN_GROUP),
    ...granting('issued the PIN', ISSUE_CREDENTIAL),
    confirming(),
    ...SLEEPING,
    ...LATER,
  ],
  'Salto Space': [
    ...SLEEPING,
    ...granting('made the identity', CREATE_IDENTITY, AT_CHECK_IN),
    ...granting('added the access user', ADD_USER, AT_CHECK_IN),
    ...granting('taken the guest into the group', JOIN_GROUP, AT_CHECK_IN),
    ...granting('issued the key', ISSUE_CREDENTIAL, AT_CHECK_IN),
    confirming(AT_CHECK_IN),
    ...LATER,
  ],
};

/** The point of that name in a system. */
export function pointAt(system: System, name: string): Point {
  const point = POINTS[system].find((each) => each.name === name);
  if (point === undefined) throw new RangeError(`${system} has no point "${name}".`);
  return point;
}
