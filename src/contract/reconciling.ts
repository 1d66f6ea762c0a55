import { z } from 'zod';

import type { Ledger } from '../stay/ledger.ts';
import type {
  NamedUser,
  SeenAccess,
  SeenCredential,
  SeenIdentity,
  SeenUser,
} from '../stay/reconciliation.ts';

import type { FoundOrphan, LastSaid } from './closing.ts';
import type { Phase } from './status.ts';

/** The argument of `reconcile`. */
export const passRequestSchema = z.strictObject({
  /** Without it the pass only reports. */
  repair: z.boolean().default(false),
});

/** What a pass hands to the next one, in its result. */
const passMemorySchema = z.object({
  /** Reservation ids of stays that were open, or of which something was at Seam. */
  known: z.array(z.string()),
  /** The same of the pass before: a late create may still bring something. */
  fading: z.array(z.string()),
  /** The access systems that were read, and how many users each had. */
  systems: z.record(z.string(), z.number()),
  /** How many credentials each of them showed. */
  credentials: z.record(z.string(), z.number()),
});

export const passResultSchema = z.object({
  orphans: z.array(z.string()),
  woken: z.array(z.string()),
  reported: z.array(z.string()),
  unread: z.array(z.string()),
  memory: passMemorySchema,
});

export type PassMemory = z.infer<typeof passMemorySchema>;

/** What a pass found, and in a repairing one did. Ids only. */
export interface PassResult {
  /** Reservation ids of stays that had something at Seam and no open run: they are ended. */
  readonly orphans: readonly string[];
  /** Reservation ids of open stays that differ from Seam: they look again. */
  readonly woken: readonly string[];
  /**
   * Ids of access users that nothing shows to be ours, and reservation ids of open stays that give no
   * answer: a person has to look.
   */
  readonly reported: readonly string[];
  /** Access systems whose lists could not be read to their end, or `identities`: nothing follows from them. */
  readonly unread: readonly string[];
  readonly memory: PassMemory;
}

/** A part of a list, and where the next part begins. */
export interface Part {
  readonly next?: string;
}

export interface PartOfIdentities extends Part {
  readonly identities: readonly SeenIdentity[];
}

export interface PartOfUsers extends Part {
  readonly ours: readonly SeenUser[];
  readonly named: readonly NamedUser[];
  /** Ids of users that nothing shows to be ours, and that are older than the quiet period. */
  readonly strangers: readonly string[];
  /** Every user of the part, whosever it is. */
  readonly count: number;
}

export interface PartOfCredentials extends Part {
  readonly credentials: readonly SeenCredential[];
}

/** The access that an open stay holds. */
export interface HeldAccess {
  readonly reservationId: string;
  readonly userId: string;
  readonly credentialId?: string;
}

/** The steps of a pass that read Seam's lists. Each sends one request, but for the last. */
export interface SurveySteps {
  surveyIdentities(from: { readonly cursor?: string }): Promise<PartOfIdentities>;
  surveyUsers(of: {
    readonly systemId: string;
    readonly cursor?: string;
    /** Reservation ids that are known to be ours, although Temporal knows no run of theirs. */
    readonly alsoOurs: readonly string[];
  }): Promise<PartOfUsers>;
  surveyCredentials(of: {
    readonly systemId: string;
    readonly cursor?: string;
  }): Promise<PartOfCredentials>;
  /** Two requests for each access. */
  lookAtAccesses(accesses: readonly HeldAccess[]): Promise<readonly SeenAccess[]>;
}

/** What a look at the run of a stay shows. */
export type StayLook = { readonly reservationId: string } & (
  | {
      readonly run: 'open';
      readonly phase: Phase;
      readonly hasProblem: boolean;
      /** Without what is removed. */
      readonly ledger: Ledger;
    }
  | { readonly run: 'closed'; readonly last?: LastSaid; readonly ledger: Ledger }
  /** A run is open and does not answer. */
  | { readonly run: 'silent' }
);

/** A stay that is to look at Seam again, and in these systems for more than it knows of. */
export interface Waking {
  readonly reservationId: string;
  readonly systemIds: readonly string[];
}

/** The steps of a pass that ask Temporal, or act on stays. */
export interface RunSteps {
  /** What the last pass handed on, and the access systems of the listings. */
  recallPass(): Promise<{
    readonly memory?: PassMemory;
    readonly systemIds: readonly string[];
  }>;
  /** Those of the reservation ids of which Temporal knows no run. */
  findForgotten(reservationIds: readonly string[]): Promise<readonly string[]>;
  /** Stays with a run that is open, or that somebody stopped from outside. */
  listUnendedStays(from: {
    readonly cursor?: string;
  }): Promise<Part & { readonly reservationIds: readonly string[] }>;
  lookAtStays(reservationIds: readonly string[]): Promise<readonly StayLook[]>;
  /** Answers those that are open after all, and were woken instead. */
  closeOrphans(orphans: readonly FoundOrphan[]): Promise<{ readonly woken: readonly string[] }>;
  wakeStays(stays: readonly Waking[]): Promise<void>;
}
