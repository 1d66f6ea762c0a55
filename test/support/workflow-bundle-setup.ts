import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import type { TestProject } from 'vitest/node';

const WORKFLOWS = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));

/** Bundles the workflows once for the run: it takes seconds, and each worker would do it again. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: WORKFLOWS,
    // Webpack tells a story of some twenty lines.
    logger: new DefaultLogger('WARN'),
  });
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-bundle-'));
  const path = join(folder, 'workflows.js');
  await writeFile(path, code);
  project.provide('workflowBundle', path);
  return async () => rm(folder, { recursive: true });
}
