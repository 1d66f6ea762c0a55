import type { Span } from './story.ts';

/** A key ring as it is from a moment on: the ids of its keys, of which the first encrypts. Milliseconds from the story's beginning. */
export interface Ring {
  readonly at: number;
  readonly keys: readonly [string, ...string[]];
}

/** What becomes of the key rings in a story in which payloads are encrypted. */
export interface Keys {
  /** Of the workers, as it changes: a key that is lost is in none until it is there again. */
  readonly worker: readonly [Ring, ...Ring[]];
  /** Of the booking backend. */
  readonly backend: readonly [Ring, ...Ring[]];
  /** For a while every third task is taken by a worker that still has an older ring. */
  readonly older?: Span & { readonly keys: Ring['keys'] };
}

/** A task that failed is tried again after ten minutes at most. */
const TRIED_AGAIN_MS = 11 * 60_000;

/** The ring of a moment. */
export function ringAt(rings: readonly [Ring, ...Ring[]], at: number): Ring {
  return rings.findLast((ring) => ring.at <= at) ?? rings[0];
}

/** When a worker may lack a key under which something of its stays is, and as long as it may then take until that is over. */
export function keyTroubles(keys: Keys | undefined): readonly Span[] {
  if (keys === undefined) return [];
  const { worker, older } = keys;
  const spans = lacking(worker, worker);
  return older === undefined ? spans : [...spans, { from: older.from, to: until(older.to) }];
}

/** The same, and when the backend may say something that no worker can read. */
export function unreadTimes(keys: Keys | undefined): readonly Span[] {
  return keys === undefined ? [] : [...keyTroubles(keys), ...lacking(keys.worker, keys.backend)];
}

/** When the one ring has not what the other has or had. */
function lacking(own: Keys['worker'], other: Keys['worker']): readonly Span[] {
  const moments = [...own, ...other].map(({ at }) => at).toSorted((a, b) => a - b);
  return moments.flatMap((from, index) => {
    const here = ringAt(own, from).keys;
    const isLacking = other.some(
      ({ at, keys }) => at <= from && keys.some((id) => !here.includes(id)),
    );
    return isLacking ? [{ from, to: until(moments[index + 1] ?? from) }] : [];
  });
}

function until(to: number): number {
  return to + TRIED_AGAIN_MS;
}
