import type { Point } from './change-points.ts';
import type { Line, Part } from './change-roles.ts';
import {
  EARLIER_IN,
  EARLIER_OUT,
  LATER_OUT,
  room,
  rowOf,
  type ChangeName,
  type Moment,
  type Opening,
  type System,
} from './change-table.ts';

/** The changes of which every pair is played. */
export const PAIRED = [
  'stay longer',
  'leave earlier',
  'move to the next room',
  'cancel',
  'put other dates',
] as const satisfies readonly ChangeName[];

export type Paired = (typeof PAIRED)[number];

/** Two changes, and when each is heard. */
export interface Pair {
  readonly changes: readonly [Paired, Paired];
  readonly points: readonly [Point, Point];
  /** The second comes before the first is settled. */
  readonly inOneBreath: boolean;
  readonly system: System;
}

type Answer = Line['answer']['outcome'];
/** What comes of a stay, and the answers of both changes. */
type Fate = Omit<Part, 'lines'> & { readonly answers: readonly [Answer, Answer] };

const NIGHTS_HOURS = 48;

/**
 * What two changes come to: the second acts on what the first has left, field by field. What is
 * overtaken before it was settled is answered so, and a stay that is over can only be put again.
 */
export function fateOf(pair: Pair): Fate {
  const [first, second] = pair.changes;
  const [at, later] = pair.points;
  const row = rowOf(first, at.time, pair.system);
  const firstAnswer = isBookingOvertaken(pair) ? 'superseded' : 'applied';
  const answer = pair.inOneBreath && overtakes(second, first) ? 'superseded' : row.answer;
  const left = row.opens === undefined || isOver(row.opens, later) ? undefined : row.opens;
  const isNewCredential = row.isNewCredential === true;
  if (left === undefined && second !== 'put other dates') {
    const endedBy = row.opens === undefined ? row.endedBy : 'check-out';
    return { firstAnswer, answers: [answer, 'too-late'], endedBy };
  }
  const answers = [answer, 'applied'] as const;
  if (second === 'cancel') return { firstAnswer, answers, endedBy: 'cancellation' };
  const opens = changed(left, second);
  const fate = { firstAnswer, answers, endedBy: 'check-out' } as const;
  // A past check-out means now.
  if (isOver(opens, later)) return fate;
  return { ...fate, opens, isNewCredential: isNewCredential || left === undefined };
}

function changed(left: Opening | undefined, by: Exclude<Paired, 'cancel'>): Opening {
  const put = room(EARLIER_IN, LATER_OUT);
  switch (by) {
    case 'stay longer':
      return { ...put, ...left, until: LATER_OUT };
    case 'leave earlier':
      return { ...put, ...left, until: EARLIER_OUT };
    case 'move to the next room':
      return { ...put, ...left, place: 'the next room' };
    case 'put other dates':
      return put;
  }
}

/** Whether one message takes back all that another has said. */
function overtakes(second: Paired, first: Paired): boolean {
  const over: Readonly<Record<Paired, readonly Paired[]>> = {
    'stay longer': ['leave earlier'],
    'leave earlier': ['stay longer'],
    'move to the next room': [],
    cancel: ['stay longer', 'leave earlier', 'move to the next room', 'put other dates'],
    'put other dates': ['leave earlier', 'move to the next room'],
  };
  return over[second].includes(first);
}

function isBookingOvertaken({ changes: [first, second], points, inOneBreath }: Pair): boolean {
  const isUnderWay = points[0].moment === undefined;
  return isUnderWay && (first === 'cancel' || (inOneBreath && second === 'cancel'));
}

function isOver({ until }: Opening, { moment }: Point): boolean {
  if (moment === undefined) return false;
  return hoursOf(until) <= hoursOf(moment) + moment.seconds / 3_600;
}

/** Hours since the booked check-in. */
function hoursOf({ at, hours }: Moment): number {
  return at === 'check-in' ? hours : NIGHTS_HOURS + hours;
}
