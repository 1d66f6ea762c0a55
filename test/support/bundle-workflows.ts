import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

import { bundledWorkflows } from '../../src/worker/bundled-workflows.ts';

/** Bundles the workflows into a file in the folder, as `Worker.create` takes it, and says where. */
export async function bundleWorkflows(folder: string): Promise<string> {
  const { code } = await bundleWorkflowCode({
    ...bundledWorkflows(),
    // Webpack tells a story of some twenty lines.
    logger: new DefaultLogger('WARN'),
  });
  const path = join(folder, 'workflows.js');
  await writeFile(path, code);
  return path;
}
