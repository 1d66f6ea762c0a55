import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { orphanSchema } from '../../src/contract/closing.ts';
import type { PassMemory, PassResult } from '../../src/contract/reconciling.ts';
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
const user = (reservationId: string, systemId = KS, more = {}): SeenUser => ({
  id: `user-of-${reservationId}`,
  reservationId,
  systemId,
  ...more,
});

const idsIn = ({ known, fading }: PassMemory) => ({ known: Object.keys(known), fading });

let scene: Scene;

describe('the reconciler', () => {
  let passes: Passes;

  beforeAll(async () => {
    passes = await startPasses(stepsIn(() => scene));
  });
  afterAll(() => passes.stop());

  beforeEach(() => {
    scene = quiet(KS);
  });

  const pass = (request?: unknown): Promise<PassResult> => passes.pass(request);
  const closedIds = (): readonly string[] => scene.closed.map((one) => one.reservationId);

  it('ends what has no open run, on whichever page it is', async () => {
    scene.sites[KS] = { pages: [[user('R-1')], [user('R-2')], [user('R-3')]] };
    scene.runs = { 'R-1': 'open', 'R-2': 'closed', 'R-3': 'closed' };
    scene.ledger = [
      { kind: 'access-user', id: 'user-of-R-1', state: 'live', scope: sightingIn(KS) },
    ];
    expect(await pass()).toMatchObject({ orphans: ['R-2', 'R-3'], woken: [], unread: [] });
    expect(closedIds()).toEqual(['R-2', 'R-3']);
    expect(scene.closed[0]?.found).toEqual([
      { kind: 'access-user', id: 'user-of-R-2', systemId: KS },
    ]);
    // Nothing is known of where it had asked for more.
    expect(scene.closed[0]?.systemIds).toEqual([KS]);
  });

  it.each([{}, undefined, { repair: false }])(
    'touches nothing when asked with %j',
    async (asked) => {
      scene.sites[KS] = { pages: [[user('R-1')]] };
      scene.runs = { 'R-1': 'closed', 'R-2': 'open' };
      scene.ledger = [{ kind: 'access-user', id: 'lost', state: 'live', scope: sightingIn(KS) }];
      expect(await pass(asked ?? null)).toMatchObject({ orphans: ['R-1'], woken: ['R-2'] });
      expect([...scene.closed, ...scene.woken]).toEqual([]);
    },
  );

  it('fails when it is asked for something that it does not know', async () => {
    await expect(pass({ repair: 'everything' })).rejects.toMatchObject({
      cause: { type: 'MalformedRequest' },
    });
  });

  it('leaves alone what is younger than the quiet period', async () => {
    scene.sites[KS] = { pages: [[user('R-1', KS, { isNew: true })]] };
    scene.identities = [{ id: 'i', reservationId: 'R-1', userIds: [], isNew: true }];
    scene.runs = { 'R-1': 'closed' };
    expect(await pass()).toMatchObject({ orphans: [] });
  });

  it('takes a part of a list for nothing at all, and goes on with the other sites', async () => {
    scene.listed = [KS, SPACE];
    scene.sites = {
      [KS]: { pages: [[user('R-1')], 'fails'] },
      [SPACE]: { pages: [[user('R-2', SPACE)]] },
    };
    scene.runs = { 'R-1': 'closed', 'R-2': 'closed', 'R-3': 'open' };
    scene.ledger = [{ kind: 'access-user', id: 'on-page-2', state: 'live', scope: sightingIn(KS) }];
    expect(await pass()).toMatchObject({ orphans: ['R-2'], woken: [], unread: [KS] });
    expect(closedIds()).toEqual(['R-2']);
  });

  it('does not trust a list that goes in circles', async () => {
    scene.sites[KS] = { pages: [[user('R-1')]], next: '0' };
    scene.runs = { 'R-1': 'closed' };
    expect(await pass()).toMatchObject({ orphans: [], unread: [KS] });
  });

  it('does not believe that a site has lost all its users', async () => {
    scene.memory = { ...NO_MEMORY, systems: { [KS]: 12 }, credentials: {} };
    scene.runs = { 'R-1': 'open' };
    scene.ledger = [
      { kind: 'access-user', id: 'user-of-R-1', state: 'live', scope: sightingIn(KS) },
    ];
    const seen = await pass();
    expect(seen).toMatchObject({ woken: [], unread: [KS] });
    expect(seen.memory.systems).toEqual({ [KS]: 12 });
  });

  it('believes that a site has lost all its credentials when it sees it twice', async () => {
    const ids = ['R-1', 'R-2'];
    scene.sites[KS] = { pages: [ids.map((id) => user(id))] };
    scene.runs = { 'R-1': 'open', 'R-2': 'open' };
    scene.credentials = ids.map((id) => ({ id: `pin-of-${id}`, systemId: KS }));
    scene.memory = (await pass()).memory;
    scene.ledger = [{ kind: 'credential', id: 'pin-of-R-1', state: 'live', scope: sightingIn(KS) }];

    scene.credentials = [];
    const first = await pass();
    expect(first).toMatchObject({ woken: [], unread: [KS] });
    scene.memory = first.memory;
    expect(await pass()).toMatchObject({ woken: ids, unread: [] });
  });

  it('wakes a stay whose credential is gone from a site that had no other', async () => {
    scene.sites[KS] = { pages: [[user('R-1')]] };
    scene.memory = {
      ...NO_MEMORY,
      known: { 'R-1': '' },
      systems: { [KS]: 1 },
      credentials: { [KS]: 1 },
    };
    scene.runs = { 'R-1': 'open' };
    scene.ledger = [{ kind: 'credential', id: 'pin-of-R-1', state: 'live', scope: sightingIn(KS) }];
    expect(await pass()).toMatchObject({ woken: ['R-1'], unread: [] });
  });

  it('wakes a stay whose user is gone from a site that has others', async () => {
    scene.sites[KS] = { pages: [[user('Housekeeping')]] };
    scene.runs = { 'R-1': 'open' };
    scene.ledger = [
      { kind: 'access-user', id: 'user-of-R-1', state: 'live', scope: sightingIn(KS) },
    ];
    expect(await pass()).toMatchObject({ woken: ['R-1'], reported: ['user-of-Housekeeping'] });
    expect(scene.woken).toEqual(['R-1']);
  });

  it('ends a stay of which there is more than its end can be told', async () => {
    const users = Array.from({ length: 250 }, (_, nth) => ({
      ...user('R-1'),
      id: `double-${nth}`,
    }));
    scene.sites[KS] = { pages: [users] };
    scene.runs = { 'R-1': 'closed' };
    expect(await pass()).toMatchObject({ orphans: ['R-1'] });
    // What it is not told of it finds by the mark.
    expect(orphanSchema.safeParse({ ...scene.closed[0], quietPeriodMs: 0 }).error).toBeUndefined();
  });

  it('does not end once more what has ended since it read the lists', async () => {
    scene.sites[KS] = { pages: [[user('R-1')]] };
    scene.runs = { 'R-1': 'closed' };
    scene.provenAt = new Date(Date.now() + 60_000).toISOString();
    expect(await pass()).toMatchObject({ orphans: [], woken: [] });
    expect(closedIds()).toEqual([]);
    // What came only after it was proven gone is another matter.
    scene.provenAt = new Date(Date.now() - 60_000).toISOString();
    expect(await pass()).toMatchObject({ orphans: ['R-1'] });
  });

  it('says that a stay was woken if somebody put it before it could be ended', async () => {
    scene.sites[KS] = { pages: [[user('R-1')]] };
    scene.runs = { 'R-1': 'closed' };
    scene.putMeanwhile = ['R-1'];
    expect(await pass()).toMatchObject({ orphans: [], woken: ['R-1'] });
  });

  it('ends a stay of which only an identity is left', async () => {
    // What hangs on it is a user that enrollment made in a credential manager.
    scene.identities = [{ id: 'identity', reservationId: 'R-1', userIds: ['in-the-manager'] }];
    expect(await pass()).toMatchObject({ orphans: ['R-1'] });
    expect(scene.closed[0]?.found).toEqual([{ kind: 'user-identity', id: 'identity' }]);
  });

  it('ends a stay of which nothing is left, if others were not told of its end', async () => {
    scene.runs = { 'R-1': 'closed' };
    scene.list = { 'R-1': 'stopped' };
    expect(await pass()).toMatchObject({ orphans: [] });

    scene.isUntold = true;
    const told = await pass();
    expect(told).toMatchObject({ orphans: ['R-1'] });
    expect(scene.closed).toMatchObject([{ found: [], systemIds: [KS] }]);

    // What ended it has told them, and is the last run now.
    delete scene.isUntold;
    scene.memory = told.memory;
    expect(await pass()).toMatchObject({ orphans: [] });
  });

  it('asks again about a stay that was stopped, if nobody had the time to tell of it', async () => {
    scene.runs = { 'R-1': 'closed' };
    scene.list = { 'R-1': 'stopped' };
    scene.isUnsure = true;
    scene.memory = (await pass()).memory;
    delete scene.isUnsure;
    scene.isUntold = true;
    expect(await pass()).toMatchObject({ orphans: ['R-1'] });
  });

  it('leaves an identity to the guest’s other stay, whose access hangs on it', async () => {
    scene.sites[KS] = { pages: [[user('R-2')]] };
    scene.runs = { 'R-1': 'closed', 'R-2': 'open' };
    scene.ledger = [
      { kind: 'access-user', id: 'user-of-R-2', state: 'live', scope: sightingIn(KS) },
    ];
    scene.identities = [{ id: 'identity', reservationId: 'R-1', userIds: ['user-of-R-2'] }];
    expect(await pass()).toMatchObject({ orphans: [], woken: [] });
  });

  it('leaves an identity alone as long as it cannot see what hangs on it', async () => {
    scene.sites[KS] = { pages: ['fails'] };
    scene.runs = { 'R-1': 'closed' };
    scene.identities = [{ id: 'identity', reservationId: 'R-1', userIds: ['on-that-site'] }];
    expect(await pass()).toMatchObject({ orphans: [], unread: [KS] });
  });

  it('knows its own by what the pass before knew, when Temporal has forgotten the run', async () => {
    scene.sites[KS] = { pages: [[user('R-1'), user('R-2')]] };
    scene.memory = { ...NO_MEMORY, known: { 'R-1': '' }, systems: {}, credentials: {} };
    expect(await pass()).toMatchObject({ orphans: ['R-1'], reported: ['user-of-R-2'] });
    expect(scene.askedFor).toEqual(['R-2']);
  });

  it('remembers a stay for one pass after it was gone, and a site as long as it is of use', async () => {
    scene.listed = [KS];
    scene.sites[SPACE] = { pages: [[user('R-1', SPACE)]] };
    scene.runs = { 'R-1': 'open' };
    scene.ledger = [
      { kind: 'access-user', id: 'user-of-R-1', state: 'live', scope: sightingIn(SPACE) },
    ];
    scene.memory = { ...NO_MEMORY, systems: { [SPACE]: 1 }, credentials: {} };
    const first = await pass();
    const sites = ({ systems, credentials }: PassMemory) => ({ systems, credentials });
    expect(idsIn(first.memory)).toEqual({ known: ['R-1'], fading: [] });
    expect(sites(first.memory)).toEqual({
      systems: { [KS]: 0, [SPACE]: 1 },
      credentials: { [KS]: 0, [SPACE]: 0 },
    });

    scene.memory = first.memory;
    scene.runs = {};
    scene.sites[SPACE] = { pages: [[user('Housekeeping', SPACE)]] };
    const second = await pass();
    const none = { systems: { [KS]: 0 }, credentials: { [KS]: 0 } };
    expect(idsIn(second.memory)).toEqual({ known: [], fading: ['R-1'] });
    expect(sites(second.memory)).toEqual(none);

    scene.memory = second.memory;
    const { memory } = await pass();
    expect({ ...idsIn(memory), ...sites(memory) }).toEqual({ known: [], fading: [], ...none });
  });

  it('knows a site that is listed no more by the stays that say they are there', async () => {
    scene.listed = [KS];
    scene.sites[SPACE] = { pages: [[user('R-1', SPACE)]] };
    scene.runs = { 'R-1': 'open' };
    scene.ledger = [
      { kind: 'access-user', id: 'user-of-R-1', state: 'live', scope: sightingIn(SPACE) },
    ];
    scene.memory = (await pass()).memory;
    // Somebody terminates it.
    scene.runs = { 'R-1': 'closed' };
    scene.list = { 'R-1': 'stopped' };
    expect(await pass()).toMatchObject({ orphans: ['R-1'] });
  });

  it('forgets a site that is listed no more once Seam does not have it any more', async () => {
    scene.memory = { ...NO_MEMORY, systems: { [KS]: 0, [SPACE]: 3 } };
    scene.sites[SPACE] = { pages: ['no such system'] };
    const { unread, memory } = await pass();
    expect({ unread, systems: memory.systems }).toEqual({ unread: [], systems: { [KS]: 0 } });
    // A listing that leads to nothing is a slip that a person has to mend.
    scene.listed = [KS, SPACE];
    expect(await pass()).toMatchObject({ unread: [SPACE] });
  });

  it('reads no system that only a check has named', async () => {
    scene.listed = [KS];
    scene.runs = { 'R-1': 'open' };
    scene.ledger = [
      { kind: 'access-user', state: 'asked', scope: sightingIn('no-system'), isNamed: true },
    ];
    expect((await pass()).memory.systems).toEqual({ [KS]: 0 });
  });

  it('goes on remembering what may be where it could not look', async () => {
    scene.memory = {
      ...NO_MEMORY,
      known: { 'R-1': '', 'R-2': '' },
      systems: { [KS]: 2 },
      credentials: {},
    };
    scene.sites[KS] = { pages: ['fails'] };
    scene.runs = { 'R-2': 'closed' };
    const { memory } = await pass();
    expect(idsIn(memory)).toEqual({ known: ['R-1'], fading: ['R-2'] });
    expect(memory.systems).toEqual({ [KS]: 2 });
  });
});
