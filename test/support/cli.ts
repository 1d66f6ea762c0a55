import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import { inject, vi } from 'vitest';

import { commands } from '../../src/cli/commands/index.ts';
import { dispatch } from '../../src/cli/dispatch.ts';
import { type Service, startService } from '../../src/cli/services/service.ts';

export type Settings = Readonly<Record<string, string>>;

/** How a command ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const ENDED_WITHIN_MS = 60_000;
const READY_WITHIN_MS = 60_000;

/** Calls a command of ours in this process, which takes a hundredth of the time that a new one takes. */
export async function callCli(words: readonly string[], settings: Settings = {}): Promise<Ended> {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  try {
    const code = await dispatch(commands, words, {
      print: (line) => void stdout.push(line),
      say: (line) => void stderr.push(line),
      printJson: (document) => void stdout.push(JSON.stringify(document)),
      paint: (_format, painted) => painted,
      waiting: (_, work) => work,
    });
    return { code, stdout: stdout.join('\n'), stderr: stderr.join('\n') };
  } finally {
    vi.unstubAllEnvs();
  }
}

/** Runs a command of ours to its end, as a shell would, with these settings and no other. */
export async function runCli(
  args: readonly string[],
  settings: Settings = {},
  input = '',
  timeout = ENDED_WITHIN_MS,
): Promise<Ended> {
  const child = spawn(process.execPath, [inject('program'), ...args], {
    env: { ...process.env, ...settings },
    timeout,
  });
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code: child.exitCode, stdout, stderr };
}

/** Starts a service of ours and waits for its ready line. */
export async function startCli(args: readonly string[], settings: Settings = {}): Promise<Service> {
  return startService({
    name: `nightlatch ${args.join(' ')}`,
    command: process.execPath,
    args: [inject('program'), ...args],
    environment: { ...process.env, ...settings },
    readyWithinMs: READY_WITHIN_MS,
  });
}
