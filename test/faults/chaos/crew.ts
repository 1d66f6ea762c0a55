import { setTimeout as delay } from 'node:timers/promises';

import { signalGroup } from '../../../src/cli/services/lifeline.ts';
import { type Service, startService } from '../../../src/cli/services/service.ts';
import type { Environment } from '../../../src/config.ts';

const READY_WITHIN_MS = 60_000;
const BEFORE_NEXT_START_MS = 500;

/** Processes of a service of ours, each started again whenever it ends, as any service manager does it. */
export class Crew {
  kills = 0;
  /** Those that ended although nobody killed them: there should be none. */
  readonly ownEnds: string[] = [];
  private readonly program: string;
  private readonly environment: Environment;
  private readonly words: readonly string[];
  private readonly running: Service[] = [];
  private readonly keepers: Promise<void>[] = [];
  private isOver = false;

  /** `program` is the built command line, `src/cli/main.js`; `words` say which service, such as "worker". */
  constructor(program: string, environment: Environment, ...words: readonly string[]) {
    this.program = program;
    this.environment = environment;
    this.words = words;
  }

  /** Starts so many and waits until they are ready. */
  async start(count: number): Promise<void> {
    const first = await Promise.all(Array.from({ length: count }, () => this.startOne()));
    for (const service of first) this.keepers.push(this.keep(service));
  }

  /** Kills the one that has lived longest; nothing if none is running. */
  kill(): void {
    const service = this.running.shift();
    if (service === undefined) return;
    this.kills += 1;
    signalGroup(service.pid, 'SIGKILL');
  }

  /** Stops one in its tracks for a while, and lets it go on as if nothing had been. */
  async freeze(forMs: number): Promise<void> {
    const service = this.running.shift();
    if (service === undefined) return;
    signalGroup(service.pid, 'SIGSTOP');
    try {
      await delay(forMs);
    } finally {
      signalGroup(service.pid, 'SIGCONT');
    }
    this.running.push(service);
  }

  /** Ends them all for good. */
  async stop(): Promise<void> {
    this.isOver = true;
    for (const { pid } of this.running) signalGroup(pid, 'SIGKILL');
    await Promise.all(this.keepers);
  }

  /** Starts the next one whenever one has ended. */
  private async keep(first: Service): Promise<void> {
    let service = first;
    while (!this.isOver) {
      const { code, signal } = await service.exited;
      const at = this.running.indexOf(service);
      if (at >= 0) this.running.splice(at, 1);
      if (this.isOver) return;
      if (signal !== 'SIGKILL') this.ownEnds.push(`${signal ?? code}: ${service.stderrTail()}`);
      await delay(BEFORE_NEXT_START_MS);
      service = await this.startAgain();
    }
    signalGroup(service.pid, 'SIGKILL');
    await service.exited;
  }

  /** One that starts while Temporal is away gives up, and is started again. */
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
    const service = await startService({
      name: `nightlatch ${this.words.join(' ')}`,
      command: process.execPath,
      args: [this.program, ...this.words],
      environment: this.environment,
      readyWithinMs: READY_WITHIN_MS,
    });
    this.running.push(service);
    return service;
  }
}
