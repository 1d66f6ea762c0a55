import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const WORKFLOWS = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
const CONVERTER = fileURLToPath(new URL('../../src/codec/payload-converter.ts', import.meta.url));

/** Bundles the workflows into a file in the folder, as `Worker.create` takes it, and says where. */
export async function bundleWorkflows(folder: string): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: WORKFLOWS,
    payloadConverterPath: CONVERTER,
    // Webpack tells a story of some twenty lines.
    logger: new DefaultLogger('WARN'),
  });
  const path = join(folder, 'workflows.js');
  await writeFile(path, code);
  return path;
}
