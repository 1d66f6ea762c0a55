import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';

import type { ShownAttribute } from './history.ts';
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

/** The attributes that a run shows after an upsert. */
export function upserted(
  shown: readonly ShownAttribute[],
  changes: readonly ShownAttribute[],
): readonly ShownAttribute[] {
  const names = new Set(changes.map(({ name }) => name));
  return [
    ...shown.filter(({ name }) => !names.has(name)),
    ...changes.filter(({ value }) => value !== undefined),
  ];
}
