import { answer, SUPERSEDED } from './answering.ts';
import type { OpenRequest, RequestKind, StayState } from './state.ts';

/** Open requests of one kind that are kept, and repetitions of any. */
const MOST_OPEN = 50;

/** Kinds of which the newest asks for all that the older ones do. */
const REPEATABLE: ReadonlySet<RequestKind> = new Set(['retry', 'check', 'hold', 'release']);

/**
 * Keeps the open requests few: whoever asks for a check every minute while Seam is away for a week must not
 * make the state so large that the server ends the run, with its door open. Of one kind the oldest are
 * superseded; a repetition is dropped, and whoever waits for it is told to look at the status.
 */
export function withoutSurplus(state: StayState, kind: RequestKind): StayState {
  const { requests } = state;
  const repetitions = requests.open.filter((r) => r.sameAs !== undefined);
  const dropped = repetitions.slice(0, Math.max(0, repetitions.length - MOST_OPEN));
  const open =
    dropped.length === 0 ? requests.open : requests.open.filter((r) => !dropped.includes(r));
  const kept = open === requests.open ? state : { ...state, requests: { ...requests, open } };
  const alike = askingForLess(open, kind);
  const oldest = alike.slice(0, Math.max(0, alike.length - MOST_OPEN));
  return oldest.length === 0 ? kept : answer(kept, SUPERSEDED, (r) => oldest.includes(r));
}

/** Those of which a newer one asks for all that they do. */
function askingForLess(open: readonly OpenRequest[], kind: RequestKind): readonly OpenRequest[] {
  if (kind === 'put' || kind === 'change') return repeatedLater(open);
  if (!REPEATABLE.has(kind)) return [];
  return open.filter((r) => r.kind === kind && r.sameAs === undefined);
}

/** Puts and changes of which a later one of the same stage repeats every field, with no other value in between. */
function repeatedLater(open: readonly OpenRequest[]): readonly OpenRequest[] {
  if (open.length <= MOST_OPEN) return [];
  return open.filter(
    (r, at) =>
      r.fields.length > 0 &&
      !r.holds &&
      r.fields.every((name) =>
        open.some(
          (later, then) =>
            then > at &&
            later.kind !== 'cancel' &&
            later.stage === r.stage &&
            later.writes[name]?.since === r.writes[name]?.since,
        ),
      ),
  );
}
