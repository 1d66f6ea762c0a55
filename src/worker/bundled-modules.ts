import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What `bundleWorkflowCode` and `Worker.create` are told of the workflows' modules. */
export interface BundledModules {
  readonly workflowsPath: string;
  readonly payloadConverterPath: string;
  /** Every stay has the same ones: they keep nothing of a stay. */
  readonly preloadModules: string[];
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The modules that are bundled: the sources in a checkout, or what a build has made of them in its folder. */
export function bundledModules(
  root = ROOT,
  extension = extname(import.meta.filename),
): BundledModules {
  const path = (name: string): string => join(root, `${name}${extension}`);
  const workflowsPath = path('workflows/index');
  return {
    workflowsPath,
    payloadConverterPath: path('src/codec/payload-converter'),
    preloadModules: [path('src/contract/shared-by-stays'), workflowsPath],
  };
}
