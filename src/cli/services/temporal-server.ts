import type { Environment, TemporalConfig } from '../../config.ts';
import type { SearchAttributes } from '../../setup.ts';
import { freePort } from '../../telemetry/free-port.ts';

import { type Child, type ChildExit, childFailed, startChild } from './child-process.ts';
import { devServerArgs } from './dev-server-args.ts';
import { messageOf } from './error-facts.ts';
import type { OnProgress } from './executable-search.ts';
import { foreignEnvironment } from './foreign-environment.ts';
import { findTemporal, TemporalUnavailable } from './temporal-executable.ts';
import { untilServing } from './temporal-ready.ts';

/** What Temporal server is wanted. */
export interface TemporalServerOptions {
  readonly environment: Environment;
  readonly searchAttributes: SearchAttributes;
  /** A server that somebody named: it is used, and nothing is started. */
  readonly running?: TemporalConfig | undefined;
  /** Where the started server keeps its workflows; without a file they go with it. */
  readonly dbFilename?: string | undefined;
  /** Whether the started server has its web UI. */
  readonly ui?: boolean | undefined;
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A Temporal server that answers. */
export interface TemporalServer {
  /** "host:port" of its gRPC service. */
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl?: string;
  /** Whether somebody else started it; then `stop` leaves it alone. */
  readonly external: boolean;
  /** Settles if the server that we started ends. */
  readonly exited?: Promise<ChildExit>;
  readonly stop: () => Promise<void>;
}

const NAMESPACE = 'default';

/** How long a server that somebody named may take to answer, in milliseconds. */
const ANSWER_WITHIN_MS = 5_000;

/** How long a server that we start may take, in milliseconds: half a second on an idle machine. */
const SERVE_WITHIN_MS = 60_000;

/** SIGTERM takes it 0.1 s; it has nothing to lose. */
const STOP_GRACE_MS = 3_000;

/**
 * Gives a Temporal server: the one that somebody named if it answers, else a development server of
 * ours on free ports of the loopback interface, which does not outlive this process.
 *
 * @throws TemporalUnavailable that says what was tried and what to do; the signal's reason
 */
export async function startTemporal(options: TemporalServerOptions): Promise<TemporalServer> {
  const { running } = options;
  if (running !== undefined) return reach(running, options.signal);
  const { onProgress = () => {}, signal } = options;
  const environment = foreignEnvironment(options.environment);
  const command = await findTemporal({ environment, onProgress, signal });
  const ports = { frontend: await freePort(), ui: options.ui ? await freePort() : undefined };
  onProgress('Starting Temporal');
  const child = await startChild({
    name: 'Temporal',
    command,
    args: devServerArgs({ ...options, ports }),
    environment,
  });
  const address = `127.0.0.1:${ports.frontend}`;
  try {
    await untilOurs(child, address, options);
  } catch (error) {
    await child.stop(STOP_GRACE_MS);
    signal?.throwIfAborted();
    throw new TemporalUnavailable(
      `${command} did not become a Temporal server: ${messageOf(error)}`,
      'Try again; if it stays so, set TEMPORAL_ADDRESS to a running server.',
      { cause: error },
    );
  }
  return {
    address,
    namespace: NAMESPACE,
    ...(ports.ui === undefined ? {} : { uiUrl: `http://127.0.0.1:${ports.ui}` }),
    external: false,
    exited: child.exited,
    stop: async () => child.stop(STOP_GRACE_MS),
  };
}

async function reach(running: TemporalConfig, signal?: AbortSignal): Promise<TemporalServer> {
  const { address, connection, namespace } = running;
  try {
    // Whoever named it decides about its search attributes: `nightlatch setup` registers them.
    await untilServing({ connection, namespace, searchAttributes: {} }, ANSWER_WITHIN_MS, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw new TemporalUnavailable(
      `Temporal at ${address}, namespace ${namespace}, does not answer: ${messageOf(error)}`,
      'Correct TEMPORAL_ADDRESS, or leave it out to have a server started here.',
      { cause: error },
    );
  }
  return { address, namespace, external: true, stop: async () => {} };
}

/** Waits until our own server serves; its end is the end of the wait. */
async function untilOurs(
  child: Child,
  address: string,
  { searchAttributes, signal }: TemporalServerOptions,
): Promise<void> {
  const ended = new AbortController();
  void child.exited.then(() => ended.abort(childFailed(child, 'ended early')));
  await untilServing(
    { connection: { address }, namespace: NAMESPACE, searchAttributes },
    SERVE_WITHIN_MS,
    signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]),
  );
}
