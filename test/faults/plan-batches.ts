import { type Cell, DEATHS, isCreating, OUTCOMES, type Site } from './cell.ts';

/** Cells that are lived side by side: they die at one call, or not at all. */
export type Batch = readonly Cell[];

const SIDE_BY_SIDE = 24;

/**
 * The matrix: every place in our code that calls Seam, every outcome, every death. The recipes that
 * come by a place take turns at it.
 */
export function planMatrix(sites: readonly Site[]): readonly Batch[] {
  const places = placesOf(sites);
  const batches = DEATHS.flatMap((death, turn) =>
    places.map((place, index) => cellsOf(inTurn(place, index + turn), death)),
  );
  return sideBySide(batches);
}

/** The same for every recipe: five times as long, of the same code. */
export function planEveryRecipe(sites: readonly Site[]): readonly Batch[] {
  return sideBySide(DEATHS.flatMap((death) => sites.map((site) => cellsOf(site, death))));
}

/**
 * One outcome for each place in our code that calls Seam, each outcome and each recipe in its turn,
 * and a late commit for each place that creates.
 */
export function planShort(sites: readonly Site[]): Batch {
  return placesOf(sites).flatMap((place, index) => {
    const site = inTurn(place, index);
    const outcome = inTurn(OUTCOMES, index);
    const cell: Cell = { site, outcome, death: 'not' };
    const isLate = isCreating(site) && outcome !== 'late-commit';
    return isLate ? [cell, { ...cell, outcome: 'late-commit' }] : [cell];
  });
}

/** The sites of each place in our code that calls Seam, one for each recipe that comes by. */
function placesOf(sites: readonly Site[]): readonly (readonly Site[])[] {
  return [...Map.groupBy(sites, ({ step, route }) => `${step} ${route}`).values()];
}

function inTurn<T>(all: readonly T[], turn: number): T {
  const one = all[turn % all.length];
  if (one === undefined) throw new RangeError('nobody takes turns');
  return one;
}

/** A worker's death takes what is under way with it, so only cells that die at one call share one. */
function sideBySide(batches: readonly Batch[]): readonly Batch[] {
  const undying = batches.flat().filter(({ death }) => death === 'not');
  return [...batches.filter(([cell]) => cell?.death !== 'not'), ...chunks(undying, SIDE_BY_SIDE)];
}

function cellsOf(site: Site, death: Cell['death']): Batch {
  return OUTCOMES.map((outcome) => ({ site, outcome, death }));
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, at) => items.slice(at * size, (at + 1) * size));
}
