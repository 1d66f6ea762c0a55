import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const WITHIN_MS = 180_000;

/** Builds the program as it is packed into a folder of the checkout, and says where its command line is. */
export function buildProgram(folder: string): string {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.ts', folder], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: WITHIN_MS,
  });
  if (status !== 0) throw new Error(`The build failed: ${stderr}`);
  return programIn(folder);
}

/** The command line of a build. */
export function programIn(folder: string): string {
  return join(ROOT, folder, 'src/cli/main.js');
}
