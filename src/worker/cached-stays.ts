/** What the worker takes for itself. MB. */
const OWN_MB = 250;
/** What a stay takes that is kept, with what is to be cleared away yet: `npm run bench -- --only memory`. MB. */
const STAY_MB = 1.6;
/** A stay that is not kept is lived again from its history, which takes 30 ms, and 100 on a slow processor. */
const MOST = 180;
const LEAST = 50;

/**
 * How many stays a worker keeps in its memory, by the limit of its heap in MB. However many are asleep or are
 * asked, no more are kept.
 */
export function cachedStays(heapLimitMb: number): number {
  const room = Math.floor((heapLimitMb - OWN_MB) / STAY_MB);
  return Math.min(MOST, Math.max(LEAST, room));
}
