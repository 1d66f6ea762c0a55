import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Child, childFailed, startChild } from '../../../src/cli/services/child-process.ts';
import { foreignEnvironment } from '../../../src/cli/services/foreign-environment.ts';
import { runCommand } from '../../../src/cli/services/run-command.ts';
import { environment } from '../../../src/config.ts';
import { freePort } from '../../../src/telemetry/free-port.ts';
import { until } from '../until.ts';

const READY_WITHIN_MS = 60_000;
/** PostgreSQL refuses to run as root; Debian's package has this user for it. */
const USER = 'postgres';

/** How a database is made. */
export interface PostgresOptions {
  /** Where its programs are. */
  readonly bin: string;
  /** An empty folder of its own, which the caller removes. */
  readonly folder: string;
  readonly user: string;
  readonly password: string;
}

/** A PostgreSQL on the loopback, at one port however often it dies. */
export class MortalPostgres {
  readonly port: number;
  private readonly options: PostgresOptions;
  private child: Child | undefined;

  private constructor(options: PostgresOptions, port: number) {
    this.options = options;
    this.port = port;
  }

  /** Makes a database and starts it. */
  static async start(options: PostgresOptions): Promise<MortalPostgres> {
    const { folder, user, password } = options;
    const secret = join(folder, 'password');
    await writeFile(secret, password);
    await giveTo(USER, folder, secret);
    const postgres = new MortalPostgres(options, await freePort());
    const access = ['--auth=scram-sha-256', `--username=${user}`, `--pwfile=${secret}`];
    const [command = '', ...args] = postgres.words(
      'initdb',
      `--pgdata=${postgres.data}`,
      ...access,
    );
    await runCommand({
      ...{ name: 'initdb', command, args },
      environment: postgres.environment,
      withinMs: READY_WITHIN_MS,
    });
    await postgres.begin();
    return postgres;
  }

  /** Starts it on what it has written, and waits until it answers. */
  async begin(): Promise<void> {
    const { port, data, options } = this;
    const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${options.folder}`];
    const [command = '', ...args] = this.words(
      ...['postgres', '-D', data, '-p', String(port)],
      ...settings.flatMap((setting) => ['-c', setting]),
    );
    this.child = await startChild({
      ...{ name: 'PostgreSQL', command, args, environment: this.environment },
    });
    const asked = ['--host=127.0.0.1', `--port=${port}`, '--quiet'];
    const { child } = this;
    let hasEnded = false;
    void child.exited.then(() => (hasEnded = true));
    const isReady = async (): Promise<boolean> => {
      if (hasEnded) throw childFailed(child, 'ended before it answered');
      return runCommand({
        ...{ name: 'pg_isready', command: join(options.bin, 'pg_isready'), args: asked },
        ...{ environment: this.environment, withinMs: 5_000 },
      }).then(
        () => true,
        () => false,
      );
    };
    try {
      await until('PostgreSQL that answers', READY_WITHIN_MS, isReady);
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  /** Ends it at once, as a power cut does: what it has not written to its log is lost. */
  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child === undefined) return;
    process.kill(child.pid, 'SIGQUIT');
    await child.exited;
  }

  async stop(): Promise<void> {
    await this.kill();
  }

  private get data(): string {
    return join(this.options.folder, 'data');
  }

  private get environment() {
    return foreignEnvironment(environment());
  }

  /** A command of PostgreSQL's, as another user where we are root. */
  private words(program: string, ...args: readonly string[]): readonly string[] {
    const own = [join(this.options.bin, program), ...args];
    return isRoot()
      ? ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups', ...own]
      : own;
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

async function giveTo(user: string, ...paths: readonly string[]): Promise<void> {
  if (!isRoot()) return;
  const idOf = async (flag: string): Promise<number> =>
    Number(
      await runCommand({
        ...{ name: 'id', command: 'id', args: [flag, user], environment: environment() },
        withinMs: 5_000,
      }),
    );
  const [uid, gid] = [await idOf('-u'), await idOf('-g')];
  for (const path of paths) await chown(path, uid, gid);
}
