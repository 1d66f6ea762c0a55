import { ApplicationFailure, Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { FoundOrphan } from '../../src/contract/closing.ts';
import { RECONCILE, SEAM_TASK_QUEUE, TASK_QUEUE } from '../../src/contract/names.ts';
import type {
  PassMemory,
  PassResult,
  RunSteps,
  StayLook,
  SurveySteps,
} from '../../src/contract/reconciling.ts';
import type { SeenCredential, SeenIdentity, SeenUser } from '../../src/stay/reconciliation.ts';
import { sightingIn } from '../../src/stay/scope.ts';
import { startTimeSkipping, workflowBundle } from '../support/temporal.ts';

/** A page of a site's users, whosever they are. */
type Page = readonly SeenUser[] | 'fails';

/** What Seam and Temporal show to a pass, and what it did. */
interface Scene {
  sites: Record<string, { readonly pages: readonly Page[]; readonly next?: string }>;
  listed: readonly string[];
  memory?: PassMemory;
  identities: readonly SeenIdentity[];
  /** Of whichever site. */
  credentials: readonly SeenCredential[];
  /** Reservation ids of which Temporal knows a run. */
  runs: Record<string, 'open' | 'closed'>;
  ledger: Extract<StayLook, { run: 'open' }>['ledger'];
  putMeanwhile: readonly string[];
  closed: FoundOrphan[];
  woken: string[];
  askedFor: readonly string[];
}

const KS = 'site-ks';
const SPACE = 'site-space';
const user = (reservationId: string, systemId = KS, more = {}): SeenUser => ({
  id: `user-of-${reservationId}`,
  reservationId,
  systemId,
  ...more,
});

let scene: Scene;

const survey: SurveySteps = {
  surveyIdentities: async () => ({ identities: scene.identities }),
  async surveyUsers({ systemId, cursor, alsoOurs }) {
    scene.askedFor = alsoOurs;
    const site = scene.sites[systemId];
    const at = Number(cursor ?? 0);
    const page = site?.pages[at] ?? [];
    if (page === 'fails')
      throw ApplicationFailure.create({ nonRetryable: true, category: 'BENIGN' });
    const hasNext = at + 1 < (site?.pages.length ?? 0);
    const next = site?.next ?? (hasNext ? String(at + 1) : undefined);
    const ours = page.filter(
      (one) => one.reservationId in scene.runs || alsoOurs.includes(one.reservationId),
    );
    const strangers = page.filter((one) => !ours.includes(one)).map((one) => one.id);
    return { ours, named: [], strangers, count: page.length, ...(next && { next }) };
  },
  surveyCredentials: async ({ systemId }) => ({
    credentials: scene.credentials.filter((one) => one.systemId === systemId),
  }),
  lookAtAccesses: async () => [],
};

const runs: RunSteps = {
  recallPass: async () => ({
    systemIds: scene.listed,
    ...(scene.memory && { memory: scene.memory }),
  }),
  findForgotten: async (ids) => ids.filter((id) => !(id in scene.runs)),
  listUnendedStays: async () => ({
    reservationIds: Object.keys(scene.runs).filter((id) => scene.runs[id] === 'open'),
  }),
  lookAtStays: async (ids) =>
    ids.map((reservationId) =>
      scene.runs[reservationId] === 'open'
        ? { reservationId, run: 'open', phase: 'waiting', hasProblem: false, ledger: scene.ledger }
        : { reservationId, run: 'closed', ledger: [] },
    ),
  async closeOrphans(orphans) {
    scene.closed.push(...orphans);
    const woken = orphans.map((one) => one.reservationId);
    return { woken: woken.filter((id) => scene.putMeanwhile.includes(id)) };
  },
  async wakeStays(stays) {
    scene.woken.push(...stays.map((stay) => stay.reservationId));
  },
};

describe('the reconciler', () => {
  let env: TestWorkflowEnvironment;
  let workers: readonly Worker[];
  let running: readonly Promise<void>[];
  let passes = 0;

  beforeAll(async () => {
    env = await startTimeSkipping();
    const connection = env.nativeConnection;
    workers = await Promise.all([
      Worker.create({
        connection,
        taskQueue: TASK_QUEUE,
        workflowBundle: workflowBundle(),
        activities: runs,
      }),
      Worker.create({ connection, taskQueue: SEAM_TASK_QUEUE, activities: survey }),
    ]);
    running = workers.map((worker) => worker.run());
  });
  afterAll(async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.allSettled(running);
    await env.teardown();
  });

  beforeEach(() => {
    scene = {
      sites: { [KS]: { pages: [[]] } },
      listed: [KS],
      identities: [],
      credentials: [],
      runs: {},
      ledger: [],
      putMeanwhile: [],
      closed: [],
      woken: [],
      askedFor: [],
    };
  });

  const pass = async (request: unknown = { repair: true }): Promise<PassResult> => {
    passes += 1;
    return new Client({ connection: env.connection }).workflow.execute<
      (request: unknown) => Promise<PassResult>
    >(RECONCILE, { workflowId: `pass-${passes}`, taskQueue: TASK_QUEUE, args: [request] });
  };
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
    scene.memory = { known: [], fading: [], systems: { [KS]: 12 }, credentials: {} };
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
    scene.memory = { known: ['R-1'], fading: [], systems: { [KS]: 1 }, credentials: { [KS]: 1 } };
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
    scene.memory = { known: ['R-1'], fading: [], systems: {}, credentials: {} };
    expect(await pass()).toMatchObject({ orphans: ['R-1'], reported: ['user-of-R-2'] });
    expect(scene.askedFor).toEqual(['R-1']);
  });

  it('remembers a stay for one pass after it was gone, and a site as long as it is of use', async () => {
    scene.listed = [KS];
    scene.sites[SPACE] = { pages: [[user('R-1', SPACE)]] };
    scene.runs = { 'R-1': 'open' };
    scene.ledger = [
      { kind: 'access-user', id: 'user-of-R-1', state: 'live', scope: sightingIn(SPACE) },
    ];
    scene.memory = { known: [], fading: [], systems: { [SPACE]: 1 }, credentials: {} };
    const first = await pass();
    expect(first.memory).toEqual({
      known: ['R-1'],
      fading: [],
      systems: { [KS]: 0, [SPACE]: 1 },
      credentials: { [KS]: 0, [SPACE]: 0 },
    });

    scene.memory = first.memory;
    scene.runs = {};
    scene.sites[SPACE] = { pages: [[user('Housekeeping', SPACE)]] };
    const second = await pass();
    const none = { systems: { [KS]: 0 }, credentials: { [KS]: 0 } };
    expect(second.memory).toEqual({ known: [], fading: ['R-1'], ...none });

    scene.memory = second.memory;
    expect((await pass()).memory).toEqual({ known: [], fading: [], ...none });
  });

  it('goes on remembering what may be where it could not look', async () => {
    scene.memory = { known: ['R-1', 'R-2'], fading: [], systems: { [KS]: 2 }, credentials: {} };
    scene.sites[KS] = { pages: ['fails'] };
    scene.runs = { 'R-2': 'closed' };
    const { memory } = await pass();
    expect(memory).toMatchObject({ known: ['R-1'], fading: ['R-2'], systems: { [KS]: 2 } });
  });
});
