import { setTimeout as delay } from 'node:timers/promises';

import { signalGroup } from '../../../src/cli/services/lifeline.ts';
import { type Service, startService } from '../../../src/cli/services/service.ts';
import type { Environment } from '../../../src/config.ts';

const READY_WITHIN_MS = 60_000;
const BEFORE_NEXT_START_MS = 500;

/** Worker processes, each started again whenever it ends, as any service manager does it. */
export class WorkerCrew {
  kills = 0;
  /** Workers that ended although nobody killed them: there should be none. */
  readonly ownEnds: string[] = [];
  private readonly program: string;
  private readonly environment: Environment;
  private readonly running: Service[] = [];
  private readonly keepers: Promise<void>[] = [];
  private isOver = false;

  /** `program` is the built command line, `src/cli/main.js`. */
  constructor(program: string, environment: Environment) {
    this.program = program;
    this.environment = environment;
  }

  /** Starts so many workers and waits until they are ready. */
  async start(count: number): Promise<void> {
    const first = await Promise.all(Array.from({ length: count }, () => this.startOne()));
    for (const worker of first) this.keepers.push(this.keep(worker));
  }

  /** Kills the worker that has lived longest; nothing if none is running. */
  kill(): void {
    const worker = this.running.shift();
    if (worker === undefined) return;
    this.kills += 1;
    signalGroup(worker.pid, 'SIGKILL');
  }

  /** Stops a worker in its tracks for a while, and lets it go on as if nothing had been. */
  async freeze(forMs: number): Promise<void> {
    const worker = this.running.shift();
    if (worker === undefined) return;
    signalGroup(worker.pid, 'SIGSTOP');
    try {
      await delay(forMs);
    } finally {
      signalGroup(worker.pid, 'SIGCONT');
    }
    this.running.push(worker);
  }

  /** Ends them all for good. */
  async stop(): Promise<void> {
    this.isOver = true;
    for (const { pid } of this.running) signalGroup(pid, 'SIGKILL');
    await Promise.all(this.keepers);
  }

  /** Starts the next one whenever a worker has ended. */
  private async keep(first: Service): Promise<void> {
    let worker = first;
    while (!this.isOver) {
      const { code, signal } = await worker.exited;
      const at = this.running.indexOf(worker);
      if (at >= 0) this.running.splice(at, 1);
      if (this.isOver) return;
      if (signal !== 'SIGKILL') this.ownEnds.push(`${signal ?? code}: ${worker.stderrTail()}`);
      await delay(BEFORE_NEXT_START_MS);
      worker = await this.startAgain();
    }
    signalGroup(worker.pid, 'SIGKILL');
    await worker.exited;
  }

  /** A worker that starts while Temporal is away gives up, and is started again. */
  private async startAgain(): Promise<Service> {
    for (;;) {
      try {
        return await this.startOne();
      } catch (error) {
        if (this.isOver) throw error;
        await delay(BEFORE_NEXT_START_MS);
      }
    }
  }

  private async startOne(): Promise<Service> {
    const worker = await startService({
      name: 'A worker',
      command: process.execPath,
      args: [this.program, 'worker'],
      environment: this.environment,
      readyWithinMs: READY_WITHIN_MS,
    });
    this.running.push(worker);
    return worker;
  }
}
