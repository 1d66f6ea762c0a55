import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Hunted } from './hunted.ts';

/** Where the stories are that no seed meets, and what they need of a checkout beside the simulator. */
const STORIES = [
  'test/workflows/reconcile-lists.test.ts',
  'test/simulation/rare-stories.test.ts',
] as const;
export const STORY_PARTS = [
  'vitest.config.ts',
  'tsconfig.json',
  'test/faults',
  ...STORIES,
] as const;

const MOST_MS = 5 * 60_000;
const REPORT = 'story.json';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** Tells one story with the code in a folder: it is caught if it fails. Rejects if it cannot be told. */
export async function runStory(
  folder: string,
  { title, invariant, signal }: { title: string; invariant: string; signal: AbortSignal },
): Promise<Hunted> {
  const vitest = join(folder, 'node_modules/vitest/vitest.mjs');
  const projects = ['--project', 'workflow', '--project', 'simulation'];
  const what = ['run', ...projects, '--retry', '0', '-t', title, ...STORIES];
  const args = [vitest, ...what, '--reporter', 'json', '--outputFile', REPORT];
  const child = spawn(process.execPath, args, {
    ...{ cwd: folder, stdio: 'ignore', timeout: MOST_MS, killSignal: 'SIGKILL', signal },
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.once('error', reject).once('close', () => resolve());
  await promise;
  const report = JSON.parse(await readFile(join(folder, REPORT), 'utf8')) as Report;
  if (report.numPassedTests + report.numFailedTests !== 1) {
    throw new Error(`No one story of ${STORIES.join(', ')} is called "${title}".`);
  }
  const told = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = told.find(({ status }) => status === 'failed');
  if (failed === undefined) return { played: 1 };
  const [said = ''] = failed.failureMessages ?? [];
  return { played: 1, caught: { seed: 0, invariant, what: said } };
}
