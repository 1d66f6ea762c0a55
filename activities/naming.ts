import type { AddAccessUser } from '../src/contract/steps.ts';
import { isSeamError, type SeamError } from '../src/seam/errors.ts';
import type { Seam } from '../src/seam/port.ts';
import { userNamesOf } from '../src/stay/keys.ts';

import type { Attempt } from './attempt.ts';
import { whoIsInTheWay } from './in-the-way.ts';
import { saysItIsThere, unexplained } from './lagging.ts';

/** An access user that was given a name. */
export interface Named {
  readonly id: string;
  /** The access system did not take the best name. */
  readonly isNameCut: boolean;
}

type Names = readonly [string, ...string[]];

/** The names that the stay's access user may have, the best first. */
export function namesFor(input: AddAccessUser): Names {
  return input.isNamedByGuide
    ? [input.reservationId]
    : userNamesOf(input.reservationId, input.guestName, input.guestNumber);
}

/**
 * Makes or changes a user with the best name that the access system takes. A refusal is due to
 * somebody else's user, if one is in the way, before it is due to the name.
 */
export async function withAName(
  seam: Seam,
  attempt: Attempt,
  input: AddAccessUser,
  give: (fullName: string) => Promise<{ readonly id: string }>,
): Promise<Named> {
  const [best, ...others] = namesFor(input);
  const refused = await refusalOf(() => give(best));
  if (!('error' in refused)) return { id: refused.id, isNameCut: false };
  const inTheWay = await whoIsInTheWay(seam, attempt, input);
  if (inTheWay !== undefined) throw inTheWay;
  const failure = unexplained(refused.error, attempt, input.again);
  // It may have the name already.
  if (saysItIsThere(refused.error) && failure !== refused.error) throw failure;
  for (const name of others) {
    const next = await refusalOf(() => give(name));
    if (!('error' in next)) return { id: next.id, isNameCut: true };
  }
  throw failure;
}

async function refusalOf<T>(work: () => Promise<T>): Promise<T | { readonly error: SeamError }> {
  try {
    return await work();
  } catch (error) {
    if (isSeamError(error, 'rejected')) return { error };
    throw error;
  }
}
