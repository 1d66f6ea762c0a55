/** A thread for the test of those who wait for one: it answers each story but one, whose code never comes back. */
import { parentPort } from 'node:worker_threads';

import { emptyTally } from './tally.ts';

parentPort?.on('message', (seed: string) => {
  if (seed === '2') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  parentPort?.postMessage({ ...emptyTally(), stays: 1 });
});
