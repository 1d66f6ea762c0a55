import { tryAgain } from '../src/contract/failures.ts';
import type { SeamError } from '../src/seam/errors.ts';

import { lookAgainAfter, type Attempt } from './attempt.ts';

/*
 * Seam's lists may show an object later than a get by its id does, and may show it still when it is gone. So what is known
 * by its id is got, what a list shows is got before it counts, and a refusal over something that no list shows yet is not
 * the last word.
 */

/** How long a list is given to show what a refusal is due to. Somebody may wait for the answer. */
const LISTS_LAG_MS = 30_000;

/** Whether Seam refuses to make something because it is there, as far as its error type tells. */
export function saysItIsThere({ seamType, status }: SeamError): boolean {
  return status === 409 || (seamType !== undefined && /already|exists|duplicate/.test(seamType));
}

/**
 * What a refusal comes to that nothing at Seam explains: another try for as long as lists may lag, then the refusal itself.
 *
 * @param mayBeThere a request of this step may have been carried out before, whatever Seam says
 */
export function unexplained(refusal: SeamError, attempt: Attempt, mayBeThere: boolean): Error {
  const isRepeated = mayBeThere || attempt.number > 1 || saysItIsThere(refusal);
  const isAboutAnother = refusal.seamType?.endsWith('_not_found') ?? false;
  if (!isRepeated || isAboutAnother) return refusal;
  const now = attempt.serverTime();
  const since = refusedSince(attempt.resumeAt) ?? now;
  if (now - since >= LISTS_LAG_MS) return refusal;
  attempt.heartbeat({ refusedSince: since });
  const { route, seamType, status, requestId } = refusal;
  const why = 'Seam refuses it as if it were there, and lists nothing of it yet.';
  const facts = { route, seamType, status, requestId };
  return tryAgain('NotConfirmedYet', why, {
    ...{ afterMs: lookAgainAfter(attempt.number, LISTS_LAG_MS / 3), benign: true, facts },
  });
}

/** When it was refused first, epoch milliseconds, as an attempt before told the server. */
function refusedSince(resumeAt: unknown): number | undefined {
  if (typeof resumeAt !== 'object' || resumeAt === null) return undefined;
  const since = 'refusedSince' in resumeAt ? resumeAt.refusedSince : undefined;
  return typeof since === 'number' ? since : undefined;
}
