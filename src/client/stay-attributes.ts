import { defaultPayloadConverter, type Payload } from '@temporalio/common';

import { PHASES } from '../contract/phases.ts';
import type { STAY_SEARCH_ATTRIBUTES } from '../contract/search-attributes.ts';
import type { Phase } from '../contract/status.ts';

/** What Temporal knows of a stay without a worker. */
export interface StayAttributes {
  readonly listingId?: string;
  readonly phase?: Phase;
  readonly opensAt?: string;
  readonly closesAt?: string;
  readonly timeZone?: string;
  readonly problem?: { readonly type: string };
}

type SearchAttributes = { readonly indexedFields?: Readonly<Record<string, Payload>> | null };

/** Reads a stay's search attributes, as the server lists and describes them. */
export function readAttributes(attributes: SearchAttributes | null | undefined): StayAttributes {
  const fields: Partial<Record<keyof typeof STAY_SEARCH_ATTRIBUTES, Payload>> =
    attributes?.indexedFields ?? {};
  const [listingId, type] = [textOf(fields.StayListing), textOf(fields.StayProblem)];
  const timeZone = textOf(fields.StayTimeZone);
  const [opensAt, closesAt] = [textOf(fields.StayOpensAt), textOf(fields.StayClosesAt)].map(
    (instant) => instant && new Date(instant).toISOString(),
  );
  const phase = PHASES.find((known) => known === textOf(fields.StayPhase));
  return {
    ...(listingId && { listingId }),
    ...(phase && { phase }),
    ...(opensAt && { opensAt }),
    ...(closesAt && { closesAt }),
    ...(timeZone && { timeZone }),
    ...(type && { problem: { type } }),
  };
}

/** Reads the ids of what a stay has at Seam, as the server lists them. */
export function readSeamIds(attributes: SearchAttributes | null | undefined): readonly string[] {
  const fields: Partial<Record<keyof typeof STAY_SEARCH_ATTRIBUTES, Payload>> =
    attributes?.indexedFields ?? {};
  const ids: unknown =
    fields.StaySeamIds && defaultPayloadConverter.fromPayload(fields.StaySeamIds);
  return [ids].flat().filter((id) => typeof id === 'string');
}

// They are indexed by the server, so no payload codec ever touches them.
function textOf(payload: Payload | undefined): string | undefined {
  const value: unknown = payload && defaultPayloadConverter.fromPayload(payload);
  return typeof value === 'string' ? value : undefined;
}
