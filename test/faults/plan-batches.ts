import { type Cell, DEATHS, isCreating, OUTCOMES, type Site } from './cell.ts';

/** Cells that are lived side by side: they die at one call, or not at all. */
export type Batch = readonly Cell[];

const SIDE_BY_SIDE = 24;

/** The whole matrix: every site, every outcome, every death; a site's outcomes die together. */
export function planMatrix(sites: readonly Site[]): readonly Batch[] {
  const undying = sites.flatMap((site) => cellsOf(site, 'not'));
  const dying = DEATHS.filter((death) => death !== 'not');
  return [
    ...dying.flatMap((death) => sites.map((site) => cellsOf(site, death))),
    ...chunks(undying, SIDE_BY_SIDE),
  ];
}

/**
 * One outcome for each place in our code that calls Seam, each outcome and each recipe in its turn,
 * and a late commit for each place that creates.
 */
export function planShort(sites: readonly Site[]): Batch {
  const places = Object.values(Object.groupBy(sites, ({ step, route }) => `${step} ${route}`));
  return places.flatMap((place = [], index) => {
    const site = place[index % place.length];
    const outcome = OUTCOMES[index % OUTCOMES.length];
    if (site === undefined || outcome === undefined) return [];
    const cell: Cell = { site, outcome, death: 'not' };
    const isLate = isCreating(site) && outcome !== 'late-commit';
    return isLate ? [cell, { ...cell, outcome: 'late-commit' }] : [cell];
  });
}

function cellsOf(site: Site, death: Cell['death']): Batch {
  return OUTCOMES.map((outcome) => ({ site, outcome, death }));
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, at) => items.slice(at * size, (at + 1) * size));
}
