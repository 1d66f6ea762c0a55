import { TestWorkflowEnvironment } from '@temporalio/testing';
import { inject } from 'vitest';

import { STAY_SEARCH_ATTRIBUTES } from '../../src/contract/search-attributes.ts';
import { addSearchAttributes } from '../../src/setup.ts';

import {
  type RunningTimeSkippingServer,
  runTimeSkippingServer,
} from './run-time-skipping-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Project `workflow`: the script that runs the time-skipping server. */
    timeSkippingServer: string;
    /** Project `workflow`: the file with the bundled workflows. */
    workflowBundle: string;
    /** Projects with a real Temporal server: its "host:port". */
    temporalAddress: string;
    /** The same projects: the built command line, which starts in a third of the time of its sources. */
    program: string;
  }
}

/**
 * Starts a Temporal that skips over sleep, with the search attributes of a stay. Its one clock is
 * moved by `environment.sleep` and by waiting for a workflow's result; `teardown` stops it.
 */
export async function startTimeSkipping(): Promise<TestWorkflowEnvironment> {
  const server = await runTimeSkippingServer(inject('timeSkippingServer'));
  const environment = await environmentOf(server).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  try {
    // This server cannot list search attributes, so `registerSearchAttributes` would wait for them.
    await addSearchAttributes(environment.connection, 'default', STAY_SEARCH_ATTRIBUTES);
    return environment;
  } catch (error) {
    await environment.teardown();
    throw error;
  }
}

/** The SDK's environment around a server of ours, which its teardown stops. */
async function environmentOf(server: RunningTimeSkippingServer): Promise<TestWorkflowEnvironment> {
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: {
      port: server.port,
      // The SDK starts a server itself, and gives it 5 s, which a JVM on a crowded machine misses. So
      // the server runs already, and what the SDK starts sleeps until it is killed.
      executable: { type: 'existing-path', path: '/bin/sleep' },
    },
  });
  const teardown = environment.teardown.bind(environment);
  // A worker that still polls keeps the environment from its teardown, and never the server from its end.
  environment.teardown = async () => {
    try {
      await teardown();
    } finally {
      await server.stop();
    }
  };
  return environment;
}

/** The bundled workflows, as `Worker.create` takes them. */
export function workflowBundle(): { codePath: string } {
  return { codePath: inject('workflowBundle') };
}
