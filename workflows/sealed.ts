import { patched, workflowInfo } from '@temporalio/workflow';

import { SEALED } from '../src/contract/unreadable.ts';

import type { Run } from './run.ts';

/** Fails a workflow task until a worker takes it that has the key: no failure of the run, whose door would stay as it is. */
class KeyNotHere extends Error {
  // The log of a worker tells of an error its name.
  override readonly name = 'KeyNotHere';
}

/**
 * A message as this run read it when it came. One that no key opened then was no message (a cancellation
 * counts by its name), and stays that when the key is there in a replay: history says so by a marker.
 *
 * @throws KeyNotHere at one that could be read when it came and cannot be now
 */
export function asFirstRead(run: Run, kind: 'signal' | 'update', payload: unknown): unknown {
  run.taken[kind] += 1;
  const marker = `sealed-${kind}-${run.taken[kind]}`;
  if (!workflowInfo().unsafe.isReplaying) {
    if (payload === SEALED) patched(marker);
    return payload;
  }
  if (patched(marker)) return SEALED;
  if (payload === SEALED) throw new KeyNotHere(`A ${kind} that was taken cannot be read`);
  return payload;
}

/**
 * Makes sure that the arguments of a run can be read.
 *
 * @throws KeyNotHere
 */
export function requireOpened(...args: readonly unknown[]): void {
  if (args.includes(SEALED)) throw new KeyNotHere('The arguments of this run cannot be read');
}
