import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { BundleOptions } from '@temporalio/worker';

/** What Temporal's bundler is told of the workflows, by `bundleWorkflowCode` or by `Worker.create`. */
type BundledWorkflows = Required<
  Pick<
    BundleOptions,
    'workflowsPath' | 'payloadConverterPath' | 'preloadModules' | 'webpackConfigHook'
  >
>;

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The workflows as they are bundled, so that the stays of a worker share one copy of their code: the sources of a
 * checkout, or what a build has made of them in its folder. A copy for each stay would be 1.2 MB and 10 ms.
 *
 * Temporal's SDK loads `preloadModules` once and freezes whatever those modules export. Zod writes to its schemas
 * when they are first used, which a frozen one refuses. So webpack makes a single module of our code and
 * zod, which exports the workflows and nothing else; `test/workflows/shared-code.test.ts` holds it to that.
 */
export function bundledWorkflows(
  root = ROOT,
  extension = extname(import.meta.filename),
): BundledWorkflows {
  const workflowsPath = join(root, `workflows/index${extension}`);
  return {
    workflowsPath,
    payloadConverterPath: join(root, `src/codec/payload-converter${extension}`),
    preloadModules: [workflowsPath],
    webpackConfigHook: (config) => ({
      ...config,
      optimization: { ...config.optimization, concatenateModules: true },
    }),
  };
}
