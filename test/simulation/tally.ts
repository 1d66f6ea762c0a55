import { type Busy, busierOf } from './judge/circle-judge.ts';
import type { Invariant, Violation } from './judge/violation.ts';
import type { Ending } from './run-story.ts';

/** A story that went wrong. */
export interface Failure {
  readonly seed: string;
  readonly violations: readonly Violation[];
}

/** How often something happened, by its name. */
export type Counts = ReadonlyMap<string, number>;

/** What came of many stories. */
export interface Tally {
  stories: number;
  stays: number;
  events: number;
  requests: number;
  attempts: number;
  tasks: number;
  replays: number;
  /** Stories in which two faults struck that were meant for one request each. */
  struckTwice: number;
  /** The most that a story did in an hour, of each. */
  busiestHour: Busy;
  readonly faults: Map<string, number>;
  readonly messages: Map<string, number>;
  readonly deeds: Map<string, number>;
  readonly failures: Failure[];
}

export function emptyTally(): Tally {
  return {
    ...{
      stories: 0,
      stays: 0,
      events: 0,
      requests: 0,
      attempts: 0,
      tasks: 0,
      replays: 0,
      struckTwice: 0,
    },
    busiestHour: { requests: 0, attempts: 0, tasks: 0 },
    faults: new Map(),
    messages: new Map(),
    deeds: new Map(),
    failures: [],
  };
}

/** Adds the ending of one story. */
export function count(tally: Tally, ending: Ending): void {
  const { story, violations } = ending;
  const failures = violations.length > 0 ? [{ seed: story.seed, violations }] : [];
  add(tally, { ...ending, stories: 1, struckTwice: ending.strikes > 1 ? 1 : 0, failures });
}

/** Adds one tally to another. */
export function add(tally: Tally, more: Omit<Tally, keyof MoreCounts> & MoreCounts): void {
  tally.stories += more.stories;
  tally.stays += more.stays;
  tally.events += more.events;
  tally.requests += more.requests;
  tally.attempts += more.attempts;
  tally.tasks += more.tasks;
  tally.replays += more.replays;
  tally.struckTwice += more.struckTwice;
  tally.busiestHour = busierOf(tally.busiestHour, more.busiestHour);
  addCounts(tally.faults, more.faults);
  addCounts(tally.messages, more.messages);
  addCounts(tally.deeds, more.deeds);
  tally.failures.push(...more.failures);
}

interface MoreCounts {
  readonly faults: Counts;
  readonly messages: Counts;
  readonly deeds: Counts;
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

function addCounts(counts: Map<string, number>, more: Counts): void {
  for (const [name, times] of more) counts.set(name, (counts.get(name) ?? 0) + times);
}
