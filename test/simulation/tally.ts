import type { Invariant, Violation } from './judge/violation.ts';
import type { Ending } from './run-story.ts';

/** A story that went wrong. */
export interface Failure {
  readonly seed: string;
  readonly violations: readonly Violation[];
}

/** What came of many stories. */
export interface Tally {
  stays: number;
  events: number;
  requests: number;
  readonly faults: Map<string, number>;
  readonly failures: Failure[];
}

export function emptyTally(): Tally {
  return { stays: 0, events: 0, requests: 0, faults: new Map(), failures: [] };
}

/** Adds the ending of one story. */
export function count(
  tally: Tally,
  { story, stays, events, requests, faults, violations }: Ending,
): void {
  tally.stays += stays;
  tally.events += events;
  tally.requests += requests;
  addFaults(tally, faults);
  if (violations.length > 0) tally.failures.push({ seed: story.seed, violations });
}

/** Adds one tally to another. */
export function add(tally: Tally, more: Tally): void {
  tally.stays += more.stays;
  tally.events += more.events;
  tally.requests += more.requests;
  addFaults(tally, more.faults);
  tally.failures.push(...more.failures);
}

/** Stories by the invariant that they violate. */
export function byInvariant({ failures }: Tally): ReadonlyMap<Invariant, readonly Failure[]> {
  const by = new Map<Invariant, Failure[]>();
  for (const failure of failures) {
    for (const invariant of new Set(failure.violations.map((v) => v.invariant))) {
      by.set(invariant, [...(by.get(invariant) ?? []), failure]);
    }
  }
  return by;
}

function addFaults(tally: Tally, faults: ReadonlyMap<string, number>): void {
  for (const [fault, times] of faults) {
    tally.faults.set(fault, (tally.faults.get(fault) ?? 0) + times);
  }
}
