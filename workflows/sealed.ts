import { patched, workflowInfo } from '@temporalio/workflow';

import { SEALED } from '../src/contract/unreadable.ts';

import type { Run } from './run.ts';

/**
 * A message as this run read it when it came. One that no key opened then was no message (a cancellation
 * counts by its name), and stays that when the key is there in a replay: history says so by a marker.
 *
 * @throws Error, which fails the workflow task, at one that could be read when it came and cannot be now
 */
export function asFirstRead(run: Run, kind: 'signal' | 'update', payload: unknown): unknown {
  run.taken[kind] += 1;
  const marker = `sealed-${kind}-${run.taken[kind]}`;
  if (!workflowInfo().unsafe.isReplaying) {
    if (payload === SEALED) patched(marker);
    return payload;
  }
  if (patched(marker)) return SEALED;
  if (payload === SEALED) throw new Error(`The key of a ${kind} that was taken is not here`);
  return payload;
}

/**
 * Makes sure that the arguments of a run can be read.
 *
 * @throws Error, which fails the workflow task until a worker has their key
 */
export function requireOpened(...args: readonly unknown[]): void {
  if (args.includes(SEALED)) throw new Error('The key of the arguments of this run is not here');
}
