import type { Client } from '@temporalio/client';

import { stayWorkflowId } from '../../src/contract/names.ts';

import { apiKeyOf } from './api-key.ts';
import { type Cell, type Death, heldRequest, nameOf, struckRequest } from './cell.ts';
import { examineEnd, examineFault } from './examine.ts';
import { type Lived, playScenario } from './play-scenario.ts';
import { type LedgerLine, type SeamWatch, watchSeam } from './seam-watch.ts';
import { type Lane, QUIET_MS, type Installation } from './setup.ts';
import { stepsOf } from './steps-of.ts';
import { until } from './until.ts';
import type { WorkerGroup } from './worker-group.ts';

/** What a cell came to. */
export interface CellResult {
  readonly cell: string;
  readonly passed: boolean;
  readonly wrongs: readonly string[];
  /** The fault or the death came elsewhere, and nothing else is wrong: nothing was learnt. */
  readonly missed: boolean;
  readonly seconds: number;
  /** Every request: seconds since the first, route, status, and the fault if one struck it. */
  readonly ledger: readonly string[];
}

/** A cell that is being played. */
interface Player {
  readonly cell: Cell;
  readonly reservationId: string;
  readonly seam: SeamWatch;
}

/** The cells could not be brought to the moment that they name: nothing was learnt, try again. */
export class NotStaged extends Error {
  override readonly name = 'NotStaged';
}

/** Seam's client gives a request up after 10 s; a worker that dies then dies too late. */
const HELD_AT_MOST_MS = 9_000;
/** Within the quiet period, or nobody could find what comes late. */
const LATE_MS = 2_000;
const HELD_WITHIN_MS = 90_000;
const COMPLETED_WITHIN_MS = 90_000;

/**
 * Lives the cells of a batch side by side, each a stay of its own. They share their workers, and so
 * a death: all wait at the same call for it.
 */
export async function runBatch(
  lane: Lane,
  cells: readonly Cell[],
  name: string,
): Promise<readonly CellResult[]> {
  const installation = await lane.open();
  try {
    const players = cells.map((cell, index) => enter(installation, cell, `${name}-${index}`));
    const death = cells[0]?.death ?? 'not';
    await installation.workers.start(death === 'after-completion' ? ['stays', 'steps'] : ['both']);
    const lives = Promise.all(players.map((player) => play(installation.client, player)));
    const [results] = await Promise.all([lives, befall(death, installation, players)]);
    return results;
  } finally {
    await installation.close();
  }
}

function enter({ sandbox }: Installation, cell: Cell, reservationId: string): Player {
  const { site, outcome, death } = cell;
  const seam = watchSeam(sandbox, apiKeyOf(reservationId));
  site.scenario.prepare?.(seam, reservationId);
  seam.control('faults', { ...struckRequest(cell), outcome, delay_ms: LATE_MS });
  if (death !== 'not') {
    const when = death === 'after-commit' ? 'after' : 'before';
    seam.control('hold', { ...heldRequest(cell), when });
  }
  return { cell, reservationId, seam };
}

async function play(client: Client, player: Player): Promise<CellResult> {
  const { cell, reservationId, seam } = player;
  const begun = performance.now();
  const { scenario } = cell.site;
  const lived = await playScenario({ reservationId, scenario, client, seam });
  await until('late commit', COMPLETED_WITHIN_MS, () => !seam.isCommittingLate());
  const badEnd = [...lived.wrongs, ...endOf(lived, player)];
  // A stay that has not come to its end may not even have begun.
  const steps = lived.status === undefined ? [] : await stepsOf(client, reservationId);
  const misses = examineFault(cell, seam.requests(), steps);
  const wrongs = [...badEnd, ...misses];
  return {
    cell: nameOf(cell),
    passed: wrongs.length === 0,
    wrongs,
    missed: badEnd.length === 0 && misses.length > 0,
    seconds: Math.round((performance.now() - begun) / 100) / 10,
    ledger: seam.requests().map(toText),
  };
}

function endOf({ status }: Lived, { cell, reservationId, seam }: Player): readonly string[] {
  if (status === undefined) return [];
  return examineEnd(status, reservationId, seam, {
    quietMs: QUIET_MS,
    staying: cell.site.scenario.staying ?? 0,
  });
}

/** Has the death come when every player stands at its call, and lets them go on with new workers. */
async function befall(
  death: Death,
  { client, workers }: Installation,
  players: readonly Player[],
): Promise<void> {
  if (death === 'not') return;
  const isHeld = (): boolean => players.every(({ seam }) => seam.isHolding());
  await until('call to hold in every stay', HELD_WITHIN_MS, isHeld).catch((error: unknown) => {
    throw new NotStaged(error instanceof Error ? error.message : String(error));
  });
  const release = (broken: boolean): void => {
    for (const { seam } of players) seam.control('release', { broken });
  };
  if (death === 'after-completion') {
    await dieAfterCompletion(client, workers, players, () => release(false));
    return;
  }
  await workers.kill('both');
  checkStaging(players);
  release(death === 'before');
  await workers.start(['both']);
}

/** The process with the workflows dies first, so that nobody hears of the step when it completes. */
async function dieAfterCompletion(
  client: Client,
  workers: WorkerGroup,
  players: readonly Player[],
  release: () => void,
): Promise<void> {
  await workers.kill('stays');
  checkStaging(players);
  release();
  await until('completed step in every stay', COMPLETED_WITHIN_MS, async () => {
    const done = await Promise.all(players.map((player) => isUnheard(client, player)));
    return done.every(Boolean);
  });
  await workers.kill('steps');
  await workers.start(['stays', 'steps']);
}

/** Whoever was held first must still have been waiting when the last one came. */
function checkStaging(players: readonly Player[]): void {
  const held = players.flatMap(({ seam }) => seam.requests().filter((line) => line.is_held));
  const longest = Date.now() - Math.min(...held.map((line) => Date.parse(line.arrived_at)));
  if (longest > HELD_AT_MOST_MS) throw new NotStaged(`A call had been held for ${longest} ms`);
}

/** Whether a step has been completed of which its workflow has not heard. */
async function isUnheard(client: Client, { reservationId }: Player): Promise<boolean> {
  const handle = client.workflow.getHandle(stayWorkflowId(reservationId));
  const { raw } = await handle.describe();
  if ((raw.pendingActivities?.length ?? 0) > 0 || !raw.pendingWorkflowTask) return false;
  const { events } = await handle.fetchHistory();
  const heard = events?.findLastIndex((event) => event.workflowTaskCompletedEventAttributes) ?? -1;
  return (events ?? []).slice(heard).some((event) => event.activityTaskCompletedEventAttributes);
}

function toText(line: LedgerLine, _index: number, [first]: readonly LedgerLine[]): string {
  const since = (Date.parse(line.arrived_at) - Date.parse(first?.arrived_at ?? '')) / 1_000;
  const done = line.committed_at === null ? '' : ' done';
  return `${since} ${line.route} ${line.status ?? 'lost'}${done}${line.fault ? ` (${line.fault})` : ''}`;
}
