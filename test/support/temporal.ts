import { TestWorkflowEnvironment } from '@temporalio/testing';
import { inject } from 'vitest';

import { STAY_SEARCH_ATTRIBUTES } from '../../src/contract/search-attributes.ts';
import { addSearchAttributes } from '../../src/setup.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Project `workflow`: the script that runs the time-skipping server. */
    timeSkippingServer: string;
    /** Project `workflow`: the file with the bundled workflows. */
    workflowBundle: string;
    /** Project `system`: "host:port" of a real Temporal server. */
    temporalAddress: string;
  }
}

/**
 * Starts a Temporal that skips over sleep, with the search attributes of a stay. Its one clock is
 * moved by `environment.sleep` and by waiting for a workflow's result; `teardown` stops it.
 */
export async function startTimeSkipping(): Promise<TestWorkflowEnvironment> {
  // The SDK gives the server 5 s to answer, which a JVM on a crowded machine can miss once.
  const environment = await createTimeSkipping().catch(createTimeSkipping);
  try {
    // This server cannot list search attributes, so `registerSearchAttributes` would wait for them.
    await addSearchAttributes(environment.connection, 'default', STAY_SEARCH_ATTRIBUTES);
    return environment;
  } catch (error) {
    await environment.teardown();
    throw error;
  }
}

async function createTimeSkipping(): Promise<TestWorkflowEnvironment> {
  return TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: inject('timeSkippingServer') } },
  });
}

/** The bundled workflows, as `Worker.create` takes them. */
export function workflowBundle(): { codePath: string } {
  return { codePath: inject('workflowBundle') };
}
