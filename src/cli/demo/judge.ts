import type { DoorSample } from './doors.ts';

/** When which doors have to open for a stay. Instants in epoch milliseconds. */
export interface Expectation {
  readonly reservationId: string;
  readonly opensAt: number;
  readonly closesAt: number;
  readonly entrances: readonly string[];
}

/** What the doors did for a stay. */
export interface Judgement {
  /** Within what time of its due moment the last door opened, and the last one shut, in milliseconds. */
  readonly openedAfterMs?: number;
  readonly shutAfterMs?: number;
  /** What went wrong, in words; none if all is well. */
  readonly faults: readonly string[];
}

/** Where we keep the window, the whole grant begins at check-in and the whole removal at check-out. */
const GRACE_MS = 10_000;

/**
 * Judges by the doors alone: they may open at check-in and not before, must all be open from shortly
 * after check-in until check-out without a gap, and shut shortly after it for good. A look that took
 * long proves nothing of a moment that lies within it.
 */
export function judge(samples: readonly DoorSample[], expected: Expectation): Judgement {
  const { reservationId, opensAt, closesAt, entrances } = expected;
  const seen = samples.map(({ askedAt, answeredAt, openFor }) => {
    const open = openFor.get(reservationId) ?? new Set();
    const isOpen = entrances.every((id) => open.has(id));
    return { askedAt, answeredAt, isOpen, isShut: open.size === 0 };
  });
  const isMissing = (look: (typeof seen)[number]): boolean =>
    !look.isOpen && look.answeredAt < closesAt;
  const first = seen.findIndex((look) => look.isOpen);
  const [before, since] = first < 0 ? [seen, []] : [seen.slice(0, first), seen.slice(first)];
  const opened = since[0]?.answeredAt;
  const shut = seen[seen.findLastIndex((look) => !look.isShut) + 1]?.answeredAt;
  const faults = [
    seen.some((look) => look.answeredAt < opensAt && !look.isShut) &&
      'a door opened before check-in',
    opened === undefined && 'the doors never opened',
    opened !== undefined &&
      before.some((look) => isMissing(look) && look.askedAt > opensAt + GRACE_MS) &&
      'the doors opened late',
    since.some(isMissing) && 'a door was shut during the stay',
    seen.some((look) => look.askedAt > closesAt + GRACE_MS && !look.isShut) &&
      'a door was open after check-out',
    seen.at(-1)?.isShut !== true && 'a door did not end shut',
  ].filter((fault) => fault !== false);
  return {
    ...(opened === undefined ? {} : { openedAfterMs: Math.max(0, opened - opensAt) }),
    ...(first < 0 || shut === undefined ? {} : { shutAfterMs: Math.max(0, shut - closesAt) }),
    faults,
  };
}
