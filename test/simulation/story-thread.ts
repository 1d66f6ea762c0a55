/** A thread that plays the stories of seeds which it is given, a few at a time. */
import { parentPort } from 'node:worker_threads';

import { useStandIns } from './stand-ins.ts';
import { count, emptyTally } from './tally.ts';

useStandIns();
// Nobody reads the stacks of the many failures that are part of a story, and they take time.
Error.stackTraceLimit = 0;
const { play } = await import('./play.ts');

parentPort?.on('message', (seeds: readonly string[]) => {
  void (async () => {
    const tally = emptyTally();
    for (const seed of seeds) count(tally, await play(seed));
    parentPort?.postMessage(tally);
  })();
});
