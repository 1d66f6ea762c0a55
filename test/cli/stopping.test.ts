import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { ownProgram } from '../../src/cli/services/service.ts';
import { freePort } from '../../src/telemetry/free-port.ts';
import { type LiveHouse, startLiveHouse } from '../support/live-house.ts';
import { processTree } from '../support/process-tree.ts';
import { isRunning } from '../support/processes.ts';

const STOPPED_WITHIN_MS = 30_000;

let house: LiveHouse;
let npm: ChildProcess | undefined;
let family: readonly number[] = [];

beforeAll(async () => {
  house = await startLiveHouse();
});

afterEach(() => {
  // Nothing, unless the story failed.
  for (const pid of [...family].filter(isRunning)) process.kill(pid, 'SIGKILL');
});

afterAll(() => house.close());

/** Starts a service as a person does, and waits for the line by which it is ready. */
async function start(service: string, ready: RegExp, settings: Readonly<Record<string, string>>) {
  npm = spawn('npm', ['run', '--silent', 'nightlatch', '--', service], {
    detached: true,
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { stdout, pid } = npm;
  if (stdout === null || pid === undefined) throw new Error('npm did not start');
  for await (const line of createInterface({ input: stdout })) if (ready.test(line)) break;
  family = processTree(pid);
  return { npm, pid };
}

/** Waits until the whole family is gone; answers how many milliseconds that took. */
async function untilGone(child: ChildProcess): Promise<number> {
  const from = Date.now();
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  while (family.some(isRunning) && Date.now() - from < STOPPED_WITHIN_MS) await delay(50);
  return Date.now() - from;
}

describe('SIGTERM to npm ends every process of', () => {
  it.each([
    ['worker', /^Worker ready on /, 2],
    ['sandbox', /^Sandbox ready on /, 3],
    ['dev', /^Ctrl-C stops everything/, 5],
  ])('%s', async (service, ready, processes) => {
    const settings = service === 'worker' ? house.settings : {};
    const { npm: child, pid } = await start(service, ready, settings);
    expect(family.length).toBeGreaterThanOrEqual(processes);
    process.kill(pid, 'SIGTERM');
    expect(await untilGone(child)).toBeLessThan(STOPPED_WITHIN_MS);
    expect(family.filter(isRunning)).toEqual([]);
  });
});

describe('SIGTERM to a worker that is not ready yet', () => {
  it('stops it as cleanly as one that is', async () => {
    const port = await freePort();
    const { command, args } = ownProgram('src/cli/main', 'worker', '--port', String(port));
    const worker = spawn(command, args, {
      env: { ...process.env, ...house.settings },
      stdio: 'ignore',
    });
    family = [worker.pid ?? 0];
    const readiness = (): Promise<number | undefined> =>
      fetch(`http://127.0.0.1:${port}/readyz`).then(
        ({ status }) => status,
        () => undefined,
      );
    // It answers from the moment when it begins to start, and says 200 when it works.
    await expect.poll(readiness, { interval: 20, timeout: 60_000 }).toBe(503);
    worker.kill('SIGTERM');
    await untilGone(worker);
    expect([worker.exitCode, worker.signalCode]).toEqual([0, null]);
  });
});

describe('Ctrl-C', () => {
  it('ends everything cleanly, though it arrives from the terminal and from npm', async () => {
    const { npm: child, pid } = await start('sandbox', /^Sandbox ready on /, {});
    process.kill(-pid, 'SIGINT');
    process.kill(-pid, 'SIGINT');
    expect(await untilGone(child)).toBeLessThan(STOPPED_WITHIN_MS);
    expect(family.filter(isRunning)).toEqual([]);
  });
});
