import { connect } from 'node:net';

import { childFailed, startChild } from '../../src/cli/services/child-process.ts';
import { freePort } from '../../src/telemetry/free-port.ts';
import { until } from '../faults/until.ts';

/** A time-skipping server that listens on the loopback. */
export interface RunningTimeSkippingServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** A JVM is up within a second, and on a crowded machine it takes what it takes. */
const LISTENS_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 50;

/**
 * Starts a time-skipping server by its launcher, and waits until it listens.
 *
 * @throws ChildFailed if it ends instead; Error if it does not listen in time
 */
export async function runTimeSkippingServer(launcher: string): Promise<RunningTimeSkippingServer> {
  const port = await freePort();
  const child = await startChild({
    name: 'The time-skipping server',
    command: launcher,
    args: [String(port)],
    environment: process.env,
  });
  let hasEnded = false;
  void child.exited.then(() => {
    hasEnded = true;
  });
  const look = async (): Promise<boolean> => {
    if (hasEnded) throw childFailed(child, 'ended before it listened');
    return listens(port);
  };
  try {
    await until('time-skipping server', LISTENS_WITHIN_MS, look, LOOK_EVERY_MS);
  } catch (error) {
    await child.stop(0);
    throw error;
  }
  return { port, stop: () => child.stop(0) };
}

export async function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
