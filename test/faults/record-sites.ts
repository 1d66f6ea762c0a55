import { apiKeyOf } from './api-key.ts';
import type { Asked, Site } from './cell.ts';
import type { Lane, Stage } from './ground.ts';
import { liveTour } from './live-tour.ts';
import { type LedgerLine, watchSeam } from './seam-watch.ts';
import { type Step, stepOf, stepsOf } from './steps-of.ts';
import { type Tour, TOURS } from './tour.ts';

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
    return await Promise.all(TOURS.map((tour, index) => recordTour(stage, tour, index)));
  } finally {
    await stage.close();
  }
}

async function recordTour(stage: Stage, tour: Tour, index: number): Promise<readonly Site[]> {
  const { client, sandbox } = stage;
  const reservationId = `undisturbed-${index}`;
  const seam = watchSeam(sandbox, apiKeyOf(reservationId));
  tour.prepare?.(seam, reservationId);
  const { wrongs } = await liveTour({ reservationId, tour, client, seam });
  if (wrongs.length > 0) throw new Error(`Without any fault: ${wrongs.join('; ')}`);
  const sites = sitesOf(tour, await stepsOf(client, reservationId), seam.requests());
  return tour.leadsTo === undefined ? sites : onlyThose(sites, tour.leadsTo);
}

function sitesOf(
  tour: Tour,
  steps: readonly Step[],
  requests: readonly LedgerLine[],
): readonly Site[] {
  const counts = new Map<string, number>();
  const firsts = new Map<Step, Asked>();
  return requests.map((request) => {
    const { route } = request;
    const nth = (counts.get(route) ?? 0) + 1;
    counts.set(route, nth);
    const step = stepOf(steps, request);
    if (step === undefined) throw new Error(`${route} was asked for by no step`);
    const first = firsts.get(step) ?? { route, nth };
    firsts.set(step, first);
    return { tour, step: step.name, route, nth, first };
  });
}

/** Everything else on the way of such a tour is on the others' too. */
function onlyThose(sites: readonly Site[], places: readonly string[]): readonly Site[] {
  return places.map((place) => {
    const site = sites.find(({ step, route }) => `${step} ${route}` === place);
    if (site === undefined) throw new Error(`No tour came by ${place} without a fault`);
    return site;
  });
}
