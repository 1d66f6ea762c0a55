/** A thread that plays the stories, or the stories of seeds, which it is given one after the other. */
import { parentPort } from 'node:worker_threads';

import { useStandIns } from './stand-ins.ts';
import { count, emptyTally } from './tally.ts';
import type { Story } from './world/story.ts';

useStandIns();
// Nobody reads the stacks of the many failures that are part of a story, and they take time.
Error.stackTraceLimit = 0;
const { play } = await import('./play.ts');

parentPort?.on('message', (story: Story | string) => {
  void (async () => {
    const tally = emptyTally();
    count(tally, await play(story));
    parentPort?.postMessage(tally);
  })();
});
