import {
  CancellationScope,
  condition,
  defineQuery,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import { describe, expect, it } from 'vitest';

import { SEAM_TASK_QUEUE } from '../../src/contract/names.ts';
import type { StaySteps } from '../../src/contract/steps.ts';

import { playSeeds } from './play-stories.ts';
import { toldFailure } from './report.ts';
import { type Ending, runStory } from './run-story.ts';
import { putOf, storyOf, wordsOf } from './world/write-story.ts';

const HOUR = 3_600_000;
const NOBODY = '33333333-3333-3333-3333-333333333333';

/** Has a stay lived by a workflow that does nothing else but this. */
async function lived(live: () => Promise<void>, quietPeriodMs = 600_000): Promise<Ending> {
  const put = putOf({ listingId: 'ks-pin', checkIn: HOUR, checkOut: 30 * HOUR });
  const story = storyOf('a story in circles', wordsOf([[0, put]]), { quietPeriodMs });
  const guestStay = async (): Promise<void> => {
    setHandler(defineQuery('stayStatus'), () => ({ phase: 'granting', ledger: [] }));
    await live();
  };
  return runStory(story, { workflows: { guestStay } });
}

async function removeForEver(): Promise<void> {
  const { removeAccessUser } = proxyActivities<StaySteps>({
    taskQueue: SEAM_TASK_QUEUE,
    startToCloseTimeout: 15_000,
    scheduleToCloseTimeout: 60_000,
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  });
  for (;;) await removeAccessUser(NOBODY);
}

async function failEveryTask(): Promise<void> {
  throw new TypeError('a mistake in workflow code');
}

async function wakeForEver(): Promise<void> {
  for (;;) await condition(() => false, 1);
}

async function waitForWhatIsSo(): Promise<void> {
  for (;;) await condition(() => true);
}

/** Whoever takes a refusal for a failure tries again at once. */
async function waitWhileCancelled(): Promise<void> {
  const scope = new CancellationScope({ cancellable: true });
  scope.cancel();
  await scope.run(async () => {
    for (;;) await condition(() => false, HOUR).catch(() => undefined);
  });
}

/** Two that wake each other, as a stay and its message handler may. */
async function wakeEachOther(): Promise<void> {
  let turn = 0;
  const take = async (mine: number): Promise<void> => {
    for (;;) {
      await condition(() => turn === mine);
      turn = 1 - mine;
    }
  };
  await Promise.all([take(0), take(1)]);
}

/** The violations of a story that was stopped, which are nothing but the circle. */
function circle(how: string) {
  const what: unknown = expect.stringContaining(how);
  return [expect.objectContaining({ invariant: 'I16 no circles', stay: 'R-1', what })];
}

describe('a stay that goes in circles', () => {
  it.each([10_000, 600_000])(
    'is stopped and reported when it asks Seam without a pause (quiet period %i ms)',
    async (quietPeriodMs) => {
      const { violations, requests } = await lived(removeForEver, quietPeriodMs);
      expect(violations).toEqual(circle('within an hour'));
      expect(requests).toBeLessThan(10_000);
    },
  );

  it('is stopped and reported when it only wakes again and again', async () => {
    const { violations } = await lived(wakeForEver);
    expect(violations).toEqual(circle('tasks within an hour'));
  });

  it('is stopped and reported when its tasks fail and fail', async () => {
    const { violations } = await lived(failEveryTask);
    expect(violations).toEqual([
      expect.objectContaining({ invariant: 'I10 replayable' }),
      ...circle('tasks within an hour, the last of them failed'),
    ]);
  });

  it.each([
    ['waits for what is so already', waitForWhatIsSo],
    ['wakes itself', wakeEachOther],
    ['waits in a scope that is cancelled', waitWhileCancelled],
  ])('is stopped and reported when it %s, and no time passes', async (_how, live) => {
    const { violations } = await lived(live);
    expect(violations).toEqual(circle('without waiting for anything'));
  });
});

describe('those who play stories on threads', () => {
  it('stop the one that never comes back, say which it is, and play the others', async () => {
    const program = new URL('./stubborn-thread.ts', import.meta.url);
    const options = { threads: 1, patienceMs: 5_000, program };
    const { stays, failures } = await playSeeds({ first: 0, count: 5 }, options);
    expect(stays).toBe(5);
    expect(failures).toMatchObject([{ seed: '2', violations: [{ invariant: 'I16 no circles' }] }]);
    expect(failures.map(toldFailure)).toEqual([
      expect.stringContaining('it was stopped after 5 s'),
    ]);
  });
});
