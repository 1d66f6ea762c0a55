import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

import type { Environment } from '../../config.ts';

import { codeOf, messageOf } from './error-facts.ts';
import { signalGroup, tieToThisProcess } from './lifeline.ts';

/** A program to start. */
export interface ChildOptions {
  /** What people call it, for errors: "the sandbox". */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Environment;
  /** Called with each line that it prints, from its start. */
  readonly onLine?: ((line: string, stream: 'stdout' | 'stderr') => void) | undefined;
}

/** How a process ended. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running program, which does not outlive us. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  /** Settles when it is gone and its output is read; never rejects. */
  readonly exited: Promise<ChildExit>;
  /** The last lines that it printed on stderr, to explain an error with. */
  stderrTail(): string;
  /**
   * SIGTERM, after `graceMs` (10 s) SIGKILL, and resolved when it and what it started are gone. May
   * be repeated.
   */
  stop(graceMs?: number): Promise<void>;
}

/** A program that could not be started, ended too early, or was not ready in time. */
export class ChildFailed extends Error {
  override readonly name = 'ChildFailed';
}

const TAIL_LINES = 12;

/** How long to read on after its end, should somebody hold its output open, in milliseconds. */
const OUTPUT_GRACE_MS = 1_000;

/**
 * Starts a program in a process group of its own, so that a Ctrl-C at the terminal reaches us alone
 * and we choose the order in which things stop.
 *
 * @throws ChildFailed if it cannot be started at all
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const child = spawn(options.command, options.args, {
    detached: process.platform !== 'win32',
    env: options.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const { pid } = child;
  if (pid === undefined) throw await notStarted(child, options.name);
  const untie = tieToThisProcess(pid);
  let gone = false;
  child.once('exit', () => {
    gone = true;
    untie();
    // What it started itself must not live on.
    signalGroup(pid, 'SIGKILL');
  });
  const exited = endOf(child);
  const stderrTail = followOutput(child, options.onLine);
  return {
    name: options.name,
    pid,
    exited,
    stderrTail,
    async stop(graceMs = 10_000) {
      // Once it is gone its id may belong to somebody else.
      if (gone) return;
      signalGroup(pid, 'SIGTERM');
      const impatience = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
      await exited;
      clearTimeout(impatience);
    },
  };
}

/** The error for a program that started and then failed: what happened, and its last words. */
export function childFailed(child: Child, what: string): ChildFailed {
  const tail = child.stderrTail();
  return new ChildFailed(`${child.name} ${what}${tail === '' ? '' : `:\n${tail}`}`);
}

async function notStarted(child: ChildProcess, name: string): Promise<ChildFailed> {
  const error = await new Promise<Error>((resolve) => child.once('error', resolve));
  const why =
    codeOf(error) === 'ENOENT' ? 'there is no such program on the path' : messageOf(error);
  return new ChildFailed(`${name} could not be started: ${why}`, { cause: error });
}

async function endOf(child: ChildProcess): Promise<ChildExit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const settle = (): void => resolve({ code, signal });
      child.once('close', settle);
      setTimeout(settle, OUTPUT_GRACE_MS).unref();
    });
  });
}

/**
 * Reads both streams to their end, since a full pipe would stop the program; returns its last
 * words.
 */
function followOutput(
  child: ChildProcessByStdio<null, Readable, Readable>,
  onLine: ChildOptions['onLine'],
): () => string {
  const tail: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => onLine?.(line, 'stdout'));
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (tail.push(line) > TAIL_LINES) tail.shift();
    onLine?.(line, 'stderr');
  });
  return () => tail.join('\n');
}
