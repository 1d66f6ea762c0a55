import { describe, expect, it } from 'vitest';

import { measureWave } from './measure-wave.ts';
import { playEach } from './play-stories.ts';
import { play } from './play.ts';
import { toldFailure } from './report.ts';
import { houseName } from './world/generate-house.ts';
import type { Story, Word } from './world/story.ts';
import { putOf, storyOf } from './world/write-story.ts';

const HOUSES = 10;
const STAYS = 20;
const PER_SECOND = 10;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

it('has whole houses leave and arrive in one second, each guest in turn, in 10 houses of 20 stays', async () => {
  const houseAt = (seed: number): string => houseName({ stays: STAYS, seed: String(seed) });
  const { stays, faults, failures } = await playEach(HOUSES, houseAt, {});
  expect(failures.map(toldFailure)).toEqual([]);
  expect(stays).toBe(HOUSES * STAYS);
  // In some of the houses Seam, Temporal or a worker is away as well.
  expect([...faults.values()].reduce((sum, times) => sum + times, 0)).toBeGreaterThan(100);
});

describe('a house in which nothing is slow but the queue', () => {
  it('shuts the last door in the rate’s own time though as many guests arrive', async () => {
    const wave = { departures: 60, arrivals: 60, perSecond: PER_SECOND };
    const { lastDoor, falseProblems } = await measureWave(wave);
    expect(lastDoor).toBeLessThan((1.1 * wave.departures) / PER_SECOND);
    expect(falseProblems).toBe(0);
  });

  it('finishes each guest who arrives before it begins the next', async () => {
    const measured = await measureWave({ departures: 0, arrivals: 60, perSecond: PER_SECOND });
    const { meanWait = Infinity, lastKey = 0 } = measured;
    expect(meanWait).toBeLessThan(0.55 * lastKey);
  });

  it('lets a guest in who walks in, and another change rooms, while the days after are booked', async () => {
    const booked = Array.from({ length: 50 }, (_, nth) =>
      wordOf(`B-${100 + nth}`, DAY, putOf(stay('ks-pin', 3 * DAY, 4 * DAY))),
    );
    const now = DAY + 3_000;
    const words = [
      wordOf('M-1', 0, putOf(stay('space', HOUR, 2 * DAY))),
      ...booked,
      wordOf('W-1', now, putOf(stay('ks-pin', DAY, 2 * DAY))),
      wordOf('M-1', now, { kind: 'change', listingId: 'space-tower' }),
    ];
    const conditions = { stepsPerSecond: 3, isHouseEmpty: true };
    const trace = await tracedWell(storyOf('days after', words, { conditions }));
    expect(appliedAt(trace, 'W-1 put') - now).toBeLessThan(15_000);
    expect(appliedAt(trace, 'M-1 change') - now).toBeLessThan(15_000);
  });

  it('gives a new PIN to whom asks for it at check-in, while all the others arrive', async () => {
    const asked = DAY + 10_000;
    const words = [
      wordOf('R-1', 0, putOf(stay('ks-pin', DAY, 2 * DAY))),
      wordOf('C-1', 0, putOf(stay('ks-pin', DAY, 2 * DAY))),
      ...manyAt('space', DAY, 2 * DAY),
      wordOf('R-1', asked, { kind: 'reissue' }),
      wordOf('C-1', asked, { kind: 'check' }),
    ];
    const conditions = { stepsPerSecond: 0.5, isHouseEmpty: true };
    const trace = await tracedWell(storyOf('lost at check-in', words, { conditions }));
    // The queue of those who arrive alone is 140 seconds long.
    expect(appliedAt(trace, 'R-1 reissue') - asked).toBeLessThan(40_000);
    expect(appliedAt(trace, 'C-1 check') - asked).toBeLessThan(40_000);
  });

  it('lets a guest who stays longer after all in before it is done with those who left', async () => {
    const asked = DAY + 40_000;
    const words = [
      wordOf('L-1', 0, putOf(stay('space', HOUR, DAY))),
      ...manyAt('space', HOUR, DAY),
      wordOf('L-1', asked, putOf(stay('space', HOUR, 2 * DAY))),
    ];
    const conditions = { stepsPerSecond: 0.5, isHouseEmpty: true };
    const trace = await tracedWell(storyOf('stays longer', words, { conditions }));
    expect(appliedAt(trace, 'L-1 put', 1) - asked).toBeLessThan(40_000);
  });
});

function manyAt(listingId: string, checkIn: number, checkOut: number): readonly Word[] {
  return Array.from({ length: 14 }, (_, nth) =>
    wordOf(`S-${10 + nth}`, MINUTE * nth, putOf(stay(listingId, checkIn, checkOut))),
  );
}

async function tracedWell(story: Story): Promise<readonly string[]> {
  const { trace, violations } = await play(story, true);
  expect(violations).toEqual([]);
  return trace;
}

/** When somebody is told that the nth request of its kind is applied, counted from the story's beginning. Milliseconds. */
function appliedAt(trace: readonly string[], request: string, nth = 0): number {
  const line = trace.filter((each) => each.includes(`${request} is told`))[nth] ?? '';
  expect(line).toContain('"applied"');
  return Date.parse(line.split(' ')[0] ?? '') - storyOf('', []).beginsAt;
}

function stay(listingId: string, checkIn: number, checkOut: number) {
  return { listingId, checkIn, checkOut };
}

function wordOf(reservationId: string, at: number, says: Word['says']): Word {
  const email = `ada.${reservationId.toLowerCase()}@example.com`;
  const own = says.kind === 'put' ? { ...says, guest: { ...says.guest, email } } : says;
  return { at, reservationId, via: 'update', says: own, commandId: `c-${at}` };
}
