import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Service } from '../../src/cli/services/service.ts';
import { WORKER_METRICS } from '../../src/telemetry/metrics.ts';
import { startCli } from '../support/cli.ts';
import { type LiveHouse, startLiveHouse } from '../support/live-house.ts';
import { inHours, until } from '../support/reconciling.ts';

let house: LiveHouse;
const workers: Service[] = [];

/** Starts a worker that serves its health, and answers where. */
async function startServing(): Promise<string> {
  const worker = await startCli(['worker', '--port', '0'], house.settings);
  workers.push(worker);
  const [url = ''] = /http:\S+(?=\/healthz)/.exec(worker.readyLine) ?? [];
  return url;
}

async function get(url: string): Promise<string> {
  return (await fetch(url)).text();
}

/** What a metric amounts to, over all its labels, or over those lines that have a text in them. */
function sumOf(page: string, name: string, having = ''): number {
  const lines = page
    .split('\n')
    .filter((line) => line.startsWith(name) && line.includes(having))
    .map((line) => Number(line.split(' ').at(-1)));
  return lines.reduce((sum, value) => sum + value, 0);
}

beforeAll(async () => {
  house = await startLiveHouse();
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await house.close();
});

const guest = { fullName: 'Ada Guest', email: 'ada@example.com' };

describe('a worker that serves its metrics', () => {
  it('is ready, tells what became of a stay, and nothing of its guest', async () => {
    const url = await startServing();
    await until(async () => (await fetch(`${url}/readyz`)).status === 200, 'a ready worker');
    const booking = { reservationId: 'M-1', listingId: 'ks-pin', guest };
    await house.stays.put({ ...booking, checkIn: inHours(-1), checkOut: inHours(24) });
    expect(await house.openDoorsFor('M-1')).toBeGreaterThan(0);
    await house.stays.cancel('M-1');
    expect(await house.openDoorsFor('M-1')).toBe(0);
    await until(async () => {
      const page = await get(`${url}/metrics`);
      return sumOf(page, 'nightlatch_second_proof_after_end_seconds_count') === 1;
    }, 'the second proof');
    const page = await get(`${url}/metrics`);
    for (const name of ['open_after_check_in', 'shut_after_check_out', 'first_proof_after_end']) {
      expect(sumOf(page, `nightlatch_${name}_seconds_count`), name).toBe(1);
      expect(sumOf(page, `nightlatch_${name}_seconds_sum`), name).toBeLessThan(60);
    }
    expect(sumOf(page, 'nightlatch_verdicts_total', 'request="cancel"')).toBe(1);
    expect(sumOf(page, 'nightlatch_steps_total', 'step="issueCredential"')).toBe(1);
    expect(sumOf(page, 'nightlatch_seam_requests_total', '"/acs/credentials/create"')).toBe(1);
    expect(page).not.toMatch(/Ada|example\.com|M-1/);
  });

  it('serves only what the table has, beside what Temporal’s SDK measures', async () => {
    const url = await startServing();
    const isListed = async () =>
      (await get(`${url}/metrics`)).includes('nightlatch_oldest_overdue_revocation_seconds');
    await until(isListed, 'the first look at the stays');
    const page = await get(`${url}/metrics`);
    const names = [...page.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
    expect(
      names.filter((name) => !(name in WORKER_METRICS) && !name.startsWith('temporal_')),
    ).toEqual([]);
    expect(names).toContain('nightlatch_worker_ready');
  });
});

describe('of all workers', () => {
  it('one lists the open stays, so that their sum is how many there are', async () => {
    await startServing();
    const booking = { listingId: 'ks-pin', guest, checkIn: inHours(24), checkOut: inHours(48) };
    for (const reservationId of ['M-2', 'M-3'])
      await house.stays.put({ ...booking, reservationId });
    // Which of them lists is the first by the name of its process: it may be any.
    const all = workers.map(({ readyLine }) => /http:\S+(?=\/healthz)/.exec(readyLine)?.[0] ?? '');
    const listed = async (): Promise<readonly number[]> => {
      const pages = await Promise.all(all.map((url) => get(`${url}/metrics`)));
      return pages.map((page) => sumOf(page, 'nightlatch_open_stays{')).toSorted((a, b) => a - b);
    };
    await expect.poll(listed, { interval: 200, timeout: 60_000 }).toEqual([0, 0, 2]);
  });
});
