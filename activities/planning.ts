import { tryAgain } from '../src/contract/failures.ts';
import type { PlanAnswer, PlanStay, Recalled, RunOfStay } from '../src/contract/steps.ts';
import type { Listing } from '../src/listings/listing.ts';
import { resolveWhen } from '../src/listings/local-time.ts';
import { utcOffsetsBetween } from '../src/listings/utc-offsets.ts';
import { leftBy } from '../src/stay/inheriting.ts';
import { isRefusal, makePlan, type Plan, type Refusal } from '../src/stay/plan.ts';
import { findRecipe } from '../src/stay/recipes/index.ts';
import { readWhen, type When } from '../src/stay/when.ts';
import { windowAround } from '../src/stay/window.ts';

import type { PlanMeans } from './means.ts';

/** The clock of an end that takes longer is told by the last offset that is known. */
const END_MAY_LAST_MS = 31 * 86_400_000;

/** Resolves a reservation against its listing; Seam is asked by the steps that follow. */
export function planning(means: PlanMeans) {
  const { clock, listings, quietPeriodMs, isAnnounced = async () => false } = means;
  return {
    async planStay(input: PlanStay): Promise<PlanAnswer> {
      const known = input.firstOf === undefined ? {} : await recalled(means, input.firstOf);
      const listing = await findListing(listings, input.listingId);
      const plan =
        listing === undefined
          ? unknownListing(input)
          : resolve(input, listing, quietPeriodMs, clock());
      if (isRefusal(plan)) return { refused: plan, ...known };
      return { plan, ...known, ...((await isAnnounced()) ? { isAnnounced: true } : {}) };
    },

    /** The same for a stay that is over before it was planned: an earlier run may have left something. */
    async recallStay(run: RunOfStay): Promise<Recalled> {
      return { quietPeriodMs, ...(await recalled(means, run)) };
    },
  };
}

async function recalled(
  { recall, quietPeriodMs }: Pick<PlanMeans, 'recall' | 'quietPeriodMs'>,
  run: RunOfStay,
): Promise<Recalled> {
  const record = await recall(run);
  if (record === undefined) return {};
  const { status: previous, ledger } = record;
  if (previous.phase === 'revoked') return { previous };
  return { previous, ...leftBy(ledger), quietPeriodMs };
}

function resolve(
  input: PlanStay,
  listing: Listing,
  quietPeriodMs: number,
  now: number,
): Plan | Refusal {
  const recipe = findRecipe(listing.recipe);
  if (recipe === undefined) throw unusable(`recipe ${listing.recipe} is not known to this worker`);
  const checkIn = resolveWhen(when(input.checkIn), 'check-in', listing);
  const checkOut = resolveWhen(when(input.checkOut), 'check-out', listing);
  const window = windowAround(checkIn.instant, checkOut.instant, listing);
  const moments = [now, Date.parse(window.opensAt), Date.parse(window.closesAt)];
  const notes = [checkIn.note, checkOut.note].filter((text) => text !== undefined).join(' ');
  return makePlan(
    {
      listing,
      recipe,
      checkIn: checkIn.instant,
      checkOut: checkOut.instant,
      utcOffsets: utcOffsetsBetween(
        listing.timeZone,
        Math.min(...moments),
        Math.max(...moments) + END_MAY_LAST_MS,
      ),
      ...(notes === '' ? {} : { note: notes }),
      guestHas: input.guestHas,
      ...(input.guestFlaws && { guestFlaws: input.guestFlaws }),
      isNew: input.isNew,
      quietPeriodMs,
    },
    now,
  );
}

function when(text: string): When {
  const read = readWhen(text);
  if (read === undefined) throw unusable('a moment that was accepted cannot be read');
  return read;
}

async function findListing(
  listings: PlanMeans['listings'],
  id: string,
): Promise<Listing | undefined> {
  try {
    return (await listings()).get(id);
  } catch {
    throw unusable('it is missing or malformed; `nightlatch doctor` says where');
  }
}

function unknownListing({ listingId }: PlanStay): Refusal {
  return {
    type: 'UnknownListing',
    reason: `The listing ${listingId} is not in the listings file.`,
    fields: ['listingId'],
  };
}

function unusable(why: string): Error {
  return tryAgain('ListingsUnusable', `The listings file cannot be used: ${why}.`, {
    afterMs: 10_000,
  });
}
