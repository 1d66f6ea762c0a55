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
  /** How long after its due moment the last door opened, and the last one shut, in milliseconds. */
  readonly openedAfterMs?: number;
  readonly shutAfterMs?: number;
  /** What went wrong, in words; none if all is well. */
  readonly faults: readonly string[];
}

/** Where we hold the window, the whole grant begins at check-in and the whole removal at check-out. */
const GRACE_MS = 5_000;

/**
 * Judges by the doors alone: they may open at check-in and not before, must all be open from shortly
 * after check-in until check-out without a gap, and shut shortly after it for good.
 */
export function judge(samples: readonly DoorSample[], expected: Expectation): Judgement {
  const { reservationId, opensAt, closesAt, entrances } = expected;
  const seen = samples.map(({ at, openFor }) => {
    const open = openFor.get(reservationId) ?? new Set();
    return { at, isOpen: entrances.every((id) => open.has(id)), isShut: open.size === 0 };
  });
  const opened = seen.find((sample) => sample.isOpen)?.at;
  const shut = seen.findLast((sample) => !sample.isShut)?.at;
  const faults = [
    seen.some((s) => s.at < opensAt - SAMPLING_MS && !s.isShut) && 'a door opened before check-in',
    opened === undefined && 'the doors never opened',
    opened !== undefined && opened > opensAt + GRACE_MS && 'the doors opened late',
    seen.some(
      (s) => opened !== undefined && s.at > opened && s.at < closesAt - SAMPLING_MS && !s.isOpen,
    ) && 'a door was shut during the stay',
    seen.some((s) => s.at > closesAt + GRACE_MS && !s.isShut) && 'a door was open after check-out',
    seen.at(-1)?.isShut !== true && 'a door did not end shut',
  ].filter((fault) => fault !== false);
  return {
    ...(opened === undefined ? {} : { openedAfterMs: Math.max(0, opened - opensAt) }),
    ...(shut === undefined ? {} : { shutAfterMs: Math.max(0, shut - closesAt) }),
    faults,
  };
}

/** The doors answer somewhat after they were asked. */
const SAMPLING_MS = 100;
