import { apiKeyOf } from './api-key.ts';
import type { Asked, Site } from './cell.ts';
import { playScenario } from './play-scenario.ts';
import { type Scenario, SCENARIOS } from './scenario.ts';
import { type LedgerLine, watchSeam } from './seam-watch.ts';
import type { Lane, Installation } from './setup.ts';
import { type Step, stepOf, stepsOf } from './steps-of.ts';

/**
 * Plays each scenario without a fault, and lists the calls to Seam that its steps made: the
 * first call of each route in each step of a recipe, from the first scenario that makes it.
 */
export async function recordSites(lane: Lane): Promise<readonly Site[]> {
  const sites = await recordScenarios(lane);
  const known = new Map<string, Site>();
  for (const site of sites.flat()) {
    const name = `${site.scenario.recipe} ${site.step} ${site.route}`;
    if (!known.has(name)) known.set(name, site);
  }
  return [...known.values()];
}

async function recordScenarios(lane: Lane): Promise<readonly (readonly Site[])[]> {
  const installation = await lane.open();
  try {
    await installation.workers.start(['both']);
    return await Promise.all(
      SCENARIOS.map((scenario, index) => recordScenario(installation, scenario, index)),
    );
  } finally {
    await installation.close();
  }
}

async function recordScenario(
  installation: Installation,
  scenario: Scenario,
  index: number,
): Promise<readonly Site[]> {
  const { client, sandbox } = installation;
  const reservationId = `undisturbed-${index}`;
  const seam = watchSeam(sandbox, apiKeyOf(reservationId));
  scenario.prepare?.(seam, reservationId);
  const { wrongs } = await playScenario({ reservationId, scenario, client, seam });
  if (wrongs.length > 0) throw new Error(`Without any fault: ${wrongs.join('; ')}`);
  const sites = sitesOf(scenario, await stepsOf(client, reservationId), seam.requests());
  return scenario.leadsTo === undefined ? sites : onlyThose(sites, scenario.leadsTo);
}

function sitesOf(
  scenario: Scenario,
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
    return { scenario, step: step.name, route, nth, first };
  });
}

/** Every other call of such a scenario is in the others, too. */
function onlyThose(sites: readonly Site[], places: readonly string[]): readonly Site[] {
  return places.map((place) => {
    const site = sites.find(({ step, route }) => `${step} ${route}` === place);
    if (site === undefined) throw new Error(`No scenario makes ${place} without a fault`);
    return site;
  });
}
