import type { Observation } from '../stay/observing.ts';

/** What a pass of the reconciler found, by how many there were. */
export interface PassObservation {
  readonly of: 'pass';
  readonly orphans: number;
  readonly woken: number;
  readonly reported: number;
  readonly unread: number;
}

/** An event that an endpoint did not take in three days, or before there were too many of its stay. */
interface GivenUp {
  readonly of: 'given up';
  readonly endpoint: string;
  readonly event: string;
}

/** What a workflow tells its worker, to be counted and logged. */
export type WorkflowObservation = Observation | PassObservation | GivenUp;

/** What the log says of each. */
export const OBSERVED: Record<WorkflowObservation['of'], string> = {
  step: 'A step is over',
  verdict: 'A request was answered',
  problem: 'There is a problem',
  'problem gone': 'A problem is gone',
  ready: 'The access is ready before check-in',
  open: 'The door is open',
  shut: 'The door is shut',
  absent: 'The access is gone',
  proven: 'The access is proven gone',
  pass: 'A pass of the reconciler is over',
  'given up': 'An event is given up: its endpoint did not take it',
};
