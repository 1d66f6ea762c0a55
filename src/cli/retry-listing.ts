import { isStayError, type StayClient, type StayError, type Verdict } from '../client/index.ts';

import { paced } from './paced.ts';

/** What became of the retry of one stay. */
export type Retried = { readonly reservationId: string } & (
  | { readonly verdict: Verdict }
  | { readonly error: Pick<StayError, 'type' | 'message' | 'next'> }
);

/** A retry plans the stay and looks at Seam: more at once would keep guests waiting who arrive. */
export const STARTED_PER_SECOND = 2;
/** One that waits for an access system is not answered for a minute. */
const AT_ONCE = 32;
const PAGE = 1_000;

/**
 * Has every stay of a listing that is booked or lived try again. `onAnswer` is told of each as it is
 * answered: which of how many it is.
 *
 * @returns what became of each, in the order in which they were asked
 * @throws StayError where the listing is malformed, or Temporal is away or lets nobody in
 */
export async function retryListing(
  stays: StayClient,
  listing: string,
  retry: { readonly commandId?: string },
  onAnswer: (one: Retried, nth: number, of: number) => void,
): Promise<readonly Retried[]> {
  const ids = await idsAt(stays, listing);
  const answers = new Map<string, Retried>();
  const retryOne = async (reservationId: string): Promise<void> => {
    const one = { reservationId, ...(await outcomeOf(stays.retry(reservationId, retry))) };
    answers.set(reservationId, one);
    onAnswer(one, answers.size, ids.length);
  };
  await paced(ids, retryOne, { perSecond: STARTED_PER_SECOND, atOnce: AT_ONCE });
  return ids.flatMap((id) => answers.get(id) ?? []);
}

/** All of them before the first is asked: a retry changes what is listed. */
async function idsAt(stays: StayClient, listing: string): Promise<readonly string[]> {
  const ids = new Set<string>();
  for (let cursor: string | undefined; ;) {
    const page = await stays.list({
      listing,
      isRunning: true,
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    // One that ends has nothing to try again.
    for (const { reservationId, phase } of page.stays)
      if (phase !== 'revoking' && phase !== 'revoked') ids.add(reservationId);
    ({ cursor } = page);
    if (cursor === undefined) return [...ids];
  }
}

/** What is wrong with one stay keeps no other from its retry; what is wrong with Temporal does. */
async function outcomeOf(
  retrying: Promise<Verdict>,
): Promise<
  { readonly verdict: Verdict } | { readonly error: Pick<StayError, 'type' | 'message' | 'next'> }
> {
  try {
    return { verdict: await retrying };
  } catch (error) {
    const isOfAll =
      isStayError(error, 'CannotReachTemporal') || isStayError(error, 'TemporalMisconfigured');
    if (!isStayError(error) || isOfAll) throw error;
    const { type, message, next } = error;
    return { error: { type, message, next } };
  }
}
