import { execFileSync } from 'node:child_process';

/** The ids of the running processes whose command line contains this text. */
export function processesWith(text: string): readonly number[] {
  return table()
    .filter(({ command }) => command.includes(text))
    .map(({ pid }) => pid);
}

/** Whether a process runs; one that has ended and was not waited for does not. */
export function isRunning(pid: number): boolean {
  return table().some((entry) => entry.pid === pid);
}

/** Kills what is left of the processes with this text in their command line. */
export function killAll(text: string): void {
  processesWith(text).forEach((pid) => process.kill(pid, 'SIGKILL'));
}

function table(): readonly { readonly pid: number; readonly command: string }[] {
  return execFileSync('ps', ['-A', '-ww', '-o', 'pid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [])
    .filter(([, , state]) => state !== undefined && !state.startsWith('Z'))
    .map(([, pid, , command]) => ({ pid: Number(pid), command: command ?? '' }));
}
