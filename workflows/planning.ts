import { condition } from '@temporalio/workflow';

import { refuse } from '../src/contract/failures.ts';
import type { Status } from '../src/contract/status.ts';
import type { PlanAnswer } from '../src/contract/steps.ts';
import { GUEST_FIELDS } from '../src/stay/guest.ts';
import type { Refusal } from '../src/stay/plan.ts';
import { FIELDS, takeBack, withRevisions, type FieldName, type Wish } from '../src/stay/wish.ts';

import { takeInLeft, thisRun } from './earlier-run.ts';
import { PRIORITY } from './policies.ts';
import { inRounds } from './rounds.ts';
import type { Stay } from './stay.ts';

/** Resolves the wish against its listing. What cannot be planned is refused, and returns to what was applied. */
export async function plan(stay: Stay): Promise<void> {
  const { wish, put } = stay;
  const guest = wish.guest.value;
  const answer = await inRounds(stay, {
    name: 'planStay',
    effect: 'granting',
    summary: 'Plan the stay',
    priority: PRIORITY.opensADoor,
    input: () => ({
      reservationId: stay.reservationId,
      listingId: wish.listingId.value,
      checkIn: wish.checkIn.value,
      checkOut: wish.checkOut.value,
      guestHas: GUEST_FIELDS.filter((name) => Boolean(guest[name])),
      ...(guest.flaws && { guestFlaws: guest.flaws }),
      // A change may end in the past, which means now; so it may where nothing has begun yet.
      isNew: stay.isNewLife && wish.checkOut.by === stay.put.checkOut.by,
      ...(stay.isRecallDue ? { firstOf: thisRun() } : {}),
    }),
  });
  if (isStale(stay, answer)) return;
  stay.wish = withRevisions(stay.wish, answer.previous?.revisions ?? {});
  // Newer words have overtaken whoever asked for this, or correct what is refused here; a retry means
  // the listings as they are now: the main line looks again. Nothing may return to a plan that nobody
  // is told of as applied.
  if (stay.isOutdated()) return;
  takeInLeft(stay, answer);
  stay.isReplanAsked = false;
  stay.trouble = undefined;
  if ('refused' in answer) return refusePlan(stay, answer.refused, wish);
  // A corrected name is told to Seam as well: the recipe runs once more from the top.
  if (stay.applied?.guest.by !== wish.guest.by) stay.granted = undefined;
  stay.plan = answer.plan;
  stay.applied = wish;
  stay.isPutPlanned = stay.put === put;
  stay.isNewLife = false;
  stay.problems.clear('system');
  if (answer.systemTrouble !== undefined) stay.problems.show('system', answer.systemTrouble);
}

/** A put that is not newer than what a closed run knew does not reopen the stay; nor does a change of it. */
function isStale(stay: Stay, { previous }: PlanAnswer): boolean {
  const { revision } = stay.put.checkIn;
  if (previous === undefined || revision === undefined || !hasRevisions(previous)) return false;
  if (revision > previous.revision) return false;
  // Nobody's word has ended it, so the word that it lived by still holds.
  if (previous.orphaned && revision === previous.revision) return false;
  if (stay.applied === undefined) stay.stale = previous;
  else stay.wish = stay.applied;
  stay.tickets.settle({
    outcome: 'superseded',
    reason: 'The stay has ended with a newer revision.',
  });
  return true;
}

function hasRevisions({ revision, revisions = {} }: Status): boolean {
  return revision > 0 || Object.keys(revisions).length > 0;
}

async function refusePlan(stay: Stay, refused: Refusal, wish: Wish): Promise<void> {
  const verdict = { outcome: 'refused', type: refused.type, reason: refused.reason } as const;
  const base = baseOf(stay, wish, refused);
  const changed = changedSince(base, wish);
  const atFault = changed.filter((f) => isAtFault(f, refused));
  const seqs = (atFault.length > 0 ? atFault : changed).map((f) => wish[f].by);
  if (seqs.length > 0) {
    stay.tickets.settle(verdict, (t) => t.standsWith.some((seq) => seqs.includes(seq)));
    stay.wish = takeBack(stay.wish, base, seqs);
    return;
  }
  stay.tickets.settle(verdict);
  if (stay.isNewLife) return refuseLife(stay, refused);
  // The listing changed under the stay: it keeps the plan it has, until somebody corrects either.
  stay.applied = wish;
  stay.problems.show('system', refused.type, refused.reason);
}

/**
 * What refused words return to: what was applied; in a new life, and where only words that came after
 * a put which has not been planned yet are at fault, what that put said.
 */
function baseOf(
  { isNewLife, isPutPlanned, put, applied = put }: Stay,
  wish: Wish,
  refused: Refusal,
): Wish {
  const isPutFine = changedSince(put, wish).some((field) => isAtFault(field, refused));
  return isNewLife || (!isPutPlanned && isPutFine) ? put : applied;
}

function changedSince(base: Wish, wish: Wish): readonly FieldName[] {
  return FIELDS.filter((field) => wish[field].by !== base[field].by);
}

function isAtFault(field: FieldName, { fields }: Refusal): boolean {
  return fields.some((name) => name === field);
}

/** The put itself is refused: a stay that was ending goes on ending, and one that never was fails. */
async function refuseLife(stay: Stay, { type, reason }: Refusal): Promise<void> {
  if (stay.applied !== undefined) {
    stay.wish = stay.applied;
    return;
  }
  // An answer that is not out before the run fails is lost, and so would be a correction.
  await condition(() => stay.unanswered === 0 || stay.isOutdated());
  if (!stay.isOutdated()) throw refuse(type, reason);
}
