import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Service } from '../../src/cli/services/service.ts';
import { SEAM_TASK_QUEUE, stayWorkflowId } from '../../src/contract/names.ts';
import { startCli } from '../support/cli.ts';
import { type LiveHouse, startLiveHouse } from '../support/live-house.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const RATE = 5;
const GUESTS = 12;
const IDS = Array.from({ length: GUESTS }, (_, index) => `guest-${index + 1}`);
const GRANTED_WITHIN_MS = 60 * SECOND;
/** Long enough for two workers with a limit each, which is twice the rate, to be told from one limit. */
const WINDOW_MS = 4 * SECOND;
/** So many are let go at once after a pause. */
const BURST = RATE;
/** A machine that stood still for a second does that second's steps afterwards. */
const CAUGHT_UP = RATE;

let house: LiveHouse;
const workers: Service[] = [];
beforeAll(async () => {
  house = await startLiveHouse();
  const settings = { ...house.settings, NIGHTLATCH_SEAM_RATE: String(RATE) };
  for (let count = 1; count <= 2; count += 1) workers.push(await startCli(['worker'], settings));
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await house.close();
});

describe('a wave of guests', () => {
  // Failure rows: 6, 73
  it('is let in at the rate that Seam is to be asked, by all workers together', async () => {
    const opens = new Date(Date.now() + HOUR).toISOString();
    const closes = new Date(Date.now() + 2 * HOUR).toISOString();
    await Promise.all(
      IDS.map((reservationId) =>
        house.stays.put({
          reservationId,
          listingId: 'ks-pin',
          guest: { fullName: 'Ada Guest' },
          checkIn: opens,
          checkOut: closes,
        }),
      ),
    );
    await expect.poll(granted, { timeout: GRANTED_WITHIN_MS, interval: SECOND }).toBe(GUESTS);

    const starts = await stepStarts();
    expect(starts.length).toBeGreaterThanOrEqual(3 * GUESTS);
    const busiest = Math.max(...starts.map((from) => startedWithin(starts, from)));
    expect(busiest).toBeLessThanOrEqual((RATE * WINDOW_MS) / SECOND + BURST + CAUGHT_UP);
  });
});

async function granted(): Promise<number> {
  const statuses = await Promise.all(IDS.map((id) => house.stays.show(id)));
  return statuses.filter(({ phase }) => phase === 'waiting').length;
}

/** When each Seam step was started, by the clock of the server, in milliseconds. */
async function stepStarts(): Promise<readonly number[]> {
  const histories = await Promise.all(
    IDS.map((id) => house.temporal.workflow.getHandle(stayWorkflowId(id)).fetchHistory()),
  );
  return histories.flatMap(({ events }) => {
    const seamSteps = new Set(
      (events ?? [])
        .filter(
          ({ activityTaskScheduledEventAttributes: facts }) =>
            facts?.taskQueue?.name === SEAM_TASK_QUEUE,
        )
        .map(({ eventId }) => String(eventId)),
    );
    return (events ?? [])
      .filter(({ activityTaskStartedEventAttributes: facts }) =>
        seamSteps.has(String(facts?.scheduledEventId)),
      )
      .map(({ eventTime }) => optionalTsToMs(eventTime) ?? 0);
  });
}

function startedWithin(starts: readonly number[], from: number): number {
  return starts.filter((at) => at >= from && at < from + WINDOW_MS).length;
}
