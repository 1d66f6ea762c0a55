import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TestProject } from 'vitest/node';

import { bundleWorkflows } from './bundle-workflows.ts';

/** Bundles the workflows once for the run: it takes seconds, and each worker would do it again. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-bundle-'));
  project.provide('workflowBundle', await bundleWorkflows(folder));
  return async () => rm(folder, { recursive: true });
}
