import { describe, expect, it } from 'vitest';

import { until } from '../faults/until.ts';
import { prometheusIfAny } from '../support/prometheus.ts';
import { atSandbox, pass } from '../support/reconciling.ts';

import { inWatchedHouse, type WatchedHouse } from './watched-house.ts';

const found = await prometheusIfAny();
const server = found?.server ?? '';

/** A quarter of an hour of the rules, in the seconds that it is made. */
const QUARTER_S = 60;
const WITHIN_MS = 360_000;
/** At one step in two seconds the last of them begins after 80 seconds; a minute is long. */
const STAYS_IN_QUEUE = 40;

/** Books for tomorrow again and again, as backends do, until the story goes on. */
async function whileBooking(watched: WatchedHouse, awaited: Promise<unknown>): Promise<void> {
  let count = 0;
  const booking = setInterval(() => watched.book(`T-${++count}`, 24), 3_000);
  await awaited.finally(() => clearInterval(booking));
}

/** Each has a worker, a Seam and a Prometheus of its own, so that they can pass side by side; the longest is first. */
describe
  .skipIf(found === undefined)
  .concurrent(
    'a real Prometheus that watches a running worker (skipped where there is none)',
    { timeout: WITHIN_MS },
    () => {
      it('says that a door is not shut whose lock keeps the code', async () => {
        await inWatchedHouse(server, async (watched) => {
          const { house, prometheus } = watched;
          watched.book('keeps', 0);
          await until('open door', 60_000, async () => (await house.openDoorsFor('keeps')) > 0);
          const { credentials } = await house.objects();
          for (const { acs_credential_id: id } of credentials)
            await atSandbox(house, 'stick', { id });
          await house.shippedStays.cancel('keeps');
          await watched.untilFiring('DoorNotShut');
          for (const { acs_credential_id: id } of credentials)
            await atSandbox(house, 'stick', { id, stuck: false });
          await watched.untilFiring();
          expect(await house.openDoorsFor('keeps')).toBe(0);
          expect(await prometheus.everFired()).toEqual(['DoorNotShut']);
        });
      });

      it('says that Seam is away, and that a guest stands at a door meanwhile', async () => {
        await inWatchedHouse(server, async (watched) => {
          await atSandbox(watched.house, 'outage', { seconds: 600 });
          watched.book('now', 0);
          await whileBooking(watched, watched.untilFiring('SeamDown', 'GuestCannotOpen'));
          await atSandbox(watched.house, 'outage', { seconds: 0 });
          await watched.untilFiring();
          expect(await watched.house.openDoorsFor('now')).toBeGreaterThan(0);
          expect(await watched.prometheus.everFired()).toEqual(['GuestCannotOpen', 'SeamDown']);
        });
      });

      it('says that steps wait in the queue, and that no pass has ended', async () => {
        const story = async (watched: WatchedHouse): Promise<void> => {
          const { house, prometheus } = watched;
          for (let count = 0; count < STAYS_IN_QUEUE; count += 1) watched.book(`Q-${count}`, 24);
          await watched.untilFiring('QueueLong', 'ReconcilerStale');
          // As the page says: a higher rate, and every worker restarted with it.
          await watched.killWorker();
          await watched.startWorker({ NIGHTLATCH_SEAM_RATE: '100' });
          await pass(house, '--repair');
          await watched.untilFiring();
          expect(await prometheus.everFired()).toEqual(['QueueLong', 'ReconcilerStale']);
        };
        await inWatchedHouse(server, story, {
          settings: { NIGHTLATCH_SEAM_RATE: '0.5' },
          // Between two workers none is there for some seconds, and of the one that was killed Temporal says for 75 more that it polls.
          rules: { quick: ['QueueLong', 'ReconcilerStale'], kept: ['NoWorker', 'StaysNotListed'] },
        });
      });

      it('calls nobody while stays are booked, opened, cancelled and proven gone', async () => {
        await inWatchedHouse(server, async (watched) => {
          const { house, prometheus } = watched;
          watched.book('later', 24);
          watched.book('now', 0);
          await until('open door', 60_000, async () => (await house.openDoorsFor('now')) > 0);
          await house.stays.cancel('now');
          expect(await house.openDoorsFor('now')).toBe(0);
          const seen = 'count_over_time(nightlatch_worker_ready[1h])';
          const isOver = async () => ((await prometheus.value(seen)) ?? 0) >= QUARTER_S;
          await whileBooking(watched, until('end of the quarter', 180_000, isOver));
          expect(await prometheus.everFired()).toEqual([]);
        });
      });

      it('says that a site is full, before a guest is at its door', async () => {
        await inWatchedHouse(server, async (watched) => {
          const { house, prometheus } = watched;
          await atSandbox(house, 'switches', { seats: 0 });
          watched.book('full', 24);
          await watched.untilFiring('SiteFull');
          await atSandbox(house, 'switches', { seats: 10 });
          await house.stays.check('full');
          await watched.untilFiring();
          expect(await prometheus.everFired()).toEqual(['SiteFull']);
        });
      });

      it('says that Seam refuses the key', async () => {
        await inWatchedHouse(server, async (watched) => {
          const { house, prometheus } = watched;
          await atSandbox(house, 'faults', { route: '*', outcome: '401', times: null });
          await whileBooking(watched, watched.untilFiring('SeamKeyRefused'));
          await house.clearFaults();
          await watched.untilFiring();
          expect(await prometheus.everFired()).toEqual(['SeamKeyRefused']);
        });
      });

      it('says that no worker runs, until one does', async () => {
        await inWatchedHouse(server, async (watched) => {
          await watched.killWorker();
          await watched.untilFiring('NoWorker');
          await watched.startWorker();
          await watched.untilFiring();
          expect(await watched.prometheus.everFired()).toEqual(['NoWorker']);
        });
      });
    },
  );
