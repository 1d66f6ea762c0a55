import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { PassResult } from '../../src/contract/reconciling.ts';
import type { SeenUser } from '../../src/stay/reconciliation.ts';
import { sightingIn } from '../../src/stay/scope.ts';
import {
  NO_MEMORY,
  quiet,
  startPasses,
  stepsIn,
  type Passes,
  type Scene,
} from '../support/pass-scene.ts';

const KS = 'site-ks';
const SPACE = 'site-space';
/** In so many passes, a quarter of an hour apart, the doors of every guest in the house are read. */
const SIX_HOURS = 24;

const [opensAt, closesAt] = ['2031-05-01T13:00:00.000Z', '2031-05-05T09:00:00.000Z'];
const window = { startsAt: opensAt, endsAt: closesAt };
const entry = { state: 'live', scope: sightingIn(KS) } as const;
const ledger = [
  { ...entry, kind: 'access-user', id: 'user', window: { opensAt, closesAt } },
  { ...entry, kind: 'membership', id: 'suite', userId: 'user' },
] as const;
const user: SeenUser = { id: 'user', reservationId: 'R-1', systemId: KS, ...window };

let scene: Scene;
let passes: Passes;

beforeAll(async () => {
  passes = await startPasses(stepsIn(() => scene));
});
afterAll(() => passes.stop());
beforeEach(() => {
  scene = {
    ...quiet(KS),
    sites: { [KS]: { pages: [[user]] } },
    runs: { 'R-1': 'open' },
    phase: 'open',
    ledger,
    groupIds: ['suite'],
  };
});

/** The schedule's next pass, with the memory of the one before. */
async function pass(): Promise<PassResult> {
  Object.assign(scene, { lookedAt: [], doorsRead: [], closed: [], closedApart: [], woken: [] });
  const result = await passes.pass();
  scene.memory = result.memory;
  return result;
}

/** The stays that the next pass asks. */
async function askedNext(): Promise<readonly string[]> {
  await pass();
  return scene.lookedAt;
}

describe('a stay that the pass before found as Seam shows it', () => {
  beforeEach(async () => {
    await pass();
  });

  it('is not asked again', async () => {
    expect(scene.lookedAt).toEqual(['R-1']);
    expect(await askedNext()).toEqual([]);
    expect(await askedNext()).toEqual([]);
  });

  it('is asked once if the list of runs says something else of it', async () => {
    scene.digest = '2';
    expect(await askedNext()).toEqual(['R-1']);
    expect(await askedNext()).toEqual([]);
  });

  it.each([
    ['has another window', { startsAt: '2031-05-04T09:00:00.000Z' }],
    ['is suspended', { inTrouble: true as const }],
    ['is being deleted', { isGoing: true as const }],
    ['has lost its seat', { isUnsubscribed: true as const }],
  ])('looks at Seam if its user %s', async (_what, more) => {
    scene.sites[KS] = { pages: [[{ ...user, ...more }]] };
    expect(await pass()).toMatchObject({ woken: ['R-1'] });
  });

  it('looks at Seam, pass after pass, until its user is there again', async () => {
    scene.sites[KS] = { pages: [[{ ...user, id: 'another', reservationId: 'Housekeeping' }]] };
    for (const _pass of ['first', 'second']) {
      expect(await pass()).toMatchObject({ woken: ['R-1'] });
    }
    scene.sites[KS] = { pages: [[user]] };
    expect(await pass()).toMatchObject({ woken: [] });
    expect(await askedNext()).toEqual([]);
  });

  it('is asked if a credential was hung on its user', async () => {
    scene.credentials = [{ id: 'key', systemId: KS, userId: 'user' }];
    expect(await askedNext()).toEqual(['R-1']);
    scene.credentials = [];
    expect(await askedNext()).toEqual(['R-1']);
  });

  it('is not asked because a list could not be read, nor when it can be read again', async () => {
    const site = scene.sites[KS];
    scene.sites[KS] = { pages: ['fails'] };
    expect(await pass()).toMatchObject({ unread: [KS] });
    expect(scene.lookedAt).toEqual([]);
    Object.assign(scene.sites, { [KS]: site });
    expect(await askedNext()).toEqual([]);
  });

  it('is not ended by a list that is behind, when somebody has put it again', async () => {
    scene.list = { 'R-1': 'stopped' };
    expect(await pass()).toMatchObject({ orphans: [] });
    // What the list says of a run is no reason to end a stay: its run is asked.
    expect(scene.lookedAt).toEqual(['R-1']);
    expect(scene.closed).toEqual([]);
  });
});

describe('a stay that may yet turn out otherwise', () => {
  it('is asked again as long as a second user of its is younger than the quiet period', async () => {
    const double = { ...user, id: 'double' };
    scene.sites[KS] = { pages: [[user, { ...double, isNew: true }]] };
    expect(await pass()).toMatchObject({ woken: [] });
    expect(await askedNext()).toEqual(['R-1']);
    scene.sites[KS] = { pages: [[user, double]] };
    expect(await pass()).toMatchObject({ woken: ['R-1'] });
  });

  const second = { ...ledger[0], id: 'double' };
  it.each([
    ['a create of its own may have made the second user', { ...entry, state: 'asked' }],
    ['the second user is that of a room it has left', { ...second, isReplaced: true }],
    ['it removes the second user', { ...second, removalAskedAt: opensAt }],
  ] as const)('is asked again as long as %s', async (_what, other) => {
    scene.sites[KS] = { pages: [[user, { ...user, id: 'double' }]] };
    scene.ledger = [...ledger, { kind: 'access-user', ...other }];
    scene.phase = 'waiting';
    expect(await pass()).toMatchObject({ woken: [] });
    // It knows nothing of that one any more, and the list of runs says what it said before.
    scene.ledger = ledger;
    expect(await pass()).toMatchObject({ woken: ['R-1'] });
  });

  it('looks at Seam if its guest is let in, though it was asked just before the hold had an answer', async () => {
    Object.assign(scene, { phase: 'held', isBusy: true });
    scene.ledger = [{ ...ledger[0], isSwitching: true }];
    expect(await pass()).toMatchObject({ woken: [] });
    // The answer came, and then staff let the guest in. The list of runs says the same as before.
    delete scene.isBusy;
    scene.ledger = [{ ...ledger[0], suspendedAt: opensAt }];
    expect(await pass()).toMatchObject({ woken: ['R-1'] });
  });

  it('looks at Seam if the old check-out is set again, though it was asked just before Seam had the new one', async () => {
    Object.assign(scene, { phase: 'waiting', isBusy: true });
    expect(await pass()).toMatchObject({ woken: [] });
    delete scene.isBusy;
    const extended = { opensAt, closesAt: '2031-05-07T09:00:00.000Z' };
    scene.ledger = [{ ...ledger[0], window: extended }];
    expect(await pass()).toMatchObject({ woken: ['R-1'] });
  });

  it('is asked again as long as the list of runs is behind it', async () => {
    scene.list = { 'R-1': 'granting' };
    await pass();
    expect(await askedNext()).toEqual(['R-1']);
    scene.list = {};
    expect(await askedNext()).toEqual(['R-1']);
    expect(await askedNext()).toEqual([]);
  });

  it('is asked again as long as one of its systems cannot be read', async () => {
    scene.listed = [KS, SPACE];
    scene.sites[SPACE] = { pages: ['fails'] };
    scene.ledger = [...ledger, { ...ledger[0], id: 'elsewhere', scope: sightingIn(SPACE) }];
    await pass();
    expect(await askedNext()).toEqual(['R-1']);
    scene.sites[SPACE] = { pages: [[{ ...user, id: 'else', reservationId: 'Housekeeping' }]] };
    expect(await pass()).toMatchObject({ woken: ['R-1'] });
  });

  it('looks at Seam if its user, to whom staff had given another name, is gone', async () => {
    const renamed = { ...user, reservationId: 'VIP' };
    const housekeeper = { ...user, id: 'other', reservationId: 'Housekeeping' };
    scene.sites[KS] = { pages: [[renamed, housekeeper]] };
    expect(await pass()).toMatchObject({ woken: [] });
    expect(await askedNext()).toEqual([]);
    scene.sites[KS] = { pages: [[housekeeper]] };
    expect(await pass()).toMatchObject({ woken: ['R-1'] });
  });
});

describe('a stay in a system that no listing leads to any more', () => {
  const withoutIt = { pages: [[{ ...user, id: 'other', reservationId: 'Housekeeping' }]] };

  beforeEach(() => {
    scene.listed = [SPACE];
    scene.sites[SPACE] = { pages: [[]] };
  });

  it('looks at Seam if its user is gone, as soon as that system is read', async () => {
    scene.sites[KS] = withoutIt;
    // No pass knew of the system before the stay was asked.
    expect(await pass()).toMatchObject({ woken: [] });
    expect(await pass()).toMatchObject({ woken: ['R-1'] });
  });

  it('looks at Seam, pass after pass, until its user is there again', async () => {
    await pass();
    await pass();
    expect(await askedNext()).toEqual([]);
    scene.sites[KS] = withoutIt;
    for (const _pass of ['first', 'second', 'third', 'fourth']) {
      expect(await pass()).toMatchObject({ woken: ['R-1'] });
    }
  });

  it('is not asked again once Seam does not have that system any more', async () => {
    scene.sites[KS] = { pages: ['no such system'] };
    await pass();
    expect(await askedNext()).toEqual(['R-1']);
    expect(await askedNext()).toEqual([]);
  });
});

describe('a stay that is held', () => {
  const held = { ...user, inTrouble: true as const };

  beforeEach(async () => {
    scene.phase = 'held';
    scene.ledger = [{ ...ledger[0], suspendedAt: opensAt }];
    scene.sites[KS] = { pages: [[held]] };
    await pass();
  });

  it('is not asked again as long as its guest is suspended', async () => {
    expect(scene.woken).toEqual([]);
    expect(await askedNext()).toEqual([]);
  });

  it('looks at Seam if somebody has let its guest in', async () => {
    scene.sites[KS] = { pages: [[user]] };
    expect(await pass()).toMatchObject({ woken: ['R-1'] });
  });

  it('looks at Seam if it has a second user there', async () => {
    scene.sites[KS] = { pages: [[held, { ...user, id: 'double' }]] };
    expect(await pass()).toMatchObject({ woken: ['R-1'] });
  });
});

describe('the doors of a guest in the house', () => {
  it('are the guest’s own again within six hours after somebody changed the groups', async () => {
    await pass();
    scene.groupIds = ['garage'];
    const woken: string[] = [];
    for (let nth = 0; nth < SIX_HOURS && woken.length === 0; nth += 1) {
      expect(scene.doorsRead).toEqual(nth === 0 ? ['R-1'] : []);
      woken.push(...(await pass()).woken);
    }
    expect(woken).toEqual(['R-1']);
  });

  it('are all read when somebody asks by hand, and a stay is asked whose doors are others', async () => {
    await pass();
    scene.lookedAt = [];
    const byHand = (): Promise<PassResult> => passes.pass({ everyDoor: true });
    expect(await byHand()).toMatchObject({ woken: [] });
    expect({ read: scene.doorsRead, asked: scene.lookedAt }).toEqual({
      read: ['R-1', 'R-1'],
      asked: [],
    });
    scene.groupIds = ['garage'];
    expect(await byHand()).toMatchObject({ woken: ['R-1'] });
  });
});

describe('a guest whose doors are others, and whose stay cannot be read', () => {
  it('is reported: a person has to look', async () => {
    await pass();
    scene.groupIds = ['garage'];
    scene.silentUntil = '2999-01-01T11:00:00.000Z';
    scene.lookedAt = [];
    const result = await passes.pass({ repair: true, everyDoor: true });
    expect(scene.lookedAt).toEqual(['R-1']);
    expect(result).toMatchObject({ reported: ['R-1'] });
  });
});

describe('a guest whose user has no mark, as a mobile guide names it', () => {
  it('is neither a stranger nor asked because the identities could not be read', async () => {
    scene.sites[KS] = { pages: [[]] };
    scene.named = [{ ...user, identityId: 'identity' }];
    scene.identities = [{ id: 'identity', reservationId: 'R-1', userIds: ['user'] }];
    await pass();
    expect(await askedNext()).toEqual([]);
    scene.identities = 'fails';
    expect(await pass()).toMatchObject({ reported: [], woken: [], unread: ['identities', KS] });
    expect(scene.lookedAt).toEqual([]);
  });
});

describe('an identity of ours', () => {
  it('is told to whoever reads the users on, but where the list of runs tells it already', async () => {
    scene.memory = { ...NO_MEMORY, known: { 'R-2': '' } };
    scene.identities = ['R-1', 'R-2'].map((id) => ({ id, reservationId: id, userIds: [] }));
    await pass();
    expect(scene.alsoOurs).toEqual(['R-2']);
  });

  it('is told of thousands only: a whole house may have lost its runs', async () => {
    const ids = Array.from({ length: 7_000 }, (_, nth) => `R-${nth}`);
    scene.identities = ids.map((id) => ({ id, reservationId: id, userIds: [] }));
    scene.runs = {};
    await passes.pass({ repair: false });
    expect(scene.alsoOurs).toHaveLength(5_000);
  });
});

describe('a stay that cannot be read', () => {
  it.each([
    ['has its door shut from Seam’s state alone, past its check-out', '2020-01-01', ['R-1']],
    ['keeps its access until then', '2999-01-01', []],
  ])('%s', async (_what, day, shut) => {
    scene.silentUntil = `${day}T11:00:00.000Z`;
    expect(await pass()).toMatchObject({ orphans: shut, reported: ['R-1'] });
    expect(scene.closedApart.map((one) => one.reservationId)).toEqual(shut);
    // Its own run may be read again, and is left in peace.
    expect(scene.closed).toEqual([]);
  });

  it('has five minutes to begin its end: a worker may have much to do at that moment', async () => {
    scene.silentUntil = new Date(Date.now() - 60_000).toISOString();
    expect(await pass()).toMatchObject({ orphans: [], reported: ['R-1'] });
    expect(scene.closedApart).toEqual([]);
    scene.silentUntil = new Date(Date.now() - 6 * 60_000).toISOString();
    expect(await pass()).toMatchObject({ orphans: ['R-1'] });
  });

  it('is asked once it should have ended, although nothing has changed', async () => {
    await pass();
    scene.list = { 'R-1': 'overdue' };
    // The list says the same of it as before, but that it is late.
    expect(await askedNext()).toEqual(['R-1']);
    expect(await askedNext()).toEqual(['R-1']);
  });
});

describe('a house of many stays', () => {
  const many = Array.from({ length: 2_100 }, (_, nth) => `R-${10_000 + nth}`);

  it('has each of them asked in one pass, though no list of runs knows any', async () => {
    const users = many.map((id) => ({ ...user, id: `user of ${id}`, reservationId: id }));
    scene.sites = { [KS]: { pages: [users] } };
    scene.runs = Object.fromEntries(many.map((id) => [id, 'closed']));
    // All of them are ended, and of so many the message that tells of it names the first.
    expect(await pass()).toMatchObject({ orphans: many.slice(0, 2_000) });
    expect(scene.lookedAt).toEqual(many);
    expect(scene.closed).toHaveLength(many.length);
  });

  it('has each of them asked in one pass, whatever the pass before thought of it', async () => {
    scene.sites = { [KS]: { pages: [[]] } };
    scene.runs = Object.fromEntries(many.map((id) => [id, 'open']));
    Object.assign(scene, { phase: 'waiting', ledger: [] });
    // These were just being changed when they were asked last.
    scene.memory = { ...NO_MEMORY, known: Object.fromEntries(many.map((id) => [id, '-'])) };
    await pass();
    expect(scene.lookedAt).toEqual(many);
  });

  it('has each of them asked in one pass, though a site cannot be read where some were stopped', async () => {
    scene.listed = [KS, SPACE];
    scene.sites = { [KS]: { pages: [[user]] }, [SPACE]: { pages: ['fails'] } };
    scene.runs = { ...Object.fromEntries(many.map((id) => [id, 'closed'])), 'R-1': 'open' };
    scene.list = Object.fromEntries(many.map((id) => [id, 'stopped']));
    await pass();
    expect(new Set(scene.lookedAt)).toEqual(new Set([...many, 'R-1']));
    expect(scene.lookedAt).toHaveLength(many.length + 1);
  });

  it('has those asked first that should have ended, in a pass that knows nothing of them', async () => {
    const ids = Array.from({ length: 60 }, (_, nth) => `R-${100 + nth}`);
    scene.sites = { [KS]: { pages: [[]] } };
    scene.runs = Object.fromEntries(ids.map((id) => [id, 'open']));
    scene.list = { 'R-159': 'overdue' };
    await pass();
    expect(scene.lookedAt[0]).toBe('R-159');
  });

  it('keeps its messages small, though all its stays have ended between two passes', async () => {
    const known = Object.fromEntries(
      Array.from({ length: 50_000 }, (_, nth) => [`a-house-with-a-long-name.${nth}`, '1']),
    );
    scene.memory = { ...NO_MEMORY, known };
    scene.runs = {};
    scene.sites = { [KS]: { pages: [[]] } };
    const result = await pass();
    expect(JSON.stringify(result).length).toBeLessThan(1_000_000);
  });

  it('is asked in several runs at first, and not at all in the next pass', async () => {
    const ids = Array.from({ length: 4_500 }, (_, nth) => `R-${10_000 + nth}`);
    scene.sites = { [KS]: { pages: [[]] } };
    scene.runs = Object.fromEntries(ids.map((id) => [id, 'open']));
    Object.assign(scene, { phase: 'waiting', ledger: [] });
    await pass();
    expect(scene.lookedAt).toEqual(ids);
    expect(await askedNext()).toHaveLength(0);
  });
});

describe('a stay with the name of something that every object has', () => {
  it.each(['constructor', 'toString'])('is known to the next pass: %s', async (id) => {
    scene.sites[KS] = { pages: [[{ ...user, reservationId: id }]] };
    scene.runs = { [id]: 'open' };
    await pass();
    expect(scene.lookedAt).toEqual([id]);
    expect(await askedNext()).toEqual([]);
  });
});
