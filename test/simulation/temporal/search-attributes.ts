import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';

import type { HistoryEvent, ShownAttribute } from './history.ts';
import { fromPayload } from './payload.ts';

/** Search attributes off the wire, as the SDK holds them. */
export function attributesOf(shown: readonly ShownAttribute[]): SearchAttributePair[] {
  return shown.flatMap(({ name, type, value }) => {
    if (value === undefined) return [];
    const read = fromPayload(value);
    const key = defineSearchAttributeKey(name, type as 'KEYWORD');
    return [
      { key, value: type === 'DATETIME' ? new Date(read as string) : read } as SearchAttributePair,
    ];
  });
}

/** The search attributes that a run shows: now, or as they were at a moment in epoch milliseconds. */
export function shownBy(
  { history }: { readonly history: readonly HistoryEvent[] },
  at: number = Number.POSITIVE_INFINITY,
): readonly ShownAttribute[] {
  let shown: readonly ShownAttribute[] = [];
  for (const event of history) {
    if (event.at > at) break;
    if (event.type === 'WorkflowExecutionStarted') shown = event.attributes;
    if (event.type === 'UpsertWorkflowSearchAttributes') shown = upserted(shown, event.attributes);
  }
  return shown;
}

/** The attributes that a run shows after an upsert. */
function upserted(
  shown: readonly ShownAttribute[],
  changes: readonly ShownAttribute[],
): readonly ShownAttribute[] {
  const names = new Set(changes.map(({ name }) => name));
  return [
    ...shown.filter(({ name }) => !names.has(name)),
    ...changes.filter(({ value }) => value !== undefined),
  ];
}
