import { join } from 'node:path';

import { type Child, startChild } from '../../../src/cli/services/child-process.ts';
import { devServerArgs } from '../../../src/cli/services/dev-server-args.ts';
import { signalGroup } from '../../../src/cli/services/lifeline.ts';
import { findTemporal } from '../../../src/cli/services/temporal-executable.ts';
import { untilServing } from '../../../src/cli/services/temporal-ready.ts';
import { environment } from '../../../src/config.ts';
import { STAY_SEARCH_ATTRIBUTES } from '../../../src/contract/search-attributes.ts';
import { freePort } from '../../../src/telemetry/free-port.ts';

const NAMESPACE = 'default';
const SERVING_WITHIN_MS = 60_000;
const STOP_GRACE_MS = 3_000;

/** A Temporal server on a database file, at one address however often it is killed. */
export class MortalTemporal {
  readonly address: string;
  private readonly command: string;
  private readonly args: readonly string[];
  private child: Child | undefined;

  private constructor(address: string, command: string, args: readonly string[]) {
    this.address = address;
    this.command = command;
    this.args = args;
  }

  /** Starts one that keeps its workflows in the folder. */
  static async start(folder: string): Promise<MortalTemporal> {
    const command = await findTemporal({ environment: environment(), onProgress: () => {} });
    const frontend = await freePort();
    const args = devServerArgs({
      searchAttributes: STAY_SEARCH_ATTRIBUTES,
      ports: { frontend, ui: undefined },
      dbFilename: join(folder, 'temporal.db'),
    });
    const temporal = new MortalTemporal(`127.0.0.1:${frontend}`, command, args);
    await temporal.begin();
    return temporal;
  }

  /** Kills it with SIGKILL: what it has not written to its database is lost. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    this.child = undefined;
    signalGroup(child.pid, 'SIGKILL');
    await child.exited;
  }

  /** Starts it on its database, and waits until it serves. */
  async begin(): Promise<void> {
    this.child = await startChild({
      name: 'Temporal',
      command: this.command,
      args: this.args,
      environment: environment(),
    });
    await untilServing(
      {
        connection: { address: this.address },
        namespace: NAMESPACE,
        searchAttributes: STAY_SEARCH_ATTRIBUTES,
      },
      SERVING_WITHIN_MS,
    );
  }

  async stop(): Promise<void> {
    await this.child?.stop(STOP_GRACE_MS);
  }
}
