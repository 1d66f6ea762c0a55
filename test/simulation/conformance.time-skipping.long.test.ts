import { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, it } from 'vitest';

import { startTimeSkipping } from '../support/temporal.ts';

import { bundleMicroWorkflows } from './conformance/micro-bundle.ts';
import { MICRO_STORIES } from './conformance/micro-stories.ts';
import { serverHost, type ServerHostOptions } from './conformance/server-host.ts';
import { traceFile } from './conformance/trace-file.ts';

describe('the time-skipping server', () => {
  const disposables = new AsyncDisposableStack();
  let options: ServerHostOptions;

  beforeAll(async () => {
    const env = disposables.adopt(await startTimeSkipping(), (e) => e.teardown());
    const workflowBundle = disposables.use(await bundleMicroWorkflows());
    // The environment's own client would skip over time that the stories let pass.
    const client = new Client({ connection: env.connection });
    options = { client, connection: env.nativeConnection, workflowBundle };
  });

  afterAll(() => disposables.disposeAsync());

  it.concurrent.for(MICRO_STORIES.filter((each) => each.notOnTestServer === undefined))(
    'agrees with the simulator: $name',
    // Some stories have to send two things within a moment, which a machine that stands still misses.
    { retry: 2 },
    async (story, { expect }) => {
      await using host = await serverHost(options);
      await story.play(host);
      await expect(await host.trace()).toMatchFileSnapshot(traceFile(story));
    },
  );
});
