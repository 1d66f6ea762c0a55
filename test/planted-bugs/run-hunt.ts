import { spawn } from 'node:child_process';
import { join } from 'node:path';

import type { Hunted } from './hunted.ts';

/** One process, many seeds: a bug that has a story go round in circles must not hold up the others. */
const MOST_MS = 45 * 60_000;

/** Which seeds to play, and which invariant to wait for. */
export interface Hunt {
  readonly first: number;
  readonly count: number;
  readonly invariant?: string;
  /** Each seed is a house of many stays. */
  readonly inHouses?: boolean;
  /** Each seed is a story of which others are told. */
  readonly isTold?: boolean;
  /** Each seed is a story in which keys are lost or changed. */
  readonly withKeys?: boolean;
  /** Each seed is a story in which an operator resets a run. */
  readonly withResets?: boolean;
  /** Ends the process when it is aborted. */
  readonly signal: AbortSignal;
}

/** What the seeds are seeds of, as `hunt.ts` calls it. */
function whatOf({ inHouses, isTold, withKeys, withResets }: Hunt): string {
  if (inHouses === true) return 'houses';
  if (isTold === true) return 'told';
  if (withResets === true) return 'resets';
  return withKeys === true ? 'keys' : 'stays';
}

/** Plays seeds with the code in a folder, in a process of its own. Rejects if the process fails. */
export async function runHunt(folder: string, hunt: Hunt): Promise<Hunted> {
  const { first, count, invariant, signal } = hunt;
  const program = join(folder, 'test/planted-bugs/hunt.ts');
  const args = [
    program,
    whatOf(hunt),
    String(first),
    String(count),
    ...(invariant ? [invariant] : []),
  ];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: MOST_MS,
    killSignal: 'SIGKILL',
    signal,
  });
  const said: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject).once('close', resolve);
  const code = await promise;
  if (code === 0) return JSON.parse(said.stdout) as Hunted;
  const why = code === null ? `it was stopped after ${MOST_MS / 60_000} min` : said.stderr;
  throw new Error(`Seeds ${first} to ${first + count - 1} could not be played: ${why}`);
}
