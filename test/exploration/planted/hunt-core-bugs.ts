import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { ProductCopy } from '../../planted-bugs/product-copy.ts';
import type { Finding } from '../search/findings.ts';

import type { CoreBug } from './core-bugs.ts';

/** What the explorer needs of a checkout. */
const PARTS = ['src', 'workflows', 'activities', 'package.json', 'test/exploration'];
/** A circle that a bug brings must not hold up the others. */
const MOST_SECONDS = 600;

/** What came of hunting one bug. */
export interface Hunted {
  readonly bug: CoreBug;
  readonly states: number;
  readonly seconds: number;
  /** Absent if the explorer has not found it. */
  readonly found?: Finding;
}

/** Plants a bug in a copy of the product in `root`, and has the explorer look for it. Rejects if it cannot be planted. */
export async function huntCoreBug(root: string, bug: CoreBug): Promise<Hunted> {
  const began = performance.now();
  await using copy = await ProductCopy.of(root, PARTS);
  await copy.plant(bug);
  const { at, requests, faults, caughtBy } = bug;
  const args = [at, String(requests), String(faults), String(MOST_SECONDS / 2), caughtBy];
  const program = join(copy.folder, 'test/exploration/planted/hunt.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], {
    cwd: copy.folder,
    timeout: MOST_SECONDS * 1_000,
    killSignal: 'SIGKILL',
  });
  const said = JSON.parse(stdout) as Pick<Hunted, 'states' | 'found'>;
  return { bug, seconds: (performance.now() - began) / 1_000, ...said };
}

/** What came of it, in a line. */
export function lineOf({ bug, states, seconds, found }: Hunted): string {
  const what = found === undefined ? 'NOT FOUND' : `${found.moves.length} moves: ${found.what}`;
  return `${bug.name} (${bug.caughtBy}): ${what}; ${states} states, ${seconds.toFixed(1)} s`;
}
