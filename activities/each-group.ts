import { isSeamError } from '../src/seam/errors.ts';

/**
 * Asks the same for each access group: one that Seam refuses, such as a common door, keeps none behind it. Throws the
 * first refusal when all are asked for, and anything else at once: what Seam does not answer it would answer for none.
 */
export async function forEachGroup(
  groupIds: readonly string[],
  ask: (groupId: string) => Promise<unknown>,
): Promise<void> {
  const refusals: Error[] = [];
  for (const groupId of groupIds) {
    try {
      await ask(groupId);
    } catch (error) {
      if (!isSeamError(error, 'rejected')) throw error;
      refusals.push(error);
    }
  }
  const [first] = refusals;
  if (first !== undefined) throw first;
}
