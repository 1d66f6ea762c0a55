import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';

import {
  stayClosesAt,
  stayListing,
  stayOpensAt,
  stayPhase,
  stayProblem,
  staySeamIds,
  stayTimeZone,
} from '../src/contract/search-attributes.ts';
import type { Status } from '../src/contract/status.ts';
import { offsetsAt, withLocalTimes } from '../src/stay/local-text.ts';
import type { NextStep } from '../src/stay/next-step.ts';
import { isActivity } from '../src/stay/record.ts';
import { seamIdsOf } from '../src/stay/seam-ids.ts';
import { statusOf } from '../src/stay/status-of.ts';

import { now, type Run } from './run.ts';

/**
 * Shows the stay in the Temporal UI: search attributes where they differ from what is shown already
 * (each upsert is an event), and the current details, which cost none.
 */
export function publish({ state }: Run, step?: NextStep): void {
  const status = statusOf(state, now(), step?.do === 'announce' ? step.insteadOf : step);
  const shown = workflowInfo().typedSearchAttributes;
  const wanted: SearchAttributeUpdatePair[] = [
    { key: stayPhase, value: status.phase },
    { key: stayListing, value: status.listingId || null },
    { key: stayProblem, value: status.problem?.type ?? null },
    { key: stayOpensAt, value: status.opensAt === undefined ? null : new Date(status.opensAt) },
    { key: stayClosesAt, value: status.closesAt === undefined ? null : new Date(status.closesAt) },
    { key: stayTimeZone, value: status.timeZone ?? null },
  ];
  const differing = wanted.filter(({ key, value }) => !isShown(shown.get(key as never), value));
  const isBrief = isGranting(step) && status.problem?.type === shown.get(stayProblem);
  const isWorthAnEvent = differing.length > 0 && !isBrief;
  if (isWorthAnEvent || step?.do === 'wait') {
    const seamIds = seamIdsOf(state.ledger);
    const known = shown.get(staySeamIds) ?? [];
    // An upsert is an event: while a stay works, new ids wait for the next one, and ids that are gone always do.
    const hasNew = seamIds.some((id) => !known.includes(id));
    const isKnown = !hasNew && known.length === seamIds.length;
    const value = seamIds.length === 0 ? null : [...seamIds];
    if (isWorthAnEvent || hasNew)
      upsertSearchAttributes([...differing, ...(isKnown ? [] : [{ key: staySeamIds, value }])]);
  }
  const offsetAt = offsetsAt(state.planned?.plan.utcOffsets ?? []);
  setCurrentDetails(withLocalTimes(detailsOf(status), offsetAt));
}

/** A grant is over in a moment, or else it is watched and shown then: until then it costs no event. */
function isGranting(step: NextStep | undefined): boolean {
  return step !== undefined && isActivity(step) && step.effect === 'granting';
}

function isShown(shown: unknown, value: unknown): boolean {
  return comparable(shown) === comparable(value);
}

function comparable(value: unknown): unknown {
  return value instanceof Date ? value.getTime() : (value ?? undefined);
}

/** The stay as an operator reads it in the Temporal UI, in Markdown; instants in UTC. */
function detailsOf(status: Status): string {
  const { problem } = status;
  const rows = [
    `| Listing | ${status.listingId} |`,
    ...(status.recipe === undefined ? [] : [`| Recipe | ${status.recipe} |`]),
    ...(status.opensAt === undefined ? [] : [`| Opens | ${status.opensAt} |`]),
    ...(status.closesAt === undefined ? [] : [`| Closes | ${status.closesAt} |`]),
    ...(status.timeZone === undefined ? [] : [`| Time zone | ${status.timeZone} |`]),
    ...(status.endedBy === undefined ? [] : [`| Ended by | ${status.endedBy} |`]),
    ...(status.revokedAt === undefined ? [] : [`| Proven gone | ${status.revokedAt} |`]),
    ...(status.next === undefined ? [] : [`| Next | ${status.next} |`]),
  ];
  const ledger = status.ledger.map(
    (e) =>
      `- ${e.kind}: ${e.state}${e.id === undefined ? '' : ` \`${e.id}\``}` +
      (e.goneAt === undefined ? '' : `, gone ${e.goneAt}`),
  );
  return [
    `### ${status.phase}`,
    ...(problem === undefined
      ? []
      : [`**${problem.type}** since ${problem.since}: ${problem.message} _${problem.next ?? ''}_`]),
    ['| | |', '|-|-|', ...rows].join('\n'),
    ...(ledger.length === 0 ? [] : [`#### At Seam\n${ledger.join('\n')}`]),
    ...(status.notes ?? []),
    ...signalOf(status),
  ].join('\n\n');
}

/** What became of the last signal, for which nobody waits. */
function signalOf({ lastSignal }: Status): readonly string[] {
  if (lastSignal === undefined) return [];
  const { name, at, verdict } = lastSignal;
  return [`Last signal: ${name} at ${at}, ${verdict.outcome}. ${verdict.reason ?? ''}`.trimEnd()];
}
