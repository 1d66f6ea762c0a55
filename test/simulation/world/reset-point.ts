import type { HistoryEvent } from '../temporal/history.ts';
import { resetPoints } from '../temporal/reset.ts';

/** Steps that make something at Seam. */
const CREATING: ReadonlySet<string> = new Set([
  'identifyGuest',
  'enrollPhone',
  'addAccessUser',
  'joinAccessGroups',
  'issueCredential',
]);
/** Steps by which a stay learns what earlier runs of it left. */
const RECALLING: ReadonlySet<string> = new Set(['planStay', 'recallStay']);

/**
 * The event to which an operator resets a run, of those with which the stay can know what there is at Seam: it has
 * yet to ask what earlier runs left, or nothing was made since. `to`: 0 is the first of them, 1 the last.
 */
export function resetPoint(history: readonly HistoryEvent[], to: number): number | undefined {
  const begun = new Map<number, string>();
  for (const event of history)
    if (event.type === 'ActivityTaskScheduled') begun.set(event.id, event.activityType);
  const over = new Set(history.flatMap((e) => (isEnd(e) ? e.scheduled : [])));
  const makes = [...begun].filter(([, type]) => CREATING.has(type)).map(([id]) => id);
  const isMaking = makes.some((id) => !over.has(id));
  const lastMade = isMaking ? Number.POSITIVE_INFINITY : Math.max(0, ...makes);
  const recalled = history.find((e) => isEnd(e) && RECALLING.has(begun.get(e.scheduled) ?? ''));
  const [start] = history;
  const isContinued =
    start?.type === 'WorkflowExecutionStarted' && start.continuedFrom !== undefined;
  const recalledAt = isContinued ? 0 : (recalled?.id ?? Number.POSITIVE_INFINITY);
  const points = resetPoints(history).filter((id) => id < recalledAt || lastMade < id);
  return points[Math.floor(to * (points.length - 1))];
}

function isEnd(event: HistoryEvent): event is Extract<HistoryEvent, { scheduled: number }> {
  return 'scheduled' in event && event.type !== 'ActivityTaskCancelRequested';
}
