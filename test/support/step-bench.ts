import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';

import { createActivities, createPlanning } from '../../activities/index.ts';
import { startSandbox, type RunningSandbox } from '../../sandbox/server.ts';
import type { Switches } from '../../sandbox/switches.ts';
import type { StaySteps } from '../../src/contract/steps.ts';
import { listingSchema, type Listing } from '../../src/listings/listing.ts';
import type { Seam } from '../../src/seam/port.ts';
import { connectSeam } from '../../src/seam/seam-http.ts';
import { pinTagger } from '../../src/worker/pin-tag.ts';

import { listingsOfHouse } from './house.ts';

export const QUIET_MS = 600_000;
/** Long enough that a busy machine answers within it. */
const GIVEN_UP_MS = 800;
const NOON = Date.parse('2027-03-01T12:00:00.000Z');

const HOUR = 3_600_000;
const MOST_ATTEMPTS = 30;

export type StepName = keyof StaySteps;
type InputOf<N extends StepName> = Parameters<StaySteps[N]>[0];
type AnswerOf<N extends StepName> = ReturnType<StaySteps[N]>;

/** What the sandbox holds, with Seam's field names. */
export interface Objects {
  readonly user_identities: readonly {
    readonly user_identity_id: string;
    readonly user_identity_key: string | null;
    readonly email_address: string | null;
  }[];
  readonly acs_users: readonly {
    readonly acs_user_id: string;
    readonly acs_system_id: string;
    readonly full_name: string;
    readonly phone_number?: string;
    readonly user_identity_id?: string;
    readonly access_schedule?: { readonly starts_at: string; readonly ends_at: string };
  }[];
  readonly credentials: readonly {
    readonly acs_credential_id: string;
    readonly acs_user_id: string;
    readonly access_method: string;
    readonly code?: string | null;
    readonly ends_at?: string;
  }[];
  readonly memberships: readonly {
    readonly acs_user_id: string;
    readonly acs_access_group_id: string;
  }[];
  readonly enrollment_automations: readonly { readonly enrollment_automation_id: string }[];
}

/** One line of the sandbox's ledger. */
export interface Asked {
  readonly route: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly committed_at: string | null;
  readonly status: number | null;
  readonly is_held: boolean;
}

/** How an attempt of a step is run. */
export interface AttemptOptions {
  readonly attempt?: number;
  readonly heartbeatDetails?: unknown;
  /** Told of every heartbeat. */
  readonly onHeartbeat?: (details: unknown) => void;
}

/** Single steps against a sandbox, on a clock that only the test moves; no Temporal server. */
export interface Bench {
  /** Does one attempt of a step, as a worker would. */
  attempt<N extends StepName>(name: N, input: InputOf<N>, options?: AttemptOptions): AnswerOf<N>;
  /** Does a step as the server has it done: attempt after attempt, each after its delay. */
  step<N extends StepName>(name: N, input: InputOf<N>, firstAttempt?: number): AnswerOf<N>;
  now(): number;
  pass(ms: number): void;
  /** An instant so many hours after noon, when every story begins. */
  hours(count: number): string;
  post(path: string, body?: object): Promise<unknown>;
  /** Uses one of Seam's own routes by hand, as somebody else would; faults strike this too. */
  seam<T>(path: string, body: object): Promise<T>;
  /** Seam as a client reads it, at the real time of day. */
  readonly port: Seam;
  set(switches: Partial<Switches>): Promise<unknown>;
  objects(): Promise<Objects>;
  /** Whom each door lets in now. */
  doors(): Promise<unknown>;
  requests(): Promise<readonly Asked[]>;
}

/**
 * One sandbox for a file of stories; each bench is a workspace of its own. They share a clock, so stories that are
 * told side by side start one each.
 */
export interface Benches extends AsyncDisposable {
  /** Knows the listings of the house, unless others are given as the listings file has them. */
  bench(listings?: ReturnType<typeof listingsOfHouse>): Bench;
  close(): Promise<void>;
}

/** Starts the sandbox that the benches stand in. */
export async function startBenches(): Promise<Benches> {
  let now = NOON;
  let count = 0;
  const sandbox = await startSandbox({ clock: { now: () => now }, seed: 'benches' });
  const pass = (ms: number): void => {
    now += ms;
  };
  return {
    bench(listings = listingsOfHouse()) {
      count += 1;
      now = NOON;
      const known = new Map(listings.map((l) => [l.listingId, listingSchema.parse(l)]));
      return benchIn(sandbox, `seam_bench_${count}`, { now: () => now, pass, listings: known });
    },
    close: () => sandbox.close(),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

interface BenchParts {
  now(): number;
  pass(ms: number): void;
  readonly listings: ReadonlyMap<string, Listing>;
}

function benchIn(
  sandbox: RunningSandbox,
  apiKey: string,
  { now, pass, listings }: BenchParts,
): Bench {
  const means = {
    // A request that is left unanswered is given up in real time.
    seam: connectSeam({ apiKey, endpoint: sandbox.url, clock: now, requestTimeoutMs: GIVEN_UP_MS }),
    clock: now,
    listings: async () => listings,
    recall: async () => undefined,
    quietPeriodMs: QUIET_MS,
    tagOf: pinTagger(apiKey),
  };
  const activities = { ...createPlanning(means), ...createActivities(means) };
  const call = async <T>(path: string, init?: RequestInit): Promise<T> => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const response = await fetch(`${sandbox.url}${path}`, { ...init, headers });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  };
  const send = <T>(path: string, body: object): Promise<T> =>
    call(path, { method: 'POST', body: JSON.stringify(body) });
  const bench: Bench = {
    attempt<N extends StepName>(
      name: N,
      input: InputOf<N>,
      { attempt = 1, heartbeatDetails, onHeartbeat }: AttemptOptions = {},
    ): AnswerOf<N> {
      const environment = new MockActivityEnvironment(
        {
          ...{ attempt, heartbeatDetails, startToCloseTimeoutMs: 15_000 },
          currentAttemptScheduledTimestampMs: now(),
        },
        { logger: new DefaultLogger('ERROR') },
      );
      if (onHeartbeat !== undefined) environment.on('heartbeat', onHeartbeat);
      const step = activities[name] as (of: InputOf<N>) => AnswerOf<N>;
      return environment.run(step, input) as AnswerOf<N>;
    },
    step<N extends StepName>(name: N, input: InputOf<N>, firstAttempt = 1): AnswerOf<N> {
      let heartbeatDetails: unknown;
      const onHeartbeat = (details: unknown): void => void (heartbeatDetails = details);
      const untilDone = async (attempt: number): Promise<unknown> => {
        try {
          return await bench.attempt(name, input, { attempt, heartbeatDetails, onHeartbeat });
        } catch (error) {
          if (!(error instanceof ApplicationFailure) || error.nonRetryable === true) throw error;
          if (attempt === MOST_ATTEMPTS) throw error;
          pass(Number(error.nextRetryDelay ?? 1_000));
          return untilDone(attempt + 1);
        }
      };
      return untilDone(firstAttempt) as AnswerOf<N>;
    },
    now,
    pass,
    hours: (hours) => new Date(NOON + hours * HOUR).toISOString(),
    post: (path, body = {}) => send(`/_sandbox/${path}`, body),
    seam: send,
    port: connectSeam({ apiKey, endpoint: sandbox.url }),
    set: (switches) => send('/_sandbox/switches', switches),
    objects: () => call('/_sandbox/objects'),
    doors: () => call('/_sandbox/doors'),
    requests: async () =>
      (await call<{ readonly requests: readonly Asked[] }>('/_sandbox/requests')).requests,
  };
  return bench;
}
