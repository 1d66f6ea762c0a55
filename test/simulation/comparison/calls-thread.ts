/** A thread that lives one story on the simulator and tells what Seam was asked. */
import { parentPort, workerData } from 'node:worker_threads';

import { useStandIns } from '../stand-ins.ts';
import type { Story } from '../world/story.ts';

useStandIns();
const { play } = await import('../play.ts');
const { ledger, violations } = await play(workerData as Story);
parentPort?.postMessage({ ledger, violations });
