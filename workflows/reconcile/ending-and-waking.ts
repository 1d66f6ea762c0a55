import type { FoundOrphan } from '../../src/contract/closing.ts';
import type { Waking } from '../../src/contract/reconciling.ts';

import { runs } from './pass-steps.ts';
import { groupsOf } from './survey.ts';

const CLOSED_AT_ONCE = 20;
const WOKEN_AT_ONCE = 100;

/** Answers the stays that were no orphans any more: somebody has put them meanwhile. */
export async function endAndWake(
  orphans: readonly FoundOrphan[],
  unreadable: readonly FoundOrphan[],
  differing: readonly Waking[],
): Promise<readonly string[]> {
  const woken: string[] = [];
  for (const group of groupsOf(orphans, CLOSED_AT_ONCE)) {
    woken.push(...(await runs.closeOrphans(group)).woken);
  }
  for (const group of groupsOf(unreadable, CLOSED_AT_ONCE)) await runs.closeApart(group);
  await wake(differing);
  return woken;
}

/** Has stays look at Seam for themselves. */
export async function wake(stays: readonly Waking[]): Promise<void> {
  for (const group of groupsOf(stays, WOKEN_AT_ONCE)) await runs.wakeStays(group);
}
