import { workflowInfo } from '@temporalio/workflow';

import { orphanSchema, type LastSaid, type Orphan } from '../src/contract/closing.ts';
import { refuse } from '../src/contract/failures.ts';
import { describeIssues } from '../src/contract/reservation.ts';
import type { EndedBy, Status } from '../src/contract/status.ts';
import { findRecipe } from '../src/stay/recipes/index.ts';
import { firstWish } from '../src/stay/wish.ts';

import { guestStay, liveAndEnd } from './guest-stay.ts';
import { ATTEMPT_MS } from './policies.ts';
import { foundEntry, lookIn } from './remains.ts';
import type { StayMemory } from './stay-memory.ts';
import { Stay } from './stay.ts';
import { requireIdOf } from './workflow-id.ts';

/**
 * Ends a stay whose workflow is gone, under its id: to everybody who looks it is that stay, cancelled.
 * A put that arrives meanwhile is lived afterwards. Its result is the stay's last status. Fails only
 * if its argument is malformed.
 */
export async function closeStay(orphan: unknown, memory?: StayMemory): Promise<Status> {
  // What goes on in a new run has everything in its memory, like any other stay.
  if (memory !== undefined && workflowInfo().continuedFromExecutionRunId !== undefined)
    return guestStay(orphan, memory);
  return liveAndEnd(orphanedStay(orphan));
}

function orphanedStay(argument: unknown): Stay {
  const parsed = orphanSchema.safeParse(argument);
  if (!parsed.success) {
    throw refuse('MalformedOrphan', `The orphan is malformed: ${describeIssues(parsed.error)}.`);
  }
  const { reservationId, found, systemIds, last } = parsed.data;
  requireIdOf(reservationId);
  const stay = new Stay(reservationId, memoryOf(parsed.data));
  stay.ledger = found.map(foundEntry);
  stay.inherited = { userIds: [], namedByGuideIn: mayBeNamedByGuide(last) ? systemIds : [] };
  lookIn(stay, systemIds);
  return stay;
}

/** It is wanted no more, and what it said before is not wanted again: a refused put returns to this. */
function memoryOf({ last, quietPeriodMs }: Orphan): StayMemory {
  const listingId = last?.listingId ?? '';
  const says = { checkIn: '', checkOut: '', listingId, guest: { fullName: '' }, cancelled: true };
  const wish = firstWish(says, { seq: 0, says });
  // An attempt of the run that is gone may still be under way, and send a create.
  const lastCreateAt = Date.now() + ATTEMPT_MS;
  const notes = ['Its workflow was stopped from outside; what it left at Seam is taken away.'];
  return {
    wish,
    applied: wish,
    words: 0,
    ledger: [],
    held: false,
    lastCreateAt,
    commands: [],
    notes,
    orphan: { endedBy: endedBy(last), quietPeriodMs, last },
  };
}

/** Where nobody knows the recipe any more, it may have been one whose guide names the user. */
function mayBeNamedByGuide(last: LastSaid | undefined): boolean {
  const recipe = last?.recipe === undefined ? undefined : findRecipe(last.recipe);
  return last?.recipe === undefined || recipe?.isUserNamedByGuide === true;
}

function endedBy(last: LastSaid | undefined): EndedBy {
  const isPast = last?.closesAt !== undefined && Date.parse(last.closesAt) <= Date.now();
  return last?.endedBy ?? (isPast ? 'check-out' : 'operator');
}
