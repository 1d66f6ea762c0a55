import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { Ended, Settings } from './cli.ts';

/** A script of ours that is running. */
export interface RunningScript {
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves once stderr has the words in it; rejects if the script ends without. */
  says(words: string): Promise<void>;
}

const ENDED_WITHIN_MS = 60_000;

/** Starts a script of the folder `scripts`, with these settings and no other. */
export function startScript(
  name: string,
  args: readonly string[],
  settings: Settings = {},
): RunningScript {
  const script = join(import.meta.dirname, `../../scripts/${name}.ts`);
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...{ timeout: ENDED_WITHIN_MS, killSignal: 'SIGKILL' as const },
  });
  const [stdout, stderr] = [new Array<string>(), new Array<string>()];
  child.stdout.setEncoding('utf8').on('data', (text: string) => stdout.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => stderr.push(text));
  const ended = once(child, 'close').then(() => ({
    code: child.exitCode,
    stdout: stdout.join(''),
    stderr: stderr.join(''),
  }));
  return {
    ended,
    kill: (signal) => void child.kill(signal),
    says: (words) => said(child, stderr, words),
  };
}

/** Runs a script of the folder `scripts` to its end. */
export function runScript(
  name: string,
  args: readonly string[],
  settings: Settings = {},
): Promise<Ended> {
  return startScript(name, args, settings).ended;
}

async function said(child: ChildProcess, stderr: readonly string[], words: string): Promise<void> {
  while (!stderr.join('').includes(words)) {
    if (child.exitCode !== null) throw new Error(`The script ended without "${words}"`);
    await Promise.race([once(child.stderr ?? child, 'data'), once(child, 'close')]);
  }
}
