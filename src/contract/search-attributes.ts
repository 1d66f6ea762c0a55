import { defineSearchAttributeKey } from '@temporalio/common';

/** The search attributes that every stay carries, with the type each is registered under. */
export const STAY_SEARCH_ATTRIBUTES = {
  StayPhase: 'KEYWORD',
  StayListing: 'KEYWORD',
  StayProblem: 'KEYWORD',
  StayOpensAt: 'DATETIME',
  StayClosesAt: 'DATETIME',
  StayTimeZone: 'KEYWORD',
  StaySeamIds: 'KEYWORD_LIST',
} as const;

export const stayPhase = defineSearchAttributeKey('StayPhase', 'KEYWORD');
export const stayListing = defineSearchAttributeKey('StayListing', 'KEYWORD');
export const stayProblem = defineSearchAttributeKey('StayProblem', 'KEYWORD');
export const stayOpensAt = defineSearchAttributeKey('StayOpensAt', 'DATETIME');
export const stayClosesAt = defineSearchAttributeKey('StayClosesAt', 'DATETIME');
export const stayTimeZone = defineSearchAttributeKey('StayTimeZone', 'KEYWORD');
/** The ids of what a stay has at Seam, so that whoever is told one of them finds the stay. */
export const staySeamIds = defineSearchAttributeKey('StaySeamIds', 'KEYWORD_LIST');
