import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';

import { isNotFound } from '../../client/grpc-status.ts';
import { isOpenRun } from '../../client/open-runs.ts';
import type { KeyRing, RingKey } from '../../codec/key-ring.ts';
import { sealFacts, unseal } from '../../codec/seal.ts';
import {
  ANNOUNCE_STAY,
  CLOSE_STAY,
  GUEST_STAY,
  RECONCILE,
  RECONCILE_SCHEDULE,
} from '../../contract/names.ts';

import { IN_CLEAR, keysIn } from './keys-in-history.ts';

/** How many runs need something. */
export interface Need {
  readonly openRuns: number;
  readonly keptRuns: number;
}

/** Which keys the histories of a namespace need, by their ids, and what of them is in clear. */
export interface NeededKeys {
  readonly keys: ReadonlyMap<string, Need>;
  readonly inClear: Need;
  /** Of these the ring has another key by the same name, or what is under it was altered. */
  readonly unopened: ReadonlySet<string>;
}

const AT_ONCE = 8;
const PAGE = 500;
const NONE: Need = { openRuns: 0, keptRuns: 0 };

/**
 * Reads the history of every run of the namespace, open or kept, and what the reconciler's schedule
 * starts, which counts as open; and tries the keys of the ring, if there is one, on what is under them. Throws what
 * Temporal's client throws.
 */
export async function neededKeys(client: Client, ring?: KeyRing): Promise<NeededKeys> {
  const needs = new Map<string | typeof IN_CLEAR, Need>();
  const unopened = new Set<string>();
  const count = (piece: unknown, isOpen: boolean): void => {
    for (const [key, payload] of keysIn(piece)) {
      const held = ring?.keys.find(({ id }) => id === key);
      if (held && !opens(held, payload, client.options.namespace)) unopened.add(held.id);
      const { openRuns, keptRuns } = needs.get(key) ?? NONE;
      const [open, kept] = isOpen ? [1, 0] : [0, 1];
      needs.set(key, { openRuns: openRuns + open, keptRuns: keptRuns + kept });
    }
  };
  const types = [GUEST_STAY, CLOSE_STAY, RECONCILE, ANNOUNCE_STAY].map((type) => `"${type}"`);
  const query = `WorkflowType IN (${types.join(', ')})`;
  const runs = client.workflow.list({ query, pageSize: PAGE })[Symbol.asyncIterator]();
  const work = async (): Promise<void> => {
    for (let run = await runs.next(); run.done !== true; run = await runs.next()) {
      const { workflowId, runId, status } = run.value;
      const handle = client.workflow.getHandle(workflowId, runId);
      count(await handle.fetchHistory().catch(unlessGone), isOpenRun(status.name));
    }
  };
  count(await scheduled(client), true);
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const inClear = needs.get(IN_CLEAR) ?? NONE;
  const keys = new Map(
    [...needs].flatMap(([key, need]) => (typeof key === 'string' ? [[key, need] as const] : [])),
  );
  return { keys, inClear, unopened };
}

function opens(key: RingKey, payload: Payload, namespace: string): boolean {
  try {
    unseal(payload, key, { namespace, workflowId: sealFacts(payload)?.workflowId ?? '' });
    return true;
  } catch {
    return false;
  }
}

async function scheduled(client: Client): Promise<unknown> {
  const { namespace } = client.options;
  try {
    const scheduleId = RECONCILE_SCHEDULE;
    const { schedule } = await client.workflowService.describeSchedule({ namespace, scheduleId });
    return schedule?.action;
  } catch (error) {
    return unlessGone(error);
  }
}

/** There is no schedule, or the retention of a run has ended meanwhile. */
function unlessGone(error: unknown): undefined {
  if (!isNotFound(error)) throw error;
}
