import { completeDesiredOf, firstToSay, isPlanDue } from './desired.ts';
import { GUEST_FIELDS } from './guest.ts';
import type { StayState } from './state.ts';
import { PRIORITY, type StepOf } from './step.ts';
import { paced, stepOf, type Due } from './view.ts';

/** The step that asks for a plan. */
export type Planning = StepOf<'planStay'>;

/**
 * Attempts in a row while the stay has something else to do, in about two minutes: a listings file that
 * cannot be read keeps no guest out of a room that was planned before.
 */
const MOST_ATTEMPTS = 8;

/**
 * The step that resolves what is desired against its listing; undefined if the plan answers it already.
 * `until`: when the stay is over although nobody could plan it.
 */
export function planningStep(state: StayState, now: number, until: number | undefined): Due {
  const fields = completeDesiredOf(state);
  if (fields === undefined || !isPlanDue(state)) return undefined;
  const guest = fields.guest.value;
  const step = stepOf(
    state,
    'planStay',
    {
      summary: 'Plan the stay',
      effect: 'granting',
      priority: PRIORITY.finishesAGuest,
      until,
      ...(state.life.phase === 'planning' ? {} : { attempts: MOST_ATTEMPTS }),
    },
    {
      input: {
        reservationId: state.reservationId,
        listingId: fields.listingId.value,
        checkIn: fields.checkIn.value,
        checkOut: fields.checkOut.value,
        guestHas: GUEST_FIELDS.filter((name) => Boolean(guest[name])),
        ...(guest.flaws && { guestFlaws: guest.flaws }),
        isNew: isNewLife(state),
      },
      about: { fields, recalls: isRecallDue(state) },
    },
  );
  return paced(state, step, now);
}

/** Whether nobody has asked yet what an earlier run received; of one that was stopped it is known what it left. */
function isRecallDue({ recalled, orphan, planned }: StayState): boolean {
  return recalled === undefined || (orphan !== undefined && planned === undefined);
}

/**
 * Whether a check-out in the past is refused. A put for yesterday is; a change to an hour ago ends the stay now, also
 * if the put was not planned yet.
 */
function isNewLife(state: StayState): boolean {
  return state.life.phase !== 'living' && firstToSay(state, 'checkOut')?.kind !== 'change';
}
