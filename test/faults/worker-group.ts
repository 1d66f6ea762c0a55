import { fileURLToPath } from 'node:url';

import { signalGroup } from '../../src/cli/services/lifeline.ts';
import { type Service, startService } from '../../src/cli/services/service.ts';
import { environment } from '../../src/config.ts';

/** What the workers of a lane are told; worker-program.ts reads it. */
export interface WorkerSettings {
  readonly address: string;
  readonly namespace: string;
  readonly endpoint: string;
  readonly listingsPath: string;
  readonly bundlePath: string;
  readonly quietPeriodMs: number;
}

type Work = 'stays' | 'steps' | 'both';

const PROGRAM = fileURLToPath(new URL('./worker-program.ts', import.meta.url));
const READY_WITHIN_MS = 60_000;

/** The worker processes that a batch of cells has, and their deaths. */
export class WorkerGroup {
  private readonly settings: WorkerSettings;
  private readonly running = new Map<Work, Service>();

  constructor(settings: WorkerSettings) {
    this.settings = settings;
  }

  /** Starts one process for everything, or one for the workflows and one for the Seam steps. */
  async start(works: readonly Work[]): Promise<void> {
    await Promise.all(works.map((work) => this.startOne(work)));
  }

  /** Kills a process with SIGKILL and waits until it is gone. */
  async kill(work: Work): Promise<void> {
    const worker = this.running.get(work);
    if (worker === undefined) throw new TypeError(`No worker does ${work}`);
    this.running.delete(work);
    signalGroup(worker.pid, 'SIGKILL');
    const { signal } = await worker.exited;
    if (signal !== 'SIGKILL') throw new Error(`The worker had ended before it was killed`);
  }

  /** Ends whatever runs. */
  async stop(): Promise<void> {
    const left = [...this.running.values()];
    this.running.clear();
    for (const { pid } of left) signalGroup(pid, 'SIGKILL');
    await Promise.all(left.map((worker) => worker.exited));
  }

  private async startOne(work: Work): Promise<void> {
    const worker = await startService({
      name: `The worker for ${work}`,
      command: process.execPath,
      args: [PROGRAM, JSON.stringify({ ...this.settings, work })],
      // Hundreds of them start in a run, and most of a start is compiling.
      environment: { ...environment(), NODE_COMPILE_CACHE: `${this.settings.bundlePath}.cache` },
      readyWithinMs: READY_WITHIN_MS,
    });
    this.running.set(work, worker);
  }
}
