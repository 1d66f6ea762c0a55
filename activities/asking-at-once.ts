import { isSeamError } from '../src/seam/errors.ts';

/**
 * Asks several things at once and answers when all have. Of several failures it throws the one whose
 * wait is the longest: a reset beside a 429 must not have Seam asked again at once.
 */
export async function askAtOnce<T extends readonly unknown[] | []>(
  questions: T,
): Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }> {
  const failures: unknown[] = [];
  for (const answer of await Promise.allSettled(questions)) {
    if (answer.status === 'rejected') failures.push(answer.reason);
  }
  if (failures.length > 0) throw failures.toSorted((a, b) => waitOf(b) - waitOf(a))[0];
  return Promise.all(questions);
}

/** Milliseconds; a wait of none that was asked for is still one, and goes before a failure that asks for nothing. */
function waitOf(failure: unknown): number {
  return isSeamError(failure) ? (failure.retryAfterMs ?? -1) : -1;
}
