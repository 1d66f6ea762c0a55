import * as fc from 'fast-check';

import type { Scope } from '../../../src/gateway/scopes.ts';

import { documentOf } from './document.ts';
import { judge, type Seen } from './judge.ts';
import { type House, type Made, requests } from './requests.ts';

/** What a fuzz is told. */
export interface FuzzOptions {
  readonly url: string;
  /** Some with a token for each scope: a gateway counts them one by one. */
  readonly tokens: readonly Readonly<Record<Scope, string>>[];
  readonly house: House;
  readonly count: number;
  readonly seed: number;
  /** Nothing more is sent after this moment, in milliseconds since 1970. */
  readonly until?: number;
  /** Nor once it is aborted. */
  readonly signal?: AbortSignal;
  /** Called after each so many requests. */
  readonly onProgress?: (done: number) => Promise<void>;
}

/** What came of it. */
export interface Fuzzed {
  /** How often each operation was answered with each status. */
  readonly tally: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** What was wrong, with the request; at most 20. */
  readonly faults: readonly string[];
  readonly faultCount: number;
  /** How many requests were sent: all of them, unless there was no time. */
  readonly sent: number;
}

const AT_ONCE = 32;
const PROGRESS_EVERY = 1_000;
const MOST_FAULTS = 20;

/**
 * Sends requests made from the gateway's own document, and judges each answer; the same seed makes the same ones.
 * Those of one stay go one after the other: a stay that is interrupted in a create may take a minute to settle.
 */
export async function fuzz(options: FuzzOptions): Promise<Fuzzed> {
  const { url, house, count, seed, until = Infinity, signal, onProgress } = options;
  const made = fc.sample(requests(await documentOf(url), house), { numRuns: count, seed });
  const noted = {
    tally: new Map<string, Map<number, number>>(),
    faults: [] as string[],
    faultCount: 0,
  };
  let done = 0;
  const lines = [...Map.groupBy(made, ({ stay }) => stay).values()];
  const work = async (): Promise<void> => {
    for (let line = lines.pop(); line !== undefined; line = lines.pop()) {
      for (const request of line) {
        if (Date.now() > until || signal?.aborted === true) return;
        note(noted, request, await send(request, done, options));
        done += 1;
        if (done % PROGRESS_EVERY === 0) await onProgress?.(done);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { ...noted, sent: done };
}

function note(
  noted: { tally: Map<string, Map<number, number>>; faults: string[]; faultCount: number },
  request: Made,
  seen: Seen,
): void {
  const statuses = noted.tally.get(request.operation) ?? new Map<number, number>();
  statuses.set(seen.status, (statuses.get(seen.status) ?? 0) + 1);
  noted.tally.set(request.operation, statuses);
  const said = `${JSON.stringify(request)} → ${seen.text.slice(0, 300)}`;
  const faults = judge(request, seen).map((fault) => `${seen.status}, ${fault}: ${said}`);
  Object.assign(noted, { faultCount: noted.faultCount + faults.length });
  noted.faults.push(...faults.slice(0, MOST_FAULTS - noted.faults.length));
}

async function send(
  { method, path, headers, body, bearer }: Made,
  nth: number,
  { url, tokens }: FuzzOptions,
): Promise<Seen> {
  const known = { none: undefined, unknown: 'nl_nobody', ...tokens[nth % tokens.length] };
  const token = known[bearer];
  const answer = await fetch(url + path, {
    method,
    headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    // Bytes have no content type of their own.
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
  });
  const type = answer.headers.get('content-type') ?? '';
  return { status: answer.status, type, text: await answer.text() };
}

/** How many of all were answered so that token and request were in order. */
export function passedIn({ tally }: Fuzzed): number {
  const each = [...tally.values()].flatMap((statuses) => [...statuses]);
  const passed = each.filter(([status]) => ![401, 403, 413, 415, 422, 429].includes(status));
  return passed.reduce((sum, [, count]) => sum + count, 0);
}
