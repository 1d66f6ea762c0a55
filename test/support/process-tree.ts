import { execFileSync } from 'node:child_process';

/** A process and everything that it started, and what that started, at this moment. */
export function processTree(root: number): readonly number[] {
  const parents = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [root];
  // Whoever is found is looked at in turn.
  for (const pid of found) {
    for (const [child = 0, parent] of parents) if (parent === pid) found.push(child);
  }
  return found;
}
