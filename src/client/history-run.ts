import type { Status } from '../contract/status.ts';

import type { Decoder } from './history-decoder.ts';
import type { EndEntry, HistoryEntry, ShownEntry } from './history-entry.ts';
import type { Event, Pending } from './history-event.ts';
import { RequestTeller } from './history-requests.ts';
import { StepTeller } from './history-steps.ts';
import { readAttributes } from './stay-attributes.ts';
import { timestampMs } from './timestamp.ts';

/** What a run tells. */
export interface RunStory {
  readonly entries: readonly HistoryEntry[];
  /** The result of a run that has ended as a stay. */
  readonly last?: Status;
}

/** Tells a run by the events of its history, and by the steps that it waits for. `nowMs` is until when these have been running. */
export async function tellRun(
  runId: string,
  events: readonly Event[],
  decoder: Decoder,
  nowMs: number,
  pending: readonly Pending[] = [],
): Promise<RunStory> {
  const [steps, requests] = [new StepTeller(decoder), new RequestTeller(decoder)];
  const entries: HistoryEntry[] = [];
  let last: Status | undefined;
  for (const event of events) {
    const at = new Date(timestampMs(event.eventTime)).toISOString();
    const result = event.workflowExecutionCompletedEventAttributes?.result;
    if (result) last = await statusIn(decoder, result);
    const told = [
      await requests.tell(event),
      await steps.tell(event),
      ...shownBy(event),
      endTold(event, last),
    ];
    for (const entry of told) if (entry !== undefined) entries.push({ at, runId, ...entry });
  }
  const isOver = entries.at(-1)?.kind === 'end';
  const now = new Date(nowMs).toISOString();
  const running = isOver ? [] : await steps.running(nowMs, pending);
  for (const step of running) entries.push({ at: now, runId, ...step });
  return { entries, ...(last && { last }) };
}

/** The result of a stay's run is its last status: what else there is was written by nobody of us. */
async function statusIn(
  decoder: Decoder,
  result: NonNullable<NonNullable<Event['workflowExecutionCompletedEventAttributes']>['result']>,
): Promise<Status | undefined> {
  const [status] = await decoder.workflow(result);
  const isStatus = typeof status === 'object' && status !== null && 'phase' in status;
  return isStatus ? (status as Status) : undefined;
}

/** What search attributes show anew. They are never encoded. */
function shownBy(event: Event): readonly ShownEntry[] {
  const { searchAttributes } = event.upsertWorkflowSearchAttributesEventAttributes ?? {};
  if (!searchAttributes) return [];
  const { phase, problem } = readAttributes(searchAttributes);
  const isAboutProblem = 'StayProblem' in (searchAttributes.indexedFields ?? {});
  return [
    ...(phase === undefined ? [] : [{ kind: 'phase' as const, phase }]),
    ...(isAboutProblem ? [{ kind: 'problem' as const, ...problem }] : []),
  ];
}

function endTold(event: Event, last: Status | undefined): EndEntry | undefined {
  if (event.workflowExecutionCompletedEventAttributes) {
    const { endedBy, absentSince, revokedAt } = last ?? {};
    return {
      ...{ kind: 'end', how: 'proven' },
      ...(endedBy && { endedBy }),
      ...(absentSince && { absentSince }),
      ...(revokedAt && { revokedAt }),
    };
  }
  const { workflowExecutionFailedEventAttributes: failed } = event;
  if (failed) {
    const type = failed.failure?.applicationFailureInfo?.type;
    return type ? { kind: 'end', how: 'refused', type } : { kind: 'end', how: 'failed' };
  }
  if (event.workflowExecutionContinuedAsNewEventAttributes)
    return { kind: 'end', how: 'continued' };
  if (event.workflowExecutionTerminatedEventAttributes) return { kind: 'end', how: 'terminated' };
  return event.workflowExecutionTimedOutEventAttributes
    ? { kind: 'end', how: 'timed out' }
    : undefined;
}
