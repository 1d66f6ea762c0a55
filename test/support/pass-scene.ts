import { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';

import type { FoundOrphan } from '../../src/contract/closing.ts';
import { refuse } from '../../src/contract/failures.ts';
import { RECONCILE, SEAM_TASK_QUEUE, TASK_QUEUE } from '../../src/contract/names.ts';
import type {
  ListedRun,
  ListPage,
  MemoryPart,
  PassMemory,
  PassResult,
  RunSteps,
  StayLook,
  SurveySteps,
} from '../../src/contract/reconciling.ts';
import type { Phase } from '../../src/contract/status.ts';
import type {
  NamedUser,
  SeenCredential,
  SeenIdentity,
  SeenUser,
} from '../../src/stay/reconciliation.ts';

import { startTimeSkipping, workflowBundle } from './temporal.ts';

/** A page of a site's users, whosever they are. */
type Page = readonly SeenUser[] | 'fails' | 'no such system';

/** What Seam and Temporal show to a pass, and what it did. */
export interface Scene {
  sites: Record<string, { readonly pages: readonly Page[]; readonly next?: string }>;
  listed: readonly string[];
  memory?: PassMemory;
  identities: readonly SeenIdentity[] | 'fails';
  /** Users whose whole name is the reservation id of a known stay, of whichever site. */
  named?: readonly NamedUser[];
  /** Of whichever site. */
  credentials: readonly SeenCredential[];
  /** Reservation ids of which Temporal knows a run. */
  runs: Record<string, 'open' | 'closed'>;
  /** What the list of runs shows of a stay, where that is not how it is: it is behind. */
  list: Record<string, string>;
  digest: string;
  phase: Phase;
  /** Every open stay is in the middle of something. */
  isBusy?: true;
  ledger: Extract<StayLook, { run: 'open' }>['ledger'];
  /** What single stays have, where it is not that of all. */
  ledgers?: Readonly<Record<string, Scene['ledger']>>;
  /** The access groups of every user. */
  groupIds: readonly string[];
  /** Before each part of its lists Seam asks to be left alone for so long, in milliseconds. */
  waitMs?: number;
  putMeanwhile: readonly string[];
  closed: FoundOrphan[];
  closedApart: FoundOrphan[];
  /** When the access of closed runs was proven gone, ISO 8601. */
  provenAt?: string;
  /** Of the end of closed runs others were not told. */
  isUntold?: true;
  /** Nobody had the time to tell of closed runs. */
  isUnsure?: true;
  /** When a run closes that gives no answer, ISO 8601. */
  silentUntil?: string;
  woken: string[];
  /** Reservation ids of which Temporal was asked whether it knows a run, of which the run was asked, and so on. */
  askedFor: readonly string[];
  lookedAt: string[];
  doorsRead: string[];
  kept: MemoryPart[];
  /** Reservation ids that the last reading of Seam's lists was told to be ours. */
  alsoOurs: readonly string[];
}

const FIVE_MINUTES = 300_000;

/** What a pass knows that knows nothing. */
export const NO_MEMORY: PassMemory = {
  ...{ known: {}, shown: {}, beside: {}, doors: {} },
  ...{ fading: [], systems: {}, credentials: {}, turn: 0, more: 0 },
};

function unreadable(): ApplicationFailure {
  return ApplicationFailure.create({ nonRetryable: true, category: 'BENIGN' });
}

/** A page of the list of users, or of what hangs on them. */
function pageOf(scene: Scene, systemId: string, list: number, at: number): ListPage {
  if (list % 2 === 0) {
    const credentials = scene.credentials.filter((one) => one.systemId === systemId);
    return { of: 'credentials', systemId, credentials };
  }
  const page = scene.sites[systemId]?.pages[at] ?? [];
  if (page === 'fails') throw unreadable();
  if (page === 'no such system') {
    throw refuse('SeamRejected', 'It was refused.', { seamType: 'acs_system_not_found' });
  }
  const named = (scene.named ?? []).filter((one) => one.systemId === systemId && at === 0);
  const count = page.length + named.length;
  return { of: 'users', systemId, marked: page, named, strangers: [], count };
}

const surveyIn = (look: () => Scene): SurveySteps => ({
  async surveySeam({ systemIds, from, alsoOurs }) {
    const scene = look();
    scene.alsoOurs = alsoOurs;
    const { list, cursor } = from;
    const last = 2 * systemIds.length;
    const wait = scene.waitMs === undefined ? {} : { waitMs: scene.waitMs };
    const then = list < last ? { next: { list: list + 1 }, ...wait } : {};
    const systemId = systemIds[Math.ceil(list / 2) - 1];
    if (systemId === undefined) {
      if (scene.identities === 'fails') throw unreadable();
      return { pages: [{ of: 'identities', identities: scene.identities }], ...then };
    }
    const at = Number(cursor ?? 0);
    const pages = [pageOf(scene, systemId, list, at)];
    const site = scene.sites[systemId];
    const hasNext = list % 2 === 1 && at + 1 < (site?.pages.length ?? 0);
    const next = list % 2 === 1 ? site?.next : undefined;
    if (next !== undefined || hasNext) {
      return { pages, next: { list, cursor: next ?? String(at + 1) } };
    }
    return { pages, ...then };
  },
  async lookAtAccesses(accesses) {
    const scene = look();
    scene.doorsRead.push(...accesses.map((one) => one.reservationId));
    const seen = accesses.map(({ userId }) => ({ userId, groupIds: scene.groupIds }));
    return { seen, lookedAt: seen.length };
  },
});

const runsIn = (look: () => Scene): RunSteps => ({
  async recallPass({ hasMemory }) {
    const scene = look();
    const { memory } = scene;
    const listed = Object.entries(scene.runs).flatMap(([id, run]): ListedRun[] => {
      const told = Object.hasOwn(scene.list, id) ? scene.list[id] : undefined;
      const shows = told ?? (run === 'open' ? scene.phase : undefined);
      return shows === undefined ? [] : [[id, shows, `${scene.digest} ${shows}`]];
    });
    const run = { workflowId: 'pass', runId: 'last' };
    const overdueAfterMs = FIVE_MINUTES;
    const recalled = { systemIds: scene.listed, overdueAfterMs, runs: listed };
    return hasMemory || memory === undefined ? recalled : { ...recalled, last: { memory, run } };
  },
  recallPart: async ({ nth }) => look().kept[nth - 1],
  async keepPart({ nth, part }) {
    look().kept[nth - 1] = part;
  },
  listRuns: async () => ({ runs: [] }),
  async findForgotten(ids) {
    const scene = look();
    scene.askedFor = ids;
    return ids.filter((id) => !(id in scene.runs));
  },
  async lookAtStays(ids) {
    const scene = look();
    scene.lookedAt.push(...ids);
    return ids.map((reservationId) => {
      const { phase, silentUntil: closesAt } = scene;
      const ledger = scene.ledgers?.[reservationId] ?? scene.ledger;
      if (closesAt !== undefined) {
        const last = { listingId: 'suite', revision: 0, closesAt };
        return { reservationId, run: 'silent', last };
      }
      return scene.runs[reservationId] === 'open'
        ? {
            ...{ reservationId, run: 'open', phase, hasProblem: false, ledger },
            ...(scene.isBusy && { isBusy: true }),
          }
        : {
            ...{ reservationId, run: 'closed', ledger: [] },
            ...(scene.isUntold && { isUntold: true }),
            ...(scene.isUnsure && { isUnsure: true }),
            ...(scene.provenAt !== undefined && { provenAt: scene.provenAt }),
          };
    });
  },
  async closeOrphans(orphans) {
    const scene = look();
    scene.closed.push(...orphans);
    const woken = orphans.map((one) => one.reservationId);
    return { woken: woken.filter((id) => scene.putMeanwhile.includes(id)) };
  },
  async closeApart(orphans) {
    look().closedApart.push(...orphans);
  },
  async wakeStays(stays) {
    look().woken.push(...stays.map((stay) => stay.reservationId));
  },
});

/** A scene of one empty site. */
export function quiet(systemId: string): Scene {
  return {
    sites: { [systemId]: { pages: [[]] } },
    listed: [systemId],
    identities: [],
    credentials: [],
    runs: {},
    list: {},
    digest: '1',
    phase: 'waiting',
    ledger: [],
    groupIds: [],
    putMeanwhile: [],
    closed: [],
    closedApart: [],
    woken: [],
    askedFor: [],
    lookedAt: [],
    doorsRead: [],
    kept: [],
    alsoOurs: [],
  };
}

/** Makes passes on a server of their own. */
export interface Passes {
  pass(request?: unknown): Promise<PassResult>;
  /** The same where a pass waits for minutes: the server skips them. */
  passWithPauses(request?: unknown): Promise<PassResult>;
  stop(): Promise<void>;
}

/** The steps of a pass. */
export interface PassSteps {
  readonly runs: RunSteps;
  readonly surveys: SurveySteps;
}

/** The steps of passes over what a scene shows at the time. */
export function stepsIn(look: () => Scene): PassSteps {
  return { runs: runsIn(look), surveys: surveyIn(look) };
}

/** Starts a server and workers for passes. */
export async function startPasses({ runs: activities, surveys }: PassSteps): Promise<Passes> {
  const env = await startTimeSkipping();
  const connection = env.nativeConnection;
  const bundle = { workflowBundle: workflowBundle() };
  const workers = [
    await Worker.create({ connection, taskQueue: TASK_QUEUE, activities, ...bundle }),
    await Worker.create({ connection, taskQueue: SEAM_TASK_QUEUE, activities: surveys }),
  ];
  const running = workers.map((worker) => worker.run());
  let passes = 0;
  const passBy = async (client: Client, request: unknown): Promise<PassResult> => {
    passes += 1;
    return client.workflow.execute<(request: unknown) => Promise<PassResult>>(RECONCILE, {
      ...{ workflowId: `pass-${passes}`, taskQueue: TASK_QUEUE, args: [request] },
    });
  };
  const client = new Client({ connection: env.connection });
  return {
    pass: (request = { repair: true }) => passBy(client, request),
    passWithPauses: (request = { repair: true }) => passBy(env.client, request),
    async stop() {
      for (const worker of workers) worker.shutdown();
      await Promise.allSettled(running);
      await env.teardown();
    },
  };
}
