import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FOLDER = '.cache/chaos-build';
const WITHIN_MS = 180_000;

/** Builds the program that the workers run, as it is packed, and says where its command line is. */
export function buildProgram(): string {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.ts', FOLDER], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: WITHIN_MS,
  });
  if (status !== 0) throw new Error(`The build failed: ${stderr}`);
  return join(ROOT, FOLDER, 'src/cli/main.js');
}
