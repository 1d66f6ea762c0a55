import type { Client } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';

import { stayWorkflowId } from '../../src/contract/names.ts';

import { apiKeyOf } from './api-key.ts';
import type { Site } from './cell.ts';
import type { Lane, Stage } from './ground.ts';
import { liveTour } from './live-tour.ts';
import { type LedgerLine, watchSeam } from './seam-watch.ts';
import { type Tour, TOURS } from './tour.ts';

/** A step of a stay's history, in epoch milliseconds. */
interface Step {
  readonly name: string;
  readonly startedAt: number;
}

/** The same look at Seam means something else each time that it proves: left, gone, still gone. */
const TOLD_APART = 'proveAbsence';

/**
 * Lives a stay of each tour without a fault, and lists the calls to Seam that its steps made: the
 * first call of each route in each step of a recipe, from the first tour that has it.
 */
export async function recordSites(lane: Lane): Promise<readonly Site[]> {
  const sites = await recordTours(lane);
  const known = new Map<string, Site>();
  for (const site of sites.flat()) {
    const name = `${site.tour.recipe} ${site.step} ${site.route}`;
    if (!known.has(name)) known.set(name, site);
  }
  return [...known.values()];
}

async function recordTours(lane: Lane): Promise<readonly (readonly Site[])[]> {
  const stage = await lane.open();
  try {
    await stage.workers.start(['both']);
    return await Promise.all(TOURS.map((tour) => recordTour(stage, tour)));
  } finally {
    await stage.close();
  }
}

async function recordTour({ client, sandbox }: Stage, tour: Tour): Promise<readonly Site[]> {
  const reservationId = `undisturbed-${tour.recipe}${tour.moves ? '-moved' : ''}`;
  const seam = watchSeam(sandbox, apiKeyOf(reservationId));
  const { wrongs } = await liveTour({ reservationId, tour, client, seam });
  if (wrongs.length > 0) throw new Error(`Without any fault: ${wrongs.join('; ')}`);
  return sitesOf(tour, await stepsOf(client, reservationId), seam.requests());
}

/** Steps follow each other, so the time tells in which one a call was made. */
function sitesOf(
  tour: Tour,
  steps: readonly Step[],
  requests: readonly LedgerLine[],
): readonly Site[] {
  const counts = new Map<string, number>();
  return requests.map(({ route, arrived_at: arrivedAt }) => {
    const nth = (counts.get(route) ?? 0) + 1;
    counts.set(route, nth);
    // The ledger's instants are cut to whole milliseconds.
    const step = steps.findLast(({ startedAt }) => startedAt < Date.parse(arrivedAt) + 1)?.name;
    if (step === undefined) throw new Error(`${route} was asked for by no step`);
    return { tour, step, route, nth };
  });
}

async function stepsOf(client: Client, reservationId: string): Promise<readonly Step[]> {
  const handle = client.workflow.getHandle(stayWorkflowId(reservationId));
  const { events } = await handle.fetchHistory();
  const names = new Map<string, string>();
  const steps: Step[] = [];
  let proofs = 0;
  for (const event of events ?? []) {
    const { eventId, activityTaskScheduledEventAttributes: scheduled } = event;
    const name = scheduled?.activityType?.name ?? undefined;
    if (name === TOLD_APART) proofs += 1;
    if (name !== undefined) {
      names.set(String(eventId), name === TOLD_APART ? `${name} ${proofs}` : name);
    }
    const started = event.activityTaskStartedEventAttributes;
    const step = names.get(String(started?.scheduledEventId));
    if (step !== undefined) {
      steps.push({ name: step, startedAt: optionalTsToMs(event.eventTime) ?? 0 });
    }
  }
  return steps;
}
