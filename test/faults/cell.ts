import { type FaultOutcome, faultOutcomes } from '../../sandbox/fault-plan.ts';

import type { Scenario } from './scenario.ts';

/** The `nth` request of a route in the life of a stay. */
export interface Asked {
  readonly route: string;
  readonly nth: number;
}

/** One call to Seam in the life of a stay, in a step of a scenario. */
export interface Site extends Asked {
  readonly scenario: Scenario;
  /** The step that makes the call, with a number where its turns differ in meaning. */
  readonly step: string;
  /** The first request of the same step. */
  readonly first: Asked;
}

/** When the worker that makes the call dies, if it does. */
export type Death = (typeof DEATHS)[number];

/**
 * `before`: the call is on the wire and never reaches Seam. `in-flight`: Seam acts on it when the
 * worker is dead already. `after-commit`: Seam has acted on it, and the worker dies before it
 * hears. `after-completion`: the step is completed, the workflow has not heard of it.
 */
export const DEATHS = ['not', 'before', 'in-flight', 'after-commit', 'after-completion'] as const;

export const OUTCOMES: readonly FaultOutcome[] = faultOutcomes;

/** One cell of the matrix. */
export interface Cell {
  readonly site: Site;
  readonly outcome: FaultOutcome;
  readonly death: Death;
}

/** The cell in one line; unique. */
export function nameOf({ site, outcome, death }: Cell): string {
  const worker = death === 'not' ? '' : `, worker dies ${death}`;
  return `${site.scenario.recipe} ${site.step} ${site.route} #${site.nth}: ${outcome}${worker}`;
}

/** Whether the call makes something at Seam that could come twice, or come late. */
export function isCreating({ route }: Site): boolean {
  return /\/(create|launch)$/.test(route);
}

/** Whether a second attempt leaves the call out: a removal that was accepted is not looked at again. */
function isAskedOnce({ step, route }: Site): boolean {
  return ['removeCredential /acs/credentials/get', 'removeAccessUser /acs/users/get'].includes(
    `${step} ${route}`,
  );
}

/** Which request a worker stands at when it dies. */
export function heldRequest({ site, death }: Cell): Asked {
  return death === 'before' && isAskedOnce(site) ? site.first : site;
}

/** Which request the fault strikes: the one on which a worker died before is not made. */
export function struckRequest(cell: Cell): Asked {
  const { route, nth } = cell.site;
  const isLost = cell.death === 'before' && heldRequest(cell) === cell.site;
  return { route, nth: isLost ? nth + 1 : nth };
}
