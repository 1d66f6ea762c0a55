import type { Client } from '@temporalio/client';
import { z } from 'zod';

import { CLOSE_STAY, GUEST_STAY, reservationIdOf } from '../contract/names.ts';
import { PHASES } from '../contract/phases.ts';
import { isReservationId, reservationIdSchema } from '../contract/reservation.ts';
import type { Phase } from '../contract/status.ts';

import { translate } from './errors.ts';
import { onlyNewest } from './newest-runs.ts';
import { OPEN_RUNS } from './open-runs.ts';
import { parse } from './parse.ts';
import { readAttributes, type StayAttributes } from './stay-attributes.ts';

/** Which stays to list; all of them if empty. */
export interface StayFilter {
  readonly listing?: string;
  readonly phase?: Phase;
  /** The type of a problem, or "any". */
  readonly problem?: string;
  /** Only stays whose workflow still runs: that are booked, lived or being ended. */
  readonly isRunning?: true;
  /** The same, and those whose workflow has ended since that instant, such as "2026-12-24T14:00:00Z". */
  readonly isRunningOrEndedSince?: string;
  /** Only stays that have one of these at Seam: ids of users, credentials and the like, 1 to 20. */
  readonly seamIds?: readonly string[];
  /** Where the page before ended. */
  readonly cursor?: string;
  /** Stays on a page at most, 1 to 1000; 100 by default. */
  readonly limit?: number;
}

/** One stay of a list, as Temporal's visibility knows it, a moment behind. */
export interface StaySummary extends StayAttributes {
  readonly reservationId: string;
}

/** A page of stays, the newest first; `cursor` is where the next page begins. */
export interface StayPage {
  readonly stays: readonly StaySummary[];
  readonly cursor?: string;
}

const CALL_WITHIN_MS = 10_000;

const MOST_ON_A_PAGE = 1_000;
const LIMIT_RULE = `must be a whole number from 1 to ${MOST_ON_A_PAGE}`;

/** A filter as callers write it. */
export const filterSchema = z.strictObject({
  listing: reservationIdSchema.optional(),
  phase: z.enum(PHASES, `must be one of ${PHASES.join(', ')}`).optional(),
  problem: z
    .string()
    .regex(/^[A-Za-z]{1,64}$/, 'must be the type of a problem, or "any"')
    .optional(),
  isRunning: z.literal(true).optional(),
  isRunningOrEndedSince: z.iso.datetime('must be an instant in UTC').optional(),
  seamIds: z
    .array(z.string().regex(/^[\w-]{1,40}$/, 'must be an id of Seam'))
    .min(1)
    .max(20)
    .optional(),
  cursor: z.string().transform(readCursor).optional(),
  limit: z.int(LIMIT_RULE).min(1, LIMIT_RULE).max(MOST_ON_A_PAGE, LIMIT_RULE).default(100),
});

/** A filter whose every value fits its grammar. */
type CheckedFilter = z.output<typeof filterSchema>;

/**
 * Checks a filter.
 *
 * @throws StayError `MalformedInput`
 */
export function parseFilter(filter: StayFilter): CheckedFilter {
  return parse(filterSchema, filter, 'filter');
}

/**
 * Lists stays by what their search attributes say: open ones and, within the namespace's retention,
 * those that have ended. A stay is its newest run: an earlier one, stopped or ended before the stay was
 * put again, neither shows nor fits a filter. A refused put was never a stay.
 *
 * @throws StayError when Temporal has no answer
 */
export async function listStays(client: Client, filter: CheckedFilter): Promise<StayPage> {
  try {
    return await client.withDeadline(Date.now() + CALL_WITHIN_MS, () => nextPage(client, filter));
  } catch (error) {
    throw translate(error);
  }
}

function idIn({
  execution,
}: {
  readonly execution?: { readonly workflowId?: string | null } | null;
}): string {
  return reservationIdOf(execution?.workflowId ?? '') ?? '';
}

async function nextPage(client: Client, filter: CheckedFilter): Promise<StayPage> {
  const request = {
    namespace: client.options.namespace,
    query: [RUNS_OF_STAYS, ...termsOf(filter)].join(' AND '),
    pageSize: filter.limit,
  };
  for (let nextPageToken = filter.cursor ?? new Uint8Array(); ;) {
    const page = await client.workflowService.listWorkflowExecutions({ ...request, nextPageToken });
    // Somebody may have started a workflow of this type under any id, also one that breaks a query.
    const runs = page.executions.filter((run) => isReservationId(idIn(run)));
    const newest = await onlyNewest(client, RUNS_OF_STAYS, runs);
    const stays = newest.map((run) => ({
      reservationId: idIn(run),
      ...readAttributes(run.searchAttributes),
    }));
    ({ nextPageToken } = page);
    if (nextPageToken.length === 0) return { stays };
    // A page without a stay looks like the end to whoever reads it.
    if (stays.length > 0)
      return { stays, cursor: Buffer.from(nextPageToken).toString('base64url') };
  }
}

/** The runs that count as a stay, for Temporal's visibility. */
const RUNS_OF_STAYS = [
  `WorkflowType IN ("${GUEST_STAY}", "${CLOSE_STAY}")`,
  'ExecutionStatus != "Failed"',
  'ExecutionStatus != "ContinuedAsNew"',
].join(' AND ');

// Every value has been checked against a grammar without quotes.
function termsOf(filter: CheckedFilter): readonly string[] {
  const { listing, phase, problem, isRunning, isRunningOrEndedSince: since, seamIds } = filter;
  return [
    ...(listing === undefined ? [] : [`StayListing = "${listing}"`]),
    ...(phase === undefined ? [] : [`StayPhase = "${phase}"`]),
    ...(problem === undefined
      ? []
      : [problem === 'any' ? 'StayProblem IS NOT NULL' : `StayProblem = "${problem}"`]),
    ...(isRunning === undefined ? [] : [OPEN_RUNS]),
    ...(seamIds === undefined ? [] : [`StaySeamIds IN ("${seamIds.join('", "')}")`]),
    ...(since === undefined ? [] : [`(${OPEN_RUNS} OR CloseTime >= "${since}")`]),
  ];
}

// Temporal tries for 20 s to make sense of a token that is not one of its own.
function readCursor(text: string, context: z.RefinementCtx): Uint8Array {
  const token = Buffer.from(text, 'base64url');
  if (!isObjectOf(token)) {
    context.addIssue({
      code: 'custom',
      message: 'must be the cursor of the page before',
      input: text,
    });
  }
  return token;
}

function isObjectOf(token: Buffer): boolean {
  try {
    const said: unknown = JSON.parse(token.toString('utf8'));
    return typeof said === 'object' && said !== null && !Array.isArray(said);
  } catch {
    return false;
  }
}
