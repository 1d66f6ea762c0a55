import { continueAsNew, workflowInfo } from '@temporalio/workflow';

import { refuse } from '../../src/contract/failures.ts';
import {
  passRequestSchema,
  type ListedRun,
  type PartOfRuns,
  type PassFound,
  type PassMemory,
  type PassRequest,
  type PassResult,
  type PassRun,
  type PassSoFar,
} from '../../src/contract/reconciling.ts';
import { describeIssues } from '../../src/contract/reservation.ts';
import { SEALED } from '../../src/contract/unreadable.ts';
import { tell } from '../telling.ts';

import { compareDoors } from './comparing-doors.ts';
import { compareLists, lookAt, type Sources } from './comparing.ts';
import { endAndWake, wake } from './ending-and-waking.ts';
import { goesOn, MOST_LOOKS } from './going-on.ts';
import { begunWith, partsOf, recallKnown, type KnownStays } from './memory.ts';
import { findOrphans, findUnreadable } from './orphans.ts';
import { runs } from './pass-steps.ts';
import { knownAfter, sitesAfter } from './remembering.ts';
import { surveySeam } from './survey.ts';
import { findSuspects } from './suspects.ts';

/** Ids of each kind: with the memory they are handed on in one message of less than 1 MB. */
const MOST_TOLD = 2_000;
const MOST_FADING = 2_000;

const NO_MEMORY: PassMemory = {
  ...{ known: {}, shown: {}, beside: {}, doors: {} },
  ...{ fading: [], systems: {}, credentials: {}, turn: 0, more: 0 },
};
const NOTHING: PassFound = { orphans: [], woken: [], reported: [], unread: [] };

/**
 * One pass: compares what Seam's lists show with what the list of open stays says, and asks those stays of
 * which either has changed since they were last found to be as they say. What has no open run is ended;
 * a stay that differs looks again; what nothing shows to be ours is reported and left alone. Without
 * `repair` it is all left alone. `toldSoFar`: what the run before has done of the pass.
 */
export async function reconcile(request: unknown, toldSoFar?: unknown): Promise<PassResult> {
  const asked = readRequest(request);
  const before = readSoFar(toldSoFar);
  const since = before?.since ?? Date.now();
  const recalled = await runs.recallPass({ hasMemory: before !== undefined });
  const memory = before?.memory ?? recalled.last?.memory ?? NO_MEMORY;
  const run = before === undefined ? recalled.last?.run : runBefore();
  const isContinued = before !== undefined;
  const remembered = await recallKnown(memory, run);
  const known = isContinued ? remembered : begunWith(remembered);
  const sources = await readSources(recalled, memory, known);

  // By the server's clock: a worker's may be minutes fast, and a guest is shut out by this.
  const overdueSince = Date.now() - recalled.overdueAfterMs;
  const { toAsk, inTurn } = findSuspects(sources, { ...asked, isContinued, turn: memory.turn });
  const asking = await lookAt(toAsk.slice(0, MOST_LOOKS));
  const orphans = findOrphans(asking, sources.survey, recalled.systemIds);
  const unreadable = findUnreadable(asking, sources.survey, { ...recalled, overdueSince });
  const lists = compareLists(asking, sources);
  const openAfterAll = asked.repair ? await endAndWake(orphans, unreadable, lists.differing) : [];
  // Only now: Seam may take minutes for it, and no door that the lists have shown stays open for that.
  const doors = await compareDoors(lists.alike, inTurn, sources);
  if (asked.repair) await wake(doors.differing);

  const looks = [...asking, ...doors.looks];
  const differing = [...lists.differing, ...doors.differing];
  const silent = looks.flatMap((look) => (look.run === 'silent' ? [look.reservationId] : []));
  const found = together(before?.found ?? NOTHING, {
    orphans: idsOf([...orphans, ...unreadable]).filter((id) => !openAfterAll.includes(id)),
    woken: [...idsOf(differing), ...openAfterAll],
    reported: [...silent, ...doors.silent, ...sources.survey.strangers],
    unread: [...sources.survey.unread, ...(doors.isPartUnread ? ['doors'] : [])],
  });
  const findings = {
    ...{ clean: doors.clean, looks },
    ...{ differing: setOf(differing), orphans: setOf(orphans) },
  };
  const after = await knownAfter(sources, findings, memory.fading);
  const gone = [...known.keys()].filter((id) => !after.has(id));
  const fading = isContinued ? [...new Set([...memory.fading, ...gone])] : gone;
  const next = {
    ...sitesAfter(sources.survey, memory, { listed: recalled.systemIds, looks }),
    // After weeks without a pass a whole house is gone, and Temporal still knows its runs.
    fading: fading.slice(0, MOST_FADING),
    turn: memory.turn + (isContinued || asked.everyDoor ? 0 : 1),
  };
  const soFar = { pages: (before?.pages ?? 0) + 1, since };
  const handed = { ...(await keep(after)), ...next };
  if (goesOn(toAsk.length - MOST_LOOKS, soFar, Date.now())) {
    await continueAsNew<Again>(asked, { memory: handed, found, ...soFar });
  }
  tell({ of: 'pass', ...countsOf(found) }, 1);
  return { ...found, memory: handed };
}

type Again = (request: PassRequest, soFar: PassSoFar) => Promise<PassResult>;

function readRequest(request: unknown): PassRequest {
  // The schedule's own is never worth stopping for: what a pass mends is what carries our mark.
  if (request === SEALED) return { repair: true, everyDoor: false };
  const parsed = passRequestSchema.safeParse(request ?? {});
  if (parsed.success) return parsed.data;
  throw refuse('MalformedRequest', `The pass is malformed: ${describeIssues(parsed.error)}.`);
}

/** Only a run of our own says it; one whose key is lost begins the pass anew. */
function readSoFar(soFar: unknown): PassSoFar | undefined {
  const isOurs = workflowInfo().continuedFromExecutionRunId !== undefined && soFar !== SEALED;
  return isOurs && soFar !== undefined ? (soFar as PassSoFar) : undefined;
}

function runBefore(): PassRun | undefined {
  const { workflowId, continuedFromExecutionRunId: runId } = workflowInfo();
  return runId === undefined ? undefined : { workflowId, runId };
}

/** Reads the list of runs to its end, and then Seam's lists: what those show is the newer of the two. */
async function readSources(
  recalled: PartOfRuns & { readonly systemIds: readonly string[] },
  memory: PassMemory,
  known: KnownStays,
): Promise<Sources> {
  const listed = new Map<string, ListedRun>();
  for (let part: PartOfRuns = recalled; ;) {
    for (const run of part.runs) if (isRatherThan(run, listed.get(run[0]))) listed.set(run[0], run);
    if (part.next === undefined) break;
    part = await runs.listRuns({ cursor: part.next });
  }
  const ids = new Set([...listed.keys(), ...known.keys(), ...memory.fading]);
  return { listed, known, survey: await surveySeam(recalled.systemIds, { memory, ids, listed }) };
}

/** Of several runs of one stay the open one counts; of those that were stopped, always the same. */
function isRatherThan(run: ListedRun, other: ListedRun | undefined): boolean {
  if (other === undefined || other[1] !== 'stopped') return other === undefined;
  return run[1] !== 'stopped' || run[2] > other[2];
}

/** Writes down what is known beyond what one message may hold, and answers the rest. */
async function keep(known: KnownStays) {
  const [first, ...others] = partsOf(known);
  for (const [at, part] of others.entries()) await runs.keepPart({ nth: at + 1, part });
  return { ...first, more: others.length };
}

function together(before: PassFound, now: PassFound): PassFound {
  const both = (of: keyof PassFound): readonly string[] =>
    [...new Set([...before[of], ...now[of]])].slice(0, MOST_TOLD);
  return {
    orphans: both('orphans'),
    woken: both('woken'),
    reported: both('reported'),
    unread: both('unread'),
  };
}

function countsOf({ orphans, woken, reported, unread }: PassFound) {
  return {
    orphans: orphans.length,
    woken: woken.length,
    reported: reported.length,
    unread: unread.length,
  };
}

function setOf(stays: readonly { readonly reservationId: string }[]): ReadonlySet<string> {
  return new Set(idsOf(stays));
}

function idsOf(stays: readonly { readonly reservationId: string }[]): readonly string[] {
  return stays.map((stay) => stay.reservationId);
}
