import type { Announced } from './announcement.ts';
import type { EntryState, LedgerKind } from './ledger.ts';
import type { Verdict } from './verdict.ts';

export type Phase = 'planning' | 'granting' | 'waiting' | 'open' | 'held' | 'revoking' | 'revoked';
export type EndedBy = 'check-out' | 'cancellation' | 'operator';

/** Why a stay needs a person. */
export interface Problem {
  readonly type: string;
  readonly message: string;
  readonly next?: string;
  readonly since: string;
  /** When it was seen last; absent where no worker can tell. */
  readonly seenAt?: string;
}

/** The last revision that was received for each desired field, where the backend gave one. */
export interface Revisions {
  readonly checkIn?: number;
  readonly checkOut?: number;
  readonly listing?: number;
  readonly cancelled?: number;
}

/** What exists, or existed, at Seam for the stay. */
export interface StatusEntry {
  readonly kind: LedgerKind;
  readonly id?: string;
  readonly state: EntryState;
  /** The object belongs to the guest's account and outlives the stay. */
  readonly kept?: true;
  /** When its removal was first asked for, when Seam accepted that, and when it was seen gone. */
  readonly removalAskedAt?: string;
  readonly removalAcceptedAt?: string;
  readonly goneAt?: string;
}

/** What became of the last message that came as a signal: nobody waits for its answer. */
export interface LastSignal {
  readonly name: string;
  readonly at: string;
  readonly verdict: Verdict;
}

/** A door that the guest can open. */
export interface StatusEntrance {
  readonly id: string;
  readonly name: string;
}

/** What a stay is doing. Also the workflow's result. */
export interface Status {
  readonly reservationId: string;
  readonly listingId: string;
  readonly recipe?: string;
  readonly phase: Phase;
  readonly opensAt?: string;
  readonly closesAt?: string;
  /** Of the listing: people are shown every time in it. */
  readonly timeZone?: string;
  /** The highest revision received; 0 if the backend gives none. */
  readonly revision: number;
  readonly revisions?: Revisions;
  readonly problem?: Problem;
  /** Nobody gets in until it is released. */
  readonly held?: { readonly since: string };
  readonly credentialId?: string;
  /** Read from Seam at the moment of the look, where the client has Seam; no workflow knows them. */
  readonly entrances?: readonly StatusEntrance[];
  readonly ledger: readonly StatusEntry[];
  /** How many removed entries the ledger has forgotten, the oldest of a stay that was changed very often. */
  readonly forgottenEntries?: number;
  readonly endedBy?: EndedBy;
  /** Its workflow was stopped from outside, by no request of anybody: the same put opens it again. */
  readonly orphaned?: true;
  /** The first and the second proof of absence. */
  readonly absentSince?: string;
  readonly revokedAt?: string;
  /** What the stay does next by itself, and when; for people. */
  readonly next?: string;
  readonly notes?: readonly string[];
  readonly lastSignal?: LastSignal;
  /** Its events, where others are told of them. */
  readonly announced?: Announced;
}
