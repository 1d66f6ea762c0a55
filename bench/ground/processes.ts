import { readFile } from 'node:fs/promises';

/** Linux counts a process's time in hundredths of a second, whatever its kernel's clock. */
const TICK_MS = 10;

/** The time that a process has had of the processors so far, its own and the kernel's for it. Milliseconds. */
export async function cpuOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name in front may hold blanks; what follows its bracket are numbers: utime and stime are 14 and 15 of all.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** How much memory a process holds at this moment. MB of a million bytes. */
export async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return (Number(kilobytes) * 1_024) / 1e6;
}
