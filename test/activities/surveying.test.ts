import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';

import { createSurveys } from '../../activities/index.ts';
import type { SurveySteps } from '../../src/contract/reconciling.ts';
import { SeamError } from '../../src/seam/errors.ts';

type Seen = Awaited<ReturnType<SurveySteps['lookAtAccesses']>>;

/** What is read of these users' doors where Seam answers of them so. */
function lookAt(userIds: readonly string[], groupsOf: (userId: string) => Promise<string[]>) {
  const surveys = createSurveys({
    seam: { groupsOf } as never,
    clock: Date.now,
    quietPeriodMs: 1_000,
    tagOf: () => '',
    knownStays: async () => new Set(),
  });
  const accesses = userIds.map((userId) => ({ userId, reservationId: `stay of ${userId}` }));
  const step = new MockActivityEnvironment({ startToCloseTimeoutMs: 15_000 });
  return step.run(surveys.lookAtAccesses, accesses) as Promise<Seen>;
}

// Else the groups and PINs of nine others would not be read either, time after time.
it('reads the doors of the others where Seam says of one user that it is not there', async () => {
  const gone = new SeamError('rejected', { route: '/acs/access_groups/list', status: 404 });
  const seen = await lookAt(['gone', 'there'], async (userId) => {
    if (userId === 'gone') throw gone;
    return ['suite'];
  });
  expect(seen).toEqual([{ userId: 'there', groupIds: ['suite'] }]);
});

it('reads none where Seam is away', async () => {
  const away = new SeamError('unavailable', { route: '/acs/access_groups/list' });
  await expect(lookAt(['there'], () => Promise.reject(away))).rejects.toThrow('no usable answer');
});
