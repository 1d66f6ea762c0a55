import type { TestProject } from 'vitest/node';

import { findTimeSkippingServer } from './time-skipping-server.ts';

/** Finds the time-skipping server once for the run; each test file starts its own. */
export async function setup(project: TestProject): Promise<void> {
  const path = await findTimeSkippingServer({
    environment: process.env,
    onProgress: (sentence) => console.error(sentence),
  });
  project.provide('timeSkippingServer', path);
}
