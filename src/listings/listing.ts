import { z } from 'zod';

import { reservationIdSchema } from '../contract/reservation.ts';
import { parseDuration } from '../stay/duration.ts';
import type { PlannedListing } from '../stay/plan.ts';
import type { Recipe } from '../stay/recipe.ts';
import { findRecipe, RECIPES } from '../stay/recipes/index.ts';

import { isTimeZone } from './local-time.ts';

/** A bookable unit: how its doors are reached, and the clock it lives by. */
export interface Listing extends PlannedListing {
  readonly recipe: string;
  /** House times on the listing's own clock, "HH:mm". */
  readonly checkInTime: string;
  readonly checkOutTime: string;
}

// Seam's ids are UUIDs in form; its documentation's own examples have no valid version or variant.
// Seam writes them in small letters, and every later comparison is by letter.
const seamId = z.guid('must be a UUID').toLowerCase();
const houseTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, such as "15:00"');
const MOST_MARGIN_MS = 86_400_000;
const margin = z
  .string()
  .refine(
    isMargin,
    'must be a duration of 24 hours at most, such as "30 minutes": a longer margin would be a night that nobody booked',
  );
const RECIPE_IDS = [...new Set(RECIPES.map((recipe) => recipe.id))];

const fields = z.strictObject({
  listingId: reservationIdSchema,
  /** For people who read the file: nothing here does. */
  name: z.string().max(200).optional(),
  recipe: z.string().refine((id) => findRecipe(id) !== undefined, {
    error: ({ input }) =>
      `${JSON.stringify(input)} is not a recipe; known are ${RECIPE_IDS.join(', ')}`,
  }),
  acsSystemId: seamId,
  accessGroupIds: z.array(seamId).min(1, 'must name at least one access group').optional(),
  entranceIds: z.array(seamId).min(1, 'must name at least one entrance').optional(),
  timeZone: z.string().refine(isTimeZone, 'must be an IANA time zone, such as "Europe/Amsterdam"'),
  checkInTime: houseTime,
  checkOutTime: houseTime,
  opensBefore: margin.optional(),
  closesAfter: margin.optional(),
});

type Fields = z.output<typeof fields>;

/** One entry of the listings file, checked against what its recipe needs. Durations become milliseconds. */
export const listingSchema = fields.superRefine(fitsRecipe).transform((entry): Listing => ({
  listingId: entry.listingId,
  recipe: entry.recipe,
  acsSystemId: entry.acsSystemId,
  accessGroupIds: entry.accessGroupIds ?? [],
  entranceIds: entry.entranceIds ?? [],
  timeZone: entry.timeZone,
  checkInTime: entry.checkInTime,
  checkOutTime: entry.checkOutTime,
  opensBeforeMs: parseDuration(entry.opensBefore ?? '') ?? 0,
  closesAfterMs: parseDuration(entry.closesAfter ?? '') ?? 0,
}));

function fitsRecipe(entry: Fields, context: z.RefinementCtx<Fields>): void {
  const recipe = findRecipe(entry.recipe);
  if (recipe === undefined) return;
  const refuse = (field: keyof Fields, message: string): void =>
    context.addIssue({ code: 'custom', path: [field], message, input: entry[field] });

  const [wanted, other] = doorFields(recipe);
  if (entry[wanted] === undefined)
    refuse(wanted, `is missing; recipe ${recipe.id} finds its doors by it`);
  if (entry[other] !== undefined)
    refuse(other, `does not go with recipe ${recipe.id}, which uses ${wanted}`);
}

function isMargin(text: string): boolean {
  const ms = parseDuration(text);
  return ms !== undefined && ms <= MOST_MARGIN_MS;
}

function doorFields(
  recipe: Recipe,
): ['accessGroupIds' | 'entranceIds', 'accessGroupIds' | 'entranceIds'] {
  return recipe.doors === 'access-groups'
    ? ['accessGroupIds', 'entranceIds']
    : ['entranceIds', 'accessGroupIds'];
}
