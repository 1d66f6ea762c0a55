import { orphanSchema, type LastSaid } from '../src/contract/closing.ts';
import { refuse } from '../src/contract/failures.ts';
import { describeIssues } from '../src/contract/reservation.ts';
import type { EndedBy, Status } from '../src/contract/status.ts';
import { orphanState } from '../src/stay/first-state.ts';
import { findRecipe } from '../src/stay/recipes/index.ts';
import type { StayState } from '../src/stay/state.ts';

import { continuedState } from './continuing.ts';
import { live } from './guest-stay.ts';
import { now, Run } from './run.ts';
import { requireOpened } from './sealed.ts';
import { isApart, requireIdOf, requireNoTimeout } from './workflow-id.ts';

/**
 * Ends a stay whose workflow is gone, under its id: to everybody who looks it is that stay, cancelled.
 * A put that arrives meanwhile is lived afterwards. Where the stay's own run is open and cannot be read, it
 * works under an id of its own, by which nobody looks for the stay. Its result is the stay's last status. Fails only
 * if its argument is malformed.
 */
export async function closeStay(orphan: unknown, state?: unknown): Promise<Status> {
  requireOpened(orphan, state);
  return live(new Run(continuedState(state) ?? orphanedState(orphan)));
}

function orphanedState(argument: unknown): StayState {
  const parsed = orphanSchema.safeParse(argument);
  if (!parsed.success) {
    throw refuse('MalformedOrphan', `The orphan is malformed: ${describeIssues(parsed.error)}.`);
  }
  const { last } = parsed.data;
  if (!isApart(parsed.data.reservationId)) requireIdOf(parsed.data.reservationId);
  requireNoTimeout();
  const facts = { endedBy: endedBy(last), mayBeNamedByGuide: mayBeNamedByGuide(last) };
  return orphanState({ ...parsed.data, ...facts }, now());
}

/** Where nobody knows the recipe any more, it may have been one whose guide names the user. */
function mayBeNamedByGuide(last: LastSaid | undefined): boolean {
  const recipe = last?.recipe === undefined ? undefined : findRecipe(last.recipe);
  return last?.recipe === undefined || recipe?.isUserNamedByGuide === true;
}

function endedBy(last: LastSaid | undefined): EndedBy {
  const isPast = last?.closesAt !== undefined && Date.parse(last.closesAt) <= now();
  return last?.endedBy ?? (isPast ? 'check-out' : 'operator');
}
