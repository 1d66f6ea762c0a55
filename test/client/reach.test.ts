import type { Client } from '@temporalio/client';
import { expect, it } from 'vitest';

import { reach } from '../../src/client/reach.ts';

/** A Temporal that is asked whether it has the namespace. */
const temporalThat = (describeNamespace: () => Promise<unknown>): Client =>
  ({
    options: { namespace: 'default' },
    workflowService: { describeNamespace },
    // Temporal's own client looks at its deadline between two attempts alone.
    withDeadline: (_deadline: number, call: () => Promise<unknown>) => call(),
  }) as unknown as Client;

it('is away in time, though Temporal’s own client goes on trying', async () => {
  const silent = temporalThat(() => new Promise(() => {}));
  await expect(reach(silent, 20)).rejects.toMatchObject({ type: 'CannotReachTemporal' });
});

it('is there once it answers, and says what is wrong with it', async () => {
  await expect(
    reach(
      temporalThat(async () => ({})),
      60_000,
    ),
  ).resolves.toBeUndefined();
  const denied = Object.assign(new Error('no'), { code: 7, details: '', metadata: {} });
  await expect(
    reach(
      temporalThat(() => Promise.reject(denied)),
      60_000,
    ),
  ).rejects.toMatchObject({
    type: 'TemporalMisconfigured',
  });
});
