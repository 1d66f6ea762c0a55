import { setTimeout as delay } from 'node:timers/promises';

import { type Child, childFailed, startChild } from '../../../src/cli/services/child-process.ts';
import { foreignEnvironment } from '../../../src/cli/services/foreign-environment.ts';
import { type Environment, environment } from '../../../src/config.ts';
import { pathOf } from '../../docs/page.ts';
import { listens } from '../../support/run-time-skipping-server.ts';
import { lowPort } from '../../support/temporal-server.ts';
import { until } from '../until.ts';

const LISTENS_WITHIN_MS = 120_000;
const BEFORE_NEXT_START_MS = 1_000;
/** Each of the server's four services listens twice, and the first one for HTTP too. */
const PORTS = [
  ...['FRONTEND', 'HISTORY', 'MATCHING', 'WORKER'].flatMap((service) => [
    `${service}_GRPC_PORT`,
    `${service}_MEMBERSHIP_PORT`,
  ]),
  'FRONTEND_HTTP_PORT',
];

/** Temporal's server, started again whenever it ends, as the compose file has it. */
export class KeptTemporal {
  readonly address: string;
  /** How often it has ended by itself. */
  ends = 0;
  private readonly command: string;
  private readonly environment: Environment;
  private child: Child | undefined;
  private keeping: Promise<void> = Promise.resolve();
  private isOver = false;

  private constructor(command: string, settings: Environment) {
    this.command = command;
    this.environment = settings;
    this.address = `127.0.0.1:${settings['FRONTEND_GRPC_PORT']}`;
  }

  /** Starts the server with the environment of its service, on free ports and this database. */
  static async start(
    command: string,
    settings: Environment,
    databasePort: number,
  ): Promise<KeptTemporal> {
    const ports: [string, string][] = [];
    for (const name of PORTS) ports.push([name, String(await lowPort())]);
    const temporal = new KeptTemporal(command, {
      ...foreignEnvironment(environment()),
      ...settings,
      POSTGRES_SEEDS: '127.0.0.1',
      DB_PORT: String(databasePort),
      BIND_ON_IP: '127.0.0.1',
      DYNAMIC_CONFIG_FILE_PATH: pathOf('deploy/dynamic-config.yaml'),
      ...Object.fromEntries(ports),
    });
    const child = await temporal.begin();
    temporal.child = child;
    temporal.keeping = temporal.keep(child);
    const isServing = async (): Promise<boolean> => {
      if (temporal.ends > 0) throw childFailed(child, 'ended before it served');
      return listens(Number(temporal.address.split(':')[1]));
    };
    try {
      await until('Temporal server that listens', LISTENS_WITHIN_MS, isServing);
    } catch (error) {
      await temporal.stop();
      throw error;
    }
    return temporal;
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.child?.stop();
    await this.keeping;
  }

  private begin(): Promise<Child> {
    const { command, environment: settings } = this;
    return startChild({ name: 'Temporal', command, args: ['start'], environment: settings });
  }

  private async keep(first: Child): Promise<void> {
    let child = first;
    for (;;) {
      await child.exited;
      if (this.isOver) return;
      this.ends += 1;
      await delay(BEFORE_NEXT_START_MS);
      if (this.isOver) return;
      child = await this.begin();
      this.child = child;
      // It was told to stop while the next one was being started.
      if (this.isOver) await child.stop();
    }
  }
}
