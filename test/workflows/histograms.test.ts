import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { HistogramName } from '../../src/telemetry/metrics.ts';
import { listener } from '../../src/telemetry/told.ts';
import { QUIET_MS } from '../support/rig.ts';
import { listen } from '../support/told.ts';
import { useRig } from '../support/use-rig.ts';

const TICK_MS = 1_000;
/** A moment is told when a step was answered: a look later than what it saw, and a tick of ours beside it. Seconds. */
const LAG = 10;
const TICK = 2;
/** The timer of the quiet period rings so much later, since the steps of the end use it too (`slackOf`). Seconds. */
const SLACK = QUIET_MS / 20 / 1_000;

/** When the sandbox's doors did what the histograms tell of, in epoch milliseconds. */
interface DoorTimes {
  /** They were programmed for the guest's nights. */
  granted?: number;
  opened?: number;
  shut?: number;
  /** Nothing of the stay was there any more. */
  gone?: number;
}

const rig = useRig('seam_story_histograms');
let recorded: { readonly name: HistogramName; readonly seconds: number }[] = [];
let stopListening: () => void;

beforeAll(() => {
  const hear = listener(
    {
      count: () => undefined,
      set: () => undefined,
      record: (name, seconds) => void recorded.push({ name, seconds }),
    },
    () => rig.now(),
  );
  stopListening = listen((told, runId, number) => hear(told, runId, number));
});
afterAll(() => stopListening());

/** Looks at the doors of a stay every second, until nothing of it is left. */
async function watchDoors(
  id: string,
  middle: string,
  happens: (now: number) => Promise<void>,
): Promise<DoorTimes> {
  const seen: DoorTimes = {};
  const look = async (): Promise<boolean> => {
    const now = rig.now();
    const isOpen = (await rig.seam.doorsFor(id)).length > 0;
    if ((await rig.seam.doorsFor(id, middle)).length > 0) seen.granted ??= now;
    if (isOpen) seen.opened ??= now;
    if (isOpen) delete seen.shut;
    else if (seen.opened !== undefined) seen.shut ??= now;
    const users = await rig.seam.get<{ acs_users: readonly { full_name: string }[] }>('objects');
    const isThere = users.acs_users.some(({ full_name: name }) => name.startsWith(`nl:${id} `));
    if (!isThere && seen.granted !== undefined) seen.gone ??= now;
    await happens(now);
    return seen.gone !== undefined;
  };
  await rig.until(look, `the end of ${id}`, TICK_MS);
  return seen;
}

const only = (name: HistogramName): number => {
  const found = recorded.filter((each) => each.name === name);
  expect(found, name).toHaveLength(1);
  return found[0]?.seconds ?? Number.NaN;
};

/** The histogram never tells of less than the doors show, and of hardly more. */
function expectAsDoors(name: HistogramName, doors: number, due: number, lag = LAG): void {
  const late = Math.max(0, doors - due) / 1_000;
  expect(only(name), name).toBeGreaterThanOrEqual(Math.max(0, late - TICK));
  expect(only(name), name).toBeLessThanOrEqual(late + lag);
}

describe('every histogram tells what the doors show', () => {
  it('of a stay that is granted ahead and ends at its check-out', async () => {
    recorded = [];
    const booking = rig.reservation('H-1', 60 / 3_600, 120 / 3_600);
    const [checkIn, checkOut] = [Date.parse(booking.checkIn), Date.parse(booking.checkOut)];
    await rig.stays.put(booking);
    const middle = new Date(checkIn + 30_000).toISOString();
    const seen = await watchDoors('H-1', middle, async () => undefined);
    await rig.ended('H-1');
    const ready = (checkIn - (seen.granted ?? 0)) / 1_000;
    expect(only('nightlatch_ready_before_check_in_seconds')).toBeLessThanOrEqual(ready + TICK);
    expect(only('nightlatch_ready_before_check_in_seconds')).toBeGreaterThanOrEqual(ready - LAG);
    expectAsDoors('nightlatch_open_after_check_in_seconds', seen.opened ?? 0, checkIn);
    expectAsDoors('nightlatch_shut_after_check_out_seconds', seen.shut ?? 0, checkOut);
    expectAsDoors('nightlatch_first_proof_after_end_seconds', seen.gone ?? 0, checkOut);
    const proven = (seen.gone ?? 0) + QUIET_MS;
    expectAsDoors('nightlatch_second_proof_after_end_seconds', proven, checkOut, SLACK + LAG);
  });

  it('of a guest whose access came late, since Seam was away at check-in', async () => {
    recorded = [];
    await rig.seam.post('outage', { seconds: 90 });
    const booking = rig.reservation('H-2', 30 / 3_600, 240 / 3_600);
    const [checkIn, checkOut] = [Date.parse(booking.checkIn), Date.parse(booking.checkOut)];
    const put = rig.stays.put(booking);
    const middle = new Date(checkOut - 30_000).toISOString();
    const seen = await watchDoors('H-2', middle, async () => undefined);
    await put;
    await rig.ended('H-2');
    expect(seen.opened).toBeGreaterThan(checkIn + 50_000);
    expect(recorded.map(({ name }) => name)).not.toContain(
      'nightlatch_ready_before_check_in_seconds',
    );
    expectAsDoors('nightlatch_open_after_check_in_seconds', seen.opened ?? 0, checkIn);
    expectAsDoors('nightlatch_shut_after_check_out_seconds', seen.shut ?? 0, checkOut);
  });

  it('of a walk-in who is waited for since the booking, and of a lock that keeps a code after a cancellation', async () => {
    recorded = [];
    const bookedAt = rig.now();
    await rig.stays.put(rig.reservation('H-3', -1, 24));
    const { credentialId } = await rig.stays.show('H-3');
    await rig.seam.post('stick', { id: credentialId });
    const cancelledAt = rig.now();
    const cancelled = rig.stays.cancel('H-3');
    const seen = await watchDoors('H-3', rig.inHours(1), async (now) => {
      const isLongEnough = now > cancelledAt + 120_000;
      if (isLongEnough) await rig.seam.post('stick', { id: credentialId, stuck: false });
    });
    await cancelled;
    await rig.ended('H-3');
    expect(seen.shut).toBeGreaterThan(cancelledAt + 100_000);
    expectAsDoors('nightlatch_open_after_check_in_seconds', seen.opened ?? 0, bookedAt);
    const late = ((seen.shut ?? 0) - cancelledAt) / 1_000;
    // The stay asks such a lock again after half a minute at most.
    expect(only('nightlatch_shut_after_check_out_seconds')).toBeGreaterThanOrEqual(late - TICK);
    expect(only('nightlatch_shut_after_check_out_seconds')).toBeLessThanOrEqual(late + LAG + 60);
    expect(only('nightlatch_first_proof_after_end_seconds')).toBeGreaterThanOrEqual(late - TICK);
  });
});
