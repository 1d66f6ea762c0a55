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
  expect(seen).toEqual({ seen: [{ userId: 'there', groupIds: ['suite'] }], lookedAt: 2 });
});

// Ten one after the other, with two requests each, last longer than an attempt where Seam takes its time.
it('reads groups and PIN of a user side by side', async () => {
  const isAsked = Promise.withResolvers<void>();
  const surveys = createSurveys({
    seam: {
      groupsOf: () => isAsked.promise.then(() => ['suite']),
      async getCredential() {
        isAsked.resolve();
        return { code: '1234' };
      },
    } as never,
    clock: Date.now,
    quietPeriodMs: 1_000,
    tagOf: () => 'key:1',
    knownStays: async () => new Set(),
  });
  const step = new MockActivityEnvironment({ startToCloseTimeoutMs: 15_000 });
  const access = { reservationId: 'R-1', userId: 'user', credentialId: 'pin' };
  expect(await step.run(surveys.lookAtAccesses, [access])).toEqual({
    ...{ seen: [{ userId: 'user', groupIds: ['suite'], tag: 'key:1' }], lookedAt: 1 },
  });
});

it('reads none where Seam is away', async () => {
  const away = new SeamError('unavailable', { route: '/acs/access_groups/list' });
  await expect(lookAt(['there'], () => Promise.reject(away))).rejects.toThrow('no usable answer');
});

// Else whoever is read with it would have their doors read never: it is the same ten again and again.
it('tells how far it came where Seam gives no answer of the third user', async () => {
  const asked = { route: '/acs/access_groups/list', status: 429, retryAfterMs: 120_000 };
  const seen = await lookAt(['one', 'gone', 'limited', 'other'], async (userId) => {
    if (userId === 'gone') throw new SeamError('rejected', { route: asked.route, status: 404 });
    if (userId === 'limited') throw new SeamError('rate-limited', asked);
    return ['suite'];
  });
  expect(seen).toEqual({
    ...{ seen: [{ userId: 'one', groupIds: ['suite'] }], lookedAt: 2, waitMs: 120_000 },
  });
});

it('says for how long Seam asked to be left alone, where a list was read in part', async () => {
  const asked = { route: '/acs/users/list', status: 429, retryAfterMs: 120_000 };
  const surveys = createSurveys({
    seam: {
      findIdentities: async () => ({ items: [] }),
      findUsers: () => Promise.reject(new SeamError('rate-limited', asked)),
    } as never,
    clock: Date.now,
    quietPeriodMs: 1_000,
    tagOf: () => '',
    knownStays: async () => new Set(),
  });
  const step = new MockActivityEnvironment({ startToCloseTimeoutMs: 15_000 });
  const of = { systemIds: ['site'], from: { list: 0 }, alsoOurs: [] };
  expect(await step.run(surveys.surveySeam, of)).toMatchObject({
    next: { list: 1 },
    waitMs: 120_000,
  });
});
