import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, describe, inject, it } from 'vitest';

import { bundleMicroWorkflows } from './conformance/micro-bundle.ts';
import { MICRO_STORIES } from './conformance/micro-stories.ts';
import { serverHost, type ServerHostOptions } from './conformance/server-host.ts';
import { traceFile } from './conformance/trace-file.ts';

describe('the dev server', () => {
  const disposables = new AsyncDisposableStack();
  let options: ServerHostOptions;

  beforeAll(async () => {
    const address = inject('temporalAddress');
    const native = disposables.adopt(await NativeConnection.connect({ address }), (c) => c.close());
    const connection = disposables.adopt(await Connection.connect({ address }), (c) => c.close());
    const workflowBundle = disposables.use(await bundleMicroWorkflows());
    options = { client: new Client({ connection }), connection: native, workflowBundle };
  });

  afterAll(() => disposables.disposeAsync());

  it.concurrent.for(MICRO_STORIES)(
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
