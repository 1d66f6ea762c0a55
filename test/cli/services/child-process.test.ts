import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import { afterEach, describe, expect, it, onTestFinished } from 'vitest';

import { type Child, startChild } from '../../../src/cli/services/child-process.ts';
import { runCommand } from '../../../src/cli/services/run-command.ts';
import { startService } from '../../../src/cli/services/service.ts';
import { isRunning, killAll, processesWith } from '../../support/processes.ts';

const CHILD_OWNER = fileURLToPath(new URL('../../support/child-owner.ts', import.meta.url));

/** For what takes a moment, on a machine that does much else. */
const WITHIN_MS = 30_000;

const started: Child[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map(async (child) => child.stop(0)));
});

/** A shell script to start, and the mark by which its processes are found. */
function script(text: string, mark = randomUUID()) {
  return {
    name: 'The script',
    command: '/bin/sh',
    args: ['-c', text, mark],
    environment: process.env,
    readyWithinMs: WITHIN_MS,
    withinMs: WITHIN_MS,
    mark,
  };
}

const WAIT_FOREVER = 'while :; do sleep 1; done';

describe('a service', () => {
  it('is there when it has printed its ready line', async () => {
    const service = await startService(script(`echo 'http://127.0.0.1:1'; ${WAIT_FOREVER}`));
    started.push(service);

    expect(service.readyLine).toBe('http://127.0.0.1:1');
    expect(isRunning(service.pid)).toBe(true);
  });

  it('may say other things before it is ready', async () => {
    const service = await startService({
      ...script(`echo hello; echo ready; ${WAIT_FOREVER}`),
      isReady: (line) => line.startsWith('ready'),
    });
    started.push(service);

    expect(service.readyLine).toBe('ready');
  });

  it('that ends too early is explained with its last words', async () => {
    const failing = startService(script('echo "the port is taken" >&2; exit 7'));

    await expect(failing).rejects.toThrow(
      'The script ended before it was ready (7):\nthe port is taken',
    );
  });

  it('that is not ready in time is stopped', async () => {
    const late = script(WAIT_FOREVER);

    await expect(startService({ ...late, readyWithinMs: 100 })).rejects.toThrow(
      'The script was not ready within 0.1 s',
    );
    expect(processesWith(late.mark)).toEqual([]);
  });

  it('that nobody waits for any more is stopped', async () => {
    const slow = script(WAIT_FOREVER);

    const starting = startService({ ...slow, signal: AbortSignal.timeout(100) });

    await expect(starting).rejects.toThrow('timeout');
    expect(processesWith(slow.mark)).toEqual([]);
  });

  it('that does not exist is named', async () => {
    const missing = { ...script(''), command: 'no-such-program' };

    await expect(startService(missing)).rejects.toThrow(
      'The script could not be started: there is no such program on the path',
    );
  });
});

describe('stopping a child', () => {
  it('stops also what the child has started', async () => {
    const family = script(`sh -c '${WAIT_FOREVER}' "$0" & echo ready; wait`);
    const child = await startService(family);
    started.push(child);
    // Itself and the shell that it started; what these start bears the mark until it is a program of its own.
    await expect.poll(() => processesWith(family.mark)).toHaveLength(2);

    await child.stop();

    expect(processesWith(family.mark)).toEqual([]);
  });

  it('gives it time to end in its own way', async () => {
    const child = await startService(
      script(`trap 'echo farewell >&2; exit 3' TERM; echo ready; ${WAIT_FOREVER}`),
    );
    started.push(child);

    await child.stop();

    expect(await child.exited).toEqual({ code: 3, signal: null });
    expect(child.stderrTail()).toContain('farewell');
  });

  it('kills it when it does not listen', async () => {
    const child = await startService(script(`trap '' TERM; echo ready; ${WAIT_FOREVER}`));
    started.push(child);

    await child.stop(200);

    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('may be asked for twice, and after its end', async () => {
    const child = await startService(script(`echo ready; ${WAIT_FOREVER}`));
    started.push(child);

    await Promise.all([child.stop(), child.stop()]);
    await child.stop();

    expect(isRunning(child.pid)).toBe(false);
  });

  it('leaves no watcher behind', async () => {
    const child = await startChild(script(WAIT_FOREVER));
    started.push(child);
    const watcher = `nightlatch-lifeline ${child.pid}`;
    await expect.poll(() => processesWith(watcher)).toHaveLength(1);

    await child.stop();

    await expect.poll(() => processesWith(watcher)).toEqual([]);
  });
});

describe('when the program that started it dies', () => {
  it.each([
    ['of a SIGTERM', 'SIGTERM'],
    ['of a Ctrl-C', 'SIGINT'],
    ['of an error that nobody caught', 'SIGUSR2'],
    ['of a SIGKILL', 'SIGKILL'],
  ] as const)('%s, a child and what it started die too', async (_, signal) => {
    const { command, args, mark } = script(`sh -c '${WAIT_FOREVER}' "$0" & wait`);
    const owner = await startService({
      ...script(''),
      command: process.execPath,
      args: [CHILD_OWNER, command, ...args],
    });
    started.push(owner);
    onTestFinished(() => killAll(mark));
    // The owner names the mark too.
    await expect.poll(() => processesWith(mark)).toHaveLength(3);

    process.kill(owner.pid, signal);

    await expect.poll(() => processesWith(mark)).toEqual([]);
  });
});

describe('a command', () => {
  it('gives what it printed', async () => {
    expect(await runCommand(script('echo one; echo two'))).toBe('one\ntwo');
  });

  it('that fails is explained with its last words', async () => {
    await expect(runCommand(script('echo broken >&2; exit 2'))).rejects.toThrow(
      'The script failed with exit code 2:\nbroken',
    );
  });

  it('that takes too long is stopped', async () => {
    const slow = script(WAIT_FOREVER);

    await expect(runCommand({ ...slow, withinMs: 100 })).rejects.toThrow(
      'The script took longer than 0.1 s',
    );
    expect(processesWith(slow.mark)).toEqual([]);
  });

  it('is stopped when it is cancelled', async () => {
    const slow = script(WAIT_FOREVER);
    const cancel = new AbortController();
    const reason = new Error('cancelled');
    const failure = runCommand({ ...slow, signal: cancel.signal }).catch((error) => error);
    await expect.poll(() => processesWith(slow.mark)).toHaveLength(1);

    cancel.abort(reason);

    expect(await failure).toBe(reason);
    expect(processesWith(slow.mark)).toEqual([]);
  });
});
