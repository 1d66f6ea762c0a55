import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const MICRO_WORKFLOWS = fileURLToPath(new URL('micro-workflows.ts', import.meta.url));

/** The micro-workflows, bundled into a file that goes when it is disposed of. */
export async function bundleMicroWorkflows(): Promise<
  { readonly codePath: string } & AsyncDisposable
> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: MICRO_WORKFLOWS,
    // Webpack tells a story of some twenty lines.
    logger: new DefaultLogger('WARN'),
  });
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-micro-'));
  const codePath = join(folder, 'workflows.js');
  await writeFile(codePath, code);
  return { codePath, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
