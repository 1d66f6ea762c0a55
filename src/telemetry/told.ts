import type { LogMetadata } from '@temporalio/worker';

import { OBSERVED, type WorkflowObservation } from '../contract/observations.ts';
import type { DoorMoment } from '../stay/observing.ts';

import type { Measures } from './meter.ts';
import type { HistogramName } from './metrics.ts';

/** Of so many runs it is remembered what they told last: those of a worker's cache, and more. */
const MOST_RUNS = 20_000;

const HISTOGRAM: Record<DoorMoment, HistogramName> = {
  ready: 'nightlatch_ready_before_check_in_seconds',
  open: 'nightlatch_open_after_check_in_seconds',
  shut: 'nightlatch_shut_after_check_out_seconds',
  absent: 'nightlatch_first_proof_after_end_seconds',
  proven: 'nightlatch_second_proof_after_end_seconds',
};

/** Takes what a run tells, under its number there. Answers whether it is new. */
export type Hear = (told: WorkflowObservation, runId: string, number: number) => boolean;

/** Counts what workflows tell, unless they told it before. */
export function listener(measures: Measures, clock: () => number): Hear {
  const heard = new Map<string, number>();
  return (told, runId, number) => {
    const last = heard.get(runId) ?? 0;
    if (number <= last) return false;
    heard.delete(runId);
    heard.set(runId, number);
    if (heard.size > MOST_RUNS) heard.delete(heard.keys().next().value ?? '');
    count(measures, told, clock());
    return true;
  };
}

/** What an entry of the log tells, if a workflow told it by one. */
export function toldBy(
  meta: LogMetadata | undefined,
):
  | { readonly told: WorkflowObservation; readonly runId: string; readonly number: number }
  | undefined {
  const { of, observed: number, runId } = meta ?? {};
  const isTold =
    typeof of === 'string' &&
    Object.hasOwn(OBSERVED, of) &&
    typeof number === 'number' &&
    typeof runId === 'string';
  // The entry is this very code's: `tell` in the workflows takes nothing else.
  return isTold ? { told: meta as unknown as WorkflowObservation, runId, number } : undefined;
}

function count(measures: Measures, told: WorkflowObservation, now: number): void {
  switch (told.of) {
    case 'step':
      measures.count('nightlatch_steps_total', { step: told.step, outcome: told.outcome });
      return;
    case 'verdict': {
      const { request = 'unread', outcome } = told;
      measures.count('nightlatch_verdicts_total', { request, outcome });
      return;
    }
    case 'problem':
      measures.count('nightlatch_problems_total', { problem: told.problem });
      return;
    case 'problem gone':
      return;
    case 'pass': {
      const read = told.unread > 0 ? 'part' : 'whole';
      measures.count('nightlatch_passes_total', { read });
      for (const what of ['orphans', 'woken', 'reported', 'unread'] as const)
        measures.count('nightlatch_pass_found_total', { what }, told[what]);
      measures.set('nightlatch_last_pass_timestamp_seconds', now / 1_000, {});
      return;
    }
    case 'given up': {
      const labels = { endpoint: told.endpoint, outcome: 'given-up' };
      measures.count('nightlatch_events_sent_total', labels);
      return;
    }
    default:
      measures.record(HISTOGRAM[told.of], told.seconds, {});
  }
}
