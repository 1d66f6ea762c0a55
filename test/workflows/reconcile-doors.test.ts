import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { createSurveys } from '../../activities/index.ts';
import type { PassResult } from '../../src/contract/reconciling.ts';
import { SeamError } from '../../src/seam/errors.ts';
import { sightingIn } from '../../src/stay/scope.ts';
import { quiet, startPasses, stepsIn, type Passes, type Scene } from '../support/pass-scene.ts';

const KS = 'site-ks';
const SPACE = 'site-space';
const GUESTS = Array.from({ length: 15 }, (_, nth) => `R-${100 + nth}`);
const [FIRST = '', SECOND = '', THIRD = '', ...OTHERS] = GUESTS;
const FIVE_MINUTES = 300_000;

const [opensAt, closesAt] = ['2031-05-01T13:00:00.000Z', '2031-05-05T09:00:00.000Z'];
const live = { state: 'live', scope: sightingIn(KS) } as const;
const userOf = (reservationId: string) => ({
  ...{ id: `user of ${reservationId}`, reservationId, systemId: KS },
  ...{ startsAt: opensAt, endsAt: closesAt },
});
const ledgerOf = (reservationId: string): Scene['ledger'] => {
  const userId = userOf(reservationId).id;
  return [
    { ...live, kind: 'access-user', id: userId, window: { opensAt, closesAt } },
    { ...live, kind: 'membership', id: 'suite', userId },
  ];
};
const route = '/acs/access_groups/list';
const noAnswer = (): never => {
  throw new SeamError('unavailable', { route, status: 500 });
};

let scene: Scene;
let passes: Passes;
/** What Seam answers for the groups of a guest. */
let groupsOf: (reservationId: string) => readonly string[];
/** The guests of whose groups Seam was asked, in the order in which it was. */
let asked: string[];

beforeAll(async () => {
  const { runs, surveys } = stepsIn(() => scene);
  const seam = {
    async groupsOf(userId: string) {
      const reservationId = userId.replace('user of ', '');
      if (asked.at(-1) !== reservationId) asked.push(reservationId);
      return groupsOf(reservationId);
    },
  };
  const { lookAtAccesses } = createSurveys({
    ...{ seam: seam as never, clock: Date.now, quietPeriodMs: 1_000 },
    ...{ tagOf: () => '', knownStays: async () => new Set() },
  });
  passes = await startPasses({ runs, surveys: { ...surveys, lookAtAccesses } });
});
afterAll(() => passes.stop());
beforeEach(() => {
  asked = [];
  groupsOf = () => ['suite'];
  scene = {
    ...quiet(KS),
    sites: { [KS]: { pages: [GUESTS.map(userOf)] } },
    runs: Object.fromEntries(GUESTS.map((id) => [id, 'open'])),
    phase: 'open',
    ledgers: Object.fromEntries(GUESTS.map((id) => [id, ledgerOf(id)])),
  };
});

/** A pass with the memory of the one before. By hand it reads the doors of every guest in the house. */
async function pass(by: 'hand' | 'schedule' = 'schedule'): Promise<PassResult> {
  Object.assign(scene, { lookedAt: [], woken: [] });
  asked = [];
  const result = await passes.pass({ repair: true, everyDoor: by === 'hand' });
  scene.memory = result.memory;
  return result;
}

describe('a guest of whose doors Seam gives no answer', () => {
  const isSilent = (id: string): boolean => id === SECOND;

  it('keeps nobody else’s from being read, and is reported', async () => {
    groupsOf = (id) => (isSilent(id) ? noAnswer() : ['garage']);
    expect(await pass('hand')).toMatchObject({ reported: [SECOND], unread: [] });
    expect(scene.woken).toEqual([FIRST, THIRD, ...OTHERS]);
  });

  it('has them read by the next pass, and the stay asked only if they are others', async () => {
    await pass();
    groupsOf = (id) => (isSilent(id) ? noAnswer() : ['suite']);
    await pass('hand');
    groupsOf = () => ['suite'];
    expect(await pass()).toMatchObject({ reported: [], woken: [] });
    expect({ asked, lookedAt: scene.lookedAt }).toEqual({ asked: [SECOND], lookedAt: [] });
    // Nothing is left to be read until it is their turn.
    await pass();
    expect(asked).toEqual([]);
  });

  it('is woken by the next pass if somebody has changed them meanwhile', async () => {
    groupsOf = (id) => (isSilent(id) ? noAnswer() : ['suite']);
    await pass();
    groupsOf = (id) => (isSilent(id) ? ['garage'] : ['suite']);
    expect(await pass()).toMatchObject({ woken: [SECOND] });
  });
});

describe('three guests of whose doors Seam gives no answer', () => {
  it('come after all others in the next pass: the first might have taken them for an outage', async () => {
    const silent = [FIRST, SECOND, THIRD];
    groupsOf = (id) => (silent.includes(id) ? noAnswer() : ['garage']);
    expect(await pass()).toMatchObject({ reported: silent, woken: [], unread: ['doors'] });
    expect(await pass()).toMatchObject({ reported: silent, woken: OTHERS, unread: [] });
  });
});

describe('the doors of guests in the house', () => {
  it('are read only once those that nobody looks after any more are being shut', async () => {
    scene.runs = { ...scene.runs, 'R-gone': 'closed' };
    scene.sites[KS] = { pages: [[...GUESTS, 'R-gone'].map(userOf)] };
    let shutBefore: readonly string[] | undefined;
    groupsOf = () => {
      shutBefore ??= scene.closed.map((one) => one.reservationId);
      return ['suite'];
    };
    expect(await pass()).toMatchObject({ orphans: ['R-gone'], unread: [] });
    expect(shutBefore).toEqual(['R-gone']);
  });

  it('are left to the next pass where Seam asks for more time than there is', async () => {
    let limited = SECOND;
    groupsOf = (id) => {
      if (id !== limited) return ['garage'];
      throw new SeamError('rate-limited', { route, status: 429, retryAfterMs: FIVE_MINUTES });
    };
    expect(await pass()).toMatchObject({ woken: [FIRST], reported: [], unread: ['doors'] });
    expect(asked).toEqual([FIRST, SECOND]);
    limited = '';
    expect(await pass()).toMatchObject({ unread: [] });
    expect(new Set(scene.woken)).toEqual(new Set(GUESTS));
  });
});

describe('a list of Seam’s for which a pass has no time', () => {
  it('counts as not read, and a door that an earlier list has shown is shut within the hour', async () => {
    scene.listed = [SPACE, KS];
    scene.sites[SPACE] = { pages: [[{ ...userOf('R-gone'), systemId: SPACE }]] };
    scene.runs = { 'R-gone': 'closed' };
    // Seam asks for as much after the identities, and after each list of a system.
    scene.waitMs = FIVE_MINUTES;
    expect(await passes.passWithPauses()).toMatchObject({ orphans: ['R-gone'], unread: [KS] });
    expect(scene.closed.map((one) => one.reservationId)).toEqual(['R-gone']);
  });
});
