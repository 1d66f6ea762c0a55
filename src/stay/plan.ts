import { flawNotes, type GuestFlaws } from './guest.ts';
import { localText, offsetsAt, type UtcOffset } from './local-text.ts';
import type { Recipe } from './recipe.ts';
import { DEFAULT_WORKSPACE, scopeKey, type AccessScope } from './scope.ts';
import { windowAround, type Margins, type Window } from './window.ts';

/** A reservation resolved against its listing: what the doors shall do. Nothing in it is personal. */
export interface Plan {
  readonly workspace: string;
  readonly listingId: string;
  readonly recipe: string;
  readonly recipeVersion: number;
  readonly acsSystemId: string;
  readonly accessGroupIds: readonly string[];
  readonly entranceIds: readonly string[];
  readonly opensAt: string;
  readonly closesAt: string;
  /** When the grant is due; absent where Seam keeps the window, so that it is due at once. */
  readonly grantAt?: string;
  readonly quietPeriodMs: number;
  /** The listing's clock, for what people are shown: its IANA time zone, and its offsets over the stay. */
  readonly timeZone?: string;
  readonly utcOffsets?: readonly UtcOffset[];
  /** What a person should know of how the times and the guest were read. */
  readonly note?: string;
}

/** A bookable unit, as far as a plan needs it. */
export interface PlannedListing extends Margins {
  readonly listingId: string;
  readonly acsSystemId: string;
  readonly accessGroupIds: readonly string[];
  readonly entranceIds: readonly string[];
  /** An IANA time zone, such as "Europe/Amsterdam". */
  readonly timeZone: string;
}

/** What of the reservation a refusal is about: the requests that say these fields are refused with it. */
export type RefusedField = 'checkIn' | 'checkOut' | 'listingId' | 'guest';

export interface Refusal {
  readonly type: 'UnknownListing' | 'MissingGuestData' | 'CheckOutNotAfterCheckIn' | 'CheckOutPast';
  readonly reason: string;
  readonly fields: readonly RefusedField[];
}

export interface PlanRequest {
  readonly listing: PlannedListing;
  readonly recipe: Recipe;
  /** As booked, ISO 8601: the listing's margins come on top. */
  readonly checkIn: string;
  readonly checkOut: string;
  /** Those of the listing's clock, from the first moment that the plan is about. */
  readonly utcOffsets: readonly UtcOffset[];
  readonly note?: string;
  /** Names of the guest fields that the reservation fills in. */
  readonly guestHas: readonly string[];
  /** Of those that it says, which were not taken as they were written. */
  readonly guestFlaws?: GuestFlaws;
  /** A change may end in the past: the stay ends at once, or with the margin after that. A new stay may not. */
  readonly isNew: boolean;
  readonly quietPeriodMs: number;
}

/** Decides the plan of a stay, or says why there can be none. `now` is epoch milliseconds. */
export function makePlan(request: PlanRequest, now: number): Plan | Refusal {
  const { listing, recipe, checkIn, checkOut, utcOffsets, guestFlaws } = request;
  const local = (instant: string): string =>
    `${localText(instant, offsetsAt(utcOffsets))} in ${listing.timeZone}`;
  const missing = recipe.needs.filter((field) => !request.guestHas.includes(field));
  if (missing.length > 0) return missingGuestData(missing, recipe, guestFlaws);
  // The booked times decide, not the margins: with a margin a check-out before the check-in, or one of yesterday, would
  // look like a stay.
  if (Date.parse(checkOut) <= Date.parse(checkIn)) {
    return {
      type: 'CheckOutNotAfterCheckIn',
      reason: `The check-out (${local(checkOut)}) is not after the check-in (${local(checkIn)}).`,
      fields: ['checkIn', 'checkOut'],
    };
  }
  if (request.isNew && Date.parse(checkOut) <= now) {
    return {
      type: 'CheckOutPast',
      reason: `The check-out (${local(checkOut)}) is past.`,
      fields: ['checkOut'],
    };
  }
  const window = windowAround(checkIn, checkOut, listing);
  return {
    workspace: DEFAULT_WORKSPACE,
    listingId: listing.listingId,
    recipe: recipe.id,
    recipeVersion: recipe.version,
    acsSystemId: listing.acsSystemId,
    accessGroupIds: listing.accessGroupIds,
    entranceIds: listing.entranceIds,
    ...window,
    ...(recipe.window === 'nightlatch' ? { grantAt: window.opensAt } : {}),
    quietPeriodMs: request.quietPeriodMs,
    timeZone: listing.timeZone,
    utcOffsets,
    ...noteOf(request),
  };
}

/** Whether a plan could not be made. */
export function isRefusal(answer: Plan | Refusal): answer is Refusal {
  return 'fields' in answer;
}

/** The window of a plan. */
export function windowOf(plan: Plan): Window {
  return { opensAt: plan.opensAt, closesAt: plan.closesAt };
}

/**
 * The window that an access is to have. That of a room that the guest is about to leave follows the plan, but opens no
 * sooner than it was to: until then the room is somebody else's.
 */
export function windowIn(plan: Plan, isOwnScope: boolean, held: Window): Window {
  const wanted = windowOf(plan);
  const isEarlier = Date.parse(wanted.opensAt) < Date.parse(held.opensAt);
  return !isOwnScope && isEarlier ? { ...wanted, opensAt: held.opensAt } : wanted;
}

/** The scope of a plan's access, for a guest by the number within the stay. */
export function scopeOf(plan: Plan, guest: number): AccessScope {
  const { workspace, recipe, recipeVersion, acsSystemId: systemId, entranceIds, opensAt } = plan;
  const scope = { of: 'access', workspace, recipe, recipeVersion, systemId, guest } as const;
  // Where the credential itself names the doors, Seam can move neither them nor its start.
  return entranceIds.length === 0
    ? scope
    : { ...scope, fixed: { entranceIds: entranceIds.toSorted(), opensAt } };
}

/** Everything of a plan that is to be seen at Seam before it counts as granted. */
export function fingerprintOf(plan: Plan, guest: number): string {
  const { opensAt, closesAt, accessGroupIds } = plan;
  return [scopeKey(scopeOf(plan, guest)), opensAt, closesAt, ...accessGroupIds.toSorted()].join(
    '|',
  );
}

function noteOf({ note, guestFlaws }: PlanRequest): Pick<Plan, 'note'> {
  const notes = [...(note === undefined ? [] : [note]), ...flawNotes(guestFlaws)];
  return notes.length === 0 ? {} : { note: notes.join(' ') };
}

function missingGuestData(
  missing: readonly string[],
  recipe: Recipe,
  flaws: GuestFlaws | undefined,
): Refusal {
  const names = missing.map((field) => `guest.${field}`).join(' and ');
  const needs = `Recipe ${recipe.id} (${recipe.title}) needs ${names}.`;
  return {
    type: 'MissingGuestData',
    reason: [needs, ...flawNotes(flaws)].join(' '),
    fields: ['guest', 'listingId'],
  };
}
