import type { TestProject } from 'vitest/node';

import { startTemporal } from '../../src/cli/services/temporal-server.ts';
import { STAY_SEARCH_ATTRIBUTES } from '../../src/contract/search-attributes.ts';

/** Starts one Temporal server for the run, which every system test may use. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTemporal({
    environment: process.env,
    searchAttributes: STAY_SEARCH_ATTRIBUTES,
    onProgress: (sentence) => console.error(sentence),
  });
  project.provide('temporalAddress', server.address);
  return server.stop;
}
