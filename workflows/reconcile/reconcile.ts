import type { FoundOrphan } from '../../src/contract/closing.ts';
import { refuse } from '../../src/contract/failures.ts';
import {
  passRequestSchema,
  type PassMemory,
  type PassResult,
  type StayLook,
  type Waking,
} from '../../src/contract/reconciling.ts';
import { describeIssues } from '../../src/contract/reservation.ts';
import { SEALED } from '../../src/contract/unreadable.ts';
import { tell } from '../telling.ts';

import { findDiffering } from './differing.ts';
import { findOrphans } from './orphans.ts';
import { runs } from './pass-steps.ts';
import { groupsOf, readWhole, surveySeam, type Survey } from './survey.ts';

const LOOKED_AT_ONCE = 50;
const CLOSED_AT_ONCE = 20;
const WOKEN_AT_ONCE = 100;
const MOST_REPORTED = 10_000;
const NO_MEMORY: PassMemory = { known: [], fading: [], systems: {}, credentials: {} };

/**
 * One pass: compares what Seam holds of stays with the open ones. What has no open run is ended;
 * a stay that differs looks again; what nothing shows to be ours is reported and left alone. Without
 * `repair` it is all left alone.
 */
export async function reconcile(request: unknown): Promise<PassResult> {
  const { repair } = readRequest(request);
  const { memory: before = NO_MEMORY, systemIds } = await runs.recallPass();
  const survey = await surveySeam(systemIds, before);
  const looks = await lookAtStays(survey);

  const orphans = findOrphans(looks, survey, systemIds);
  const differing = await findDiffering(looks, survey);
  const openAfterAll = repair ? await endAndWake(orphans, differing) : [];

  const silent = looks.flatMap((look) => (look.run === 'silent' ? [look.reservationId] : []));
  const found = {
    orphans: idsOf(orphans).filter((id) => !openAfterAll.includes(id)),
    woken: [...idsOf(differing), ...openAfterAll],
    reported: [...silent, ...survey.strangers].slice(0, MOST_REPORTED),
    unread: [...survey.unread],
  };
  tell({ of: 'pass', ...countsOf(found) }, 1);
  return { ...found, memory: remember(looks, survey, before, systemIds) };
}

function readRequest(request: unknown): { readonly repair: boolean } {
  // The schedule's own is never worth stopping for: what a pass mends is what carries our mark.
  if (request === SEALED) return { repair: true };
  const parsed = passRequestSchema.safeParse(request ?? {});
  if (parsed.success) return parsed.data;
  throw refuse('MalformedRequest', `The pass is malformed: ${describeIssues(parsed.error)}.`);
}

/**
 * Looks at the run of every stay that has not ended by itself, or of which something is at Seam: staff
 * may have given the user of a terminated stay another name, and then only its run knows the id.
 */
async function lookAtStays(survey: Survey): Promise<readonly StayLook[]> {
  const unended = (await readWhole(runs.listUnendedStays)).flatMap((part) => part.reservationIds);
  const ids = new Set([...unended, ...survey.users.keys(), ...survey.identities.keys()]);
  const looks: StayLook[] = [];
  for (const group of groupsOf(ids, LOOKED_AT_ONCE)) looks.push(...(await runs.lookAtStays(group)));
  return looks;
}

/** Answers the stays that were no orphans any more: somebody has put them meanwhile. */
async function endAndWake(
  orphans: readonly FoundOrphan[],
  differing: readonly Waking[],
): Promise<readonly string[]> {
  const woken: string[] = [];
  for (const group of groupsOf(orphans, CLOSED_AT_ONCE)) {
    woken.push(...(await runs.closeOrphans(group)).woken);
  }
  for (const group of groupsOf(differing, WOKEN_AT_ONCE)) await runs.wakeStays(group);
  return woken;
}

/** What the next pass is to know, should Temporal not know it any more. */
function remember(
  looks: readonly StayLook[],
  survey: Survey,
  before: PassMemory,
  listed: readonly string[],
): PassMemory {
  const open = looks.filter((look) => look.run !== 'closed');
  const known = new Set([...idsOf(open), ...survey.users.keys(), ...survey.identities.keys()]);
  // What could not be read may still hold something of a stay that only this memory knows.
  if (survey.unread.size > 0) for (const id of survey.forgotten) known.add(id);
  const ours = new Set([...survey.users.values()].flat().map((user) => user.systemId));
  const isOfUse = (systemId: string): boolean =>
    listed.includes(systemId) || survey.unread.has(systemId) || ours.has(systemId);
  const counted = (old: PassMemory['systems'], seen: ReadonlyMap<string, number>) =>
    Object.fromEntries(
      Object.entries({ ...old, ...Object.fromEntries(seen) }).filter(([id]) => isOfUse(id)),
    );
  return {
    known: [...known],
    fading: before.known.filter((id) => !known.has(id)),
    systems: counted(before.systems, survey.systems),
    credentials: counted(before.credentials, survey.credentialCounts),
  };
}

function countsOf({ orphans, woken, reported, unread }: Omit<PassResult, 'memory'>) {
  return {
    orphans: orphans.length,
    woken: woken.length,
    reported: reported.length,
    unread: unread.length,
  };
}

function idsOf(stays: readonly { readonly reservationId: string }[]): readonly string[] {
  return stays.map((stay) => stay.reservationId);
}
