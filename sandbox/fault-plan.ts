import { z } from 'zod';

import { nextFraction, nextUuid, randomStream, type RandomStream } from './random.ts';
import type { Workspace } from './workspace.ts';

/** What can be done to a request instead of answering it as Seam would. README.md has a table of them. */
export const faultOutcomes = [
  'refuse',
  'reset-before',
  'reset-after',
  'timeout-before',
  'timeout-after',
  'late-commit',
  '429',
  '500',
  '500-after',
  '503-html',
  '401',
  'garbage',
] as const;

/** One of the outcomes of a fault. */
export type FaultOutcome = (typeof faultOutcomes)[number];

/** A fault as `POST /_sandbox/faults` takes it. */
export const faultSchema = z.object({
  route: z.string().min(1),
  outcome: z.enum(faultOutcomes),
  nth: z.int().positive().default(1),
  times: z.int().positive().nullish(),
  probability: z.number().min(0).max(1).optional(),
  seed: z.union([z.string(), z.number()]).optional(),
  delay_ms: z.int().min(0).default(1_000),
  retry_after: z.number().min(0).default(1),
});

/** A fault that is set, and how far it has counted. */
export interface FaultPlan extends Omit<z.output<typeof faultSchema>, 'times' | 'seed'> {
  readonly id: string;
  /** How often it strikes at most. */
  readonly times: number;
  readonly chance: RandomStream;
  /** Requests counted per route since the fault was set. */
  readonly counts: Map<string, number>;
  struck: number;
}

/** Sets a fault. Without `times` it strikes once, or for ever if it has a probability; `null` is for ever. */
export function setFault(workspace: Workspace, body: z.output<typeof faultSchema>): FaultPlan {
  const { times = body.probability === undefined ? 1 : null, seed, route, ...rest } = body;
  const id = nextUuid(workspace.requestIds);
  const plan: FaultPlan = {
    ...rest,
    id,
    route: route.startsWith('/') || route === '*' ? route : `/${route}`,
    times: times ?? Infinity,
    chance: randomStream(`fault ${seed ?? id}`),
    counts: new Map(),
    struck: 0,
  };
  workspace.faults.push(plan);
  return plan;
}

/** Counts a request for every fault on its route, and gives the first of them that strikes it. */
export function strikingFault({ faults }: Workspace, path: string): FaultPlan | undefined {
  let striking: FaultPlan | undefined;
  for (const fault of faults) {
    if (!isOnRoute(fault.route, path)) continue;
    const count = (fault.counts.get(path) ?? 0) + 1;
    fault.counts.set(path, count);
    if (strikes(fault, count)) striking ??= fault;
  }
  if (striking !== undefined) striking.struck += 1;
  return striking;
}

/** Whether a route of a fault or a hold means a path: the same path, `*`, or a prefix that ends in `*`. */
export function isOnRoute(route: string, path: string): boolean {
  return route.endsWith('*') ? path.startsWith(route.slice(0, -1)) : route === path;
}

function strikes({ nth, times, probability, struck, chance }: FaultPlan, count: number): boolean {
  if (count < nth) return false;
  if (probability === undefined) return count < nth + times;
  return nextFraction(chance) < probability && struck < times;
}
