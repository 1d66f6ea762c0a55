import { spawn } from 'node:child_process';

import { codeOf } from './error-facts.ts';

/**
 * Waits for a line that says "released"; the end of input without one means that our process is
 * gone.
 */
const WATCH = 'read -r released || kill -s KILL -- "-$1"';

/**
 * Makes a process group die with this process, however this process dies; returns what undoes that.
 *
 * No code of ours runs after a SIGKILL, but the kernel closes our pipes then. So a shell of a few
 * hundred kilobytes, in a session of its own where no Ctrl-C reaches it, waits at the end of such a
 * pipe and kills the group. Only killing that shell first leaves an orphan behind. Windows has no
 * process groups: there the exit handler alone does it.
 */
export function tieToThisProcess(groupId: number): () => void {
  const kill = (): void => signalGroup(groupId, 'SIGKILL');
  process.once('exit', kill);
  const release = (): void => void process.off('exit', kill);
  if (process.platform === 'win32') return release;

  const shell = spawn('/bin/sh', ['-c', WATCH, 'nightlatch-lifeline', String(groupId)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a shell, or with one that is gone already, the exit handler is what is left.
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return () => {
    release();
    shell.stdin.end('released\n');
  };
}

/** Sends a signal to a whole process group; nothing happens if it is gone. */
export function signalGroup(groupId: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? groupId : -groupId, signal);
  } catch (error) {
    // macOS says EPERM of a group whose members have ended and not been waited for.
    if (codeOf(error) !== 'ESRCH' && codeOf(error) !== 'EPERM') throw error;
  }
}
