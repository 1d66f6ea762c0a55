import { SeamHttp } from '@seamapi/http';
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';

import { createRunSteps, createSurveys, type StayRuns } from '../../activities/index.ts';
import { stayWorkflowId } from '../../src/contract/names.ts';
import type {
  MemoryPart,
  PassResult,
  RunSteps,
  SurveySteps,
} from '../../src/contract/reconciling.ts';
import { connectSeam } from '../../src/seam/seam-http.ts';
import type { LedgerEntry } from '../../src/stay/ledger.ts';
import { sightingIn } from '../../src/stay/scope.ts';
import { stayRuns } from '../../src/worker/stay-runs.ts';

const SYSTEM = '11111111-1111-4111-8111-111111111111';
const ON_A_PAGE = 500;
const RUNS_ON_A_PAGE = 1_000;
const OPENS_AT = '2031-05-01T13:00:00.000Z';
const CLOSES_AT = '2031-05-04T09:00:00.000Z';
const MADE_AT = '2030-01-01T00:00:00.000Z';

/** A house of many stays, each with an access user and a PIN, and what a pass did there. */
export interface ManyStays {
  readonly runs: RunSteps;
  readonly surveys: SurveySteps;
  /** Stays that were asked, requests that were sent to Seam, and steps: each is an action at Temporal Cloud. */
  readonly counts: { asked: number; requests: number; steps: number };
  /** The largest message of a step, in characters. */
  readonly largest: { message: number };
  /** Has the next pass begin with what a pass knew. */
  remember(result: PassResult): void;
}

/**
 * A house whose lists are as long as real ones: Seam's answers are read from text by our own port, and
 * Temporal's by our own reader of search attributes. Only the sockets and the two servers are missing.
 */
export function manyStays(count: number): ManyStays {
  const ids = Array.from({ length: count }, (_, nth) => `house-${100_000 + nth}`);
  const counts = { asked: 0, requests: 0, steps: 0 };
  const largest = { message: 0 };
  let last: Awaited<ReturnType<StayRuns['lastMemory']>>;
  const kept: MemoryPart[] = [];
  const listed = stayRuns(clientListing(ids));
  const runs: StayRuns = {
    ...listed,
    lastMemory: async () => last,
    memoryPart: async (_run, nth) => kept[nth - 1],
    async find(reservationId) {
      counts.asked += 1;
      return { run: 'open', record: recordOf(reservationId) };
    },
  };
  const seam = connectSeam({ apiKey: 'seam_many', clientFor: () => seamListing(ids, counts) });
  const listing = { acsSystemId: SYSTEM } as never;
  const means = {
    ...{ seam, runs, clock: Date.now, quietPeriodMs: 1_000, tagOf: () => 'key:1' },
    ...{ listings: async () => new Map([['house', listing]]), knownStays: runs.known },
  };
  const steps = createRunSteps(means);
  const watch = <T extends object>(watched: T): T => measured(watched, counts, largest);
  return {
    ...{ counts, largest },
    runs: watch({ ...steps, keepPart: async (of) => void (kept[of.nth - 1] = of.part) }),
    surveys: watch(createSurveys(means)),
    remember: (result) => (last = { memory: result.memory, run: { workflowId: 'p', runId: 'r' } }),
  };
}

type Steps = Record<string, (input: never) => Promise<unknown>>;

function measured<T extends object>(
  steps: T,
  counts: { steps: number },
  largest: { message: number },
): T {
  const entries = Object.entries(steps as Steps).map(([name, step]) => [
    name,
    async (input: never) => {
      counts.steps += 1;
      const result = await step(input);
      for (const said of [input, result]) {
        largest.message = Math.max(largest.message, JSON.stringify(said ?? null).length);
      }
      return result;
    },
  ]);
  return Object.fromEntries(entries) as T;
}

const uuidOf = (kind: string, id: string): string =>
  `${kind.repeat(8)}-0000-4000-8000-000000${id.slice(-6)}`;

function recordOf(reservationId: string) {
  const scope = sightingIn(SYSTEM);
  const window = { opensAt: OPENS_AT, closesAt: CLOSES_AT };
  const userId = uuidOf('a', reservationId);
  const ledger: LedgerEntry[] = [
    { kind: 'access-user', id: userId, state: 'live', scope, window },
    { kind: 'credential', id: uuidOf('c', reservationId), state: 'live', scope, userId },
  ];
  return { status: { phase: 'waiting' } as never, ledger };
}

/** A client of Temporal that lists an open run of each stay. */
function clientListing(ids: readonly string[]): Client {
  const executions = ids.map((id) => ({
    execution: { workflowId: stayWorkflowId(id), runId: uuidOf('e', id) },
    status: 1,
    searchAttributes: {
      indexedFields: Object.fromEntries(
        Object.entries({
          ...{ StayPhase: 'waiting', StayListing: 'house', StayTimeZone: 'Europe/Amsterdam' },
          ...{ StayOpensAt: OPENS_AT, StayClosesAt: CLOSES_AT },
          StaySeamIds: [uuidOf('c', id), uuidOf('a', id)],
        }).map(([name, value]) => [name, defaultPayloadConverter.toPayload(value)]),
      ),
    },
  }));
  const listWorkflowExecutions = async ({ nextPageToken }: { nextPageToken?: Uint8Array }) => {
    const from = Number(Buffer.from(nextPageToken ?? []).toString() || '0');
    const to = from + RUNS_ON_A_PAGE;
    return {
      executions: executions.slice(from, to),
      nextPageToken: Buffer.from(to < executions.length ? String(to) : ''),
    };
  };
  const options = { namespace: 'default' };
  return { options, workflowService: { listWorkflowExecutions } } as never;
}

/** Seam's own client, which is answered from texts. */
function seamListing(ids: readonly string[], counts: { requests: number }): SeamHttp {
  const pages = new Map([
    ['/acs/users/list', pagesOf('acs_users', ids.map(userOf))],
    ['/acs/credentials/list', pagesOf('acs_credentials', ids.map(credentialOf))],
    ['/user_identities/list', pagesOf('user_identities', [])],
  ]);
  const request = async (asked: {
    readonly url: string;
    readonly data?: object;
    readonly params?: object;
  }) => {
    counts.requests += 1;
    const told: { readonly page_cursor?: string } = { ...asked.params, ...asked.data };
    const { page_cursor: cursor } = told;
    return { data: JSON.parse(pages.get(asked.url)?.[Number(cursor ?? 0)] ?? '{}') as unknown };
  };
  const client = { defaults: {}, request };
  return SeamHttp.fromClient(client as never, { waitForActionAttempt: false });
}

function pagesOf(name: string, items: readonly object[]): readonly string[] {
  const count = Math.max(1, Math.ceil(items.length / ON_A_PAGE));
  return Array.from({ length: count }, (_, at) => {
    const has_next_page = at + 1 < count;
    const next_page_cursor = has_next_page ? String(at + 1) : null;
    const shown = items.slice(at * ON_A_PAGE, (at + 1) * ON_A_PAGE);
    return JSON.stringify({
      [name]: shown,
      pagination: { has_next_page, next_page_cursor, next_page_url: null },
      ok: true,
    });
  });
}

const common = { acs_system_id: SYSTEM, created_at: MADE_AT, errors: [], warnings: [] };

function userOf(id: string): object {
  return {
    ...common,
    acs_user_id: uuidOf('a', id),
    ...{ full_name: `nl:${id} Ada Guest`, display_name: `nl:${id} Ada Guest` },
    access_schedule: { starts_at: OPENS_AT, ends_at: CLOSES_AT },
    ...{ is_suspended: false, is_managed: true, pending_mutations: [] },
    salto_ks_metadata: { is_subscribed: true },
    ...{ external_type: 'salto_site_user', external_type_display_name: 'Salto site user' },
  };
}

function credentialOf(id: string): object {
  return {
    ...common,
    acs_credential_id: uuidOf('c', id),
    acs_user_id: uuidOf('a', id),
    ...{ access_method: 'code', code: '1234', is_multi_phone_sync_credential: false },
    ...{ display_name: 'Salto KS Credential', is_managed: true },
  };
}
