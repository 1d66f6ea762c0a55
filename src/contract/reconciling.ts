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
  /** The groups and the PIN of every guest in the house are read, and not only a share of them. */
  everyDoor: z.boolean().default(false),
});

/** An access user, and the credential that is the guest's. */
const accessSchema = z.tuple([z.string()], z.string());

/** What is known of some of the stays, by reservation id, from the last look that found them as they say. */
const memoryPartSchema = z.object({
  /** A digest of what the list of runs said; empty if no such look was made since. */
  known: z.record(z.string(), z.string()),
  /** By access system: a digest of what its lists showed of the stay. */
  shown: z.record(z.string(), z.record(z.string(), z.string())),
  /** Ids that only the stay's ledger shows to be its own, such as that of a user with another name. */
  beside: z.record(z.string(), z.array(z.string())),
  /** Of guests in the house: what opens their doors, and a digest of its groups and PINs. */
  doors: z.record(
    z.string(),
    z.object({
      digest: z.string(),
      accesses: z.array(accessSchema),
      /** They could not be read when they should have been: so many passes in a row Seam gave no answer of them. */
      missed: z.number().optional(),
    }),
  ),
});

/** A part of it that does not fit into the result. */
export const keptPartSchema = z.object({ nth: z.number(), part: memoryPartSchema });

/** What a pass hands to the next one, in its result. */
const passMemorySchema = memoryPartSchema.extend({
  /** Ids that the pass before knew, and this one not any more: a late create may still bring something. */
  fading: z.array(z.string()),
  /** The access systems that were read, and how many users each had. */
  systems: z.record(z.string(), z.number()),
  /** How many credentials each of them showed. */
  credentials: z.record(z.string(), z.number()),
  /** How many passes have read a share of the groups and PINs. */
  turn: z.number(),
  /** How many further parts of it are in the history of the run that handed it on. */
  more: z.number(),
});

export const passResultSchema = z.object({
  orphans: z.array(z.string()),
  woken: z.array(z.string()),
  reported: z.array(z.string()),
  unread: z.array(z.string()),
  memory: passMemorySchema,
});

export type PassRequest = z.infer<typeof passRequestSchema>;
export type PassMemory = z.infer<typeof passMemorySchema>;
export type MemoryPart = z.infer<typeof memoryPartSchema>;

/** A run of the reconciler. */
export interface PassRun {
  readonly workflowId: string;
  readonly runId: string;
}

/** What a run of a pass hands to the run that goes on with it. */
export interface PassSoFar {
  readonly memory: PassMemory;
  readonly found: PassFound;
  /** How many runs there were before. */
  readonly pages: number;
  /** When the first of them began, epoch milliseconds. */
  readonly since: number;
}

/** What a pass found, and in a repairing one did. Ids only, of each at most 2,000. */
export interface PassFound {
  /**
   * Reservation ids of stays that had something at Seam and no open run, or past check-out none that answers, or of
   * whose end nobody was told: they are ended.
   */
  readonly orphans: readonly string[];
  /** Reservation ids of open stays that differ from Seam: they look again. */
  readonly woken: readonly string[];
  /**
   * Ids of access users that nothing shows to be ours, and reservation ids of open stays that give no answer, or of
   * whose groups and PINs Seam gives none: a person has to look.
   */
  readonly reported: readonly string[];
  /**
   * Access systems whose lists could not be read to their end, or `identities`: nothing follows from them. Or `doors`:
   * the groups and PINs of some guests were not read.
   */
  readonly unread: readonly string[];
}

export interface PassResult extends PassFound {
  readonly memory: PassMemory;
}

/** Where in Seam's lists to read on: the identities are list 0, then come the users and credentials of each system. */
export interface ListPlace {
  readonly list: number;
  readonly cursor?: string;
}

/** A page of one of Seam's lists. */
export type ListPage =
  | { readonly of: 'identities'; readonly identities: readonly SeenIdentity[] }
  | {
      readonly of: 'users';
      readonly systemId: string;
      /** Users with the mark of a stay, whether or not anybody knows that stay. */
      readonly marked: readonly SeenUserOf[];
      readonly named: readonly (SeenUserOf & Pick<NamedUser, 'identityId'>)[];
      /** Ids of users with neither, and that are older than the quiet period. */
      readonly strangers: readonly string[];
      /** Every user of the page, whosever it is. */
      readonly count: number;
    }
  | {
      readonly of: 'credentials';
      readonly systemId: string;
      readonly credentials: readonly Omit<SeenCredential, 'systemId'>[];
    };

type SeenUserOf = Omit<SeenUser, 'systemId'>;

/** The access that an open stay has. */
export interface AccessOfStay {
  readonly reservationId: string;
  readonly userId: string;
  readonly credentialId?: string;
}

/** The steps of a pass that read Seam. */
export interface SurveySteps {
  /** Reads page after page, and some ten of them; fails only where the first one does. */
  surveySeam(of: {
    readonly systemIds: readonly string[];
    readonly from: ListPlace;
    /** Reservation ids that an identity shows to be ours, although no open run is listed. */
    readonly alsoOurs: readonly string[];
  }): Promise<{
    readonly pages: readonly ListPage[];
    readonly next?: ListPlace;
    /** So many milliseconds Seam asked to be left alone before it is asked for the next page. */
    readonly waitMs?: number;
  }>;
  /**
   * Two requests for each access, one access after the other. It ends at the first of which Seam gives no answer, and
   * fails only where that is the first of all.
   */
  lookAtAccesses(accesses: readonly AccessOfStay[]): Promise<{
    /** Without those that Seam refuses to tell of. */
    readonly seen: readonly SeenAccess[];
    /** So many were looked at, of the first ones. */
    readonly lookedAt: number;
    /** So many milliseconds Seam asked to be left alone before it is asked for the next one. */
    readonly waitMs?: number;
  }>;
}

/**
 * What a list of Temporal's says of a stay: its reservation id; `stopped`, or `overdue` where it is open though it should
 * have ended, or its phase, with `!` behind it if it has a problem; and a digest of run, phase, listing, window, problem
 * and ids at Seam. The list is a moment behind.
 */
export type ListedRun = readonly [reservationId: string, is: string, digest: string];

/** A part of that list, and where the next part begins. */
export interface PartOfRuns {
  readonly runs: readonly ListedRun[];
  readonly next?: string;
}

/** What a look at the run of a stay shows. */
export type StayLook = { readonly reservationId: string } & (
  | {
      readonly run: 'open';
      readonly phase: Phase;
      readonly hasProblem: boolean;
      /** It is in the middle of something. */
      readonly isBusy?: true;
      /** Without what is removed. */
      readonly ledger: Ledger;
    }
  | {
      readonly run: 'closed';
      readonly last?: LastSaid;
      readonly ledger: Ledger;
      /** When its access was proven gone, ISO 8601. */
      readonly provenAt?: string;
      /** Others were told of the stay, and not of its end: somebody stopped it before. */
      readonly isUntold?: true;
      /** A run that somebody stopped gave no answer in time: there may be more to know. */
      readonly isUnsure?: true;
    }
  /** A run is open and does not answer, or has ended and cannot be read; `last` is what Temporal shows of it, if that says when it closes. */
  | { readonly run: 'silent'; readonly last?: LastSaid }
);

/** A stay that is to look at Seam again, and in these systems for more than it knows of. */
export interface Waking {
  readonly reservationId: string;
  readonly systemIds: readonly string[];
}

/** The steps of a pass that ask Temporal, or act on stays. */
export interface RunSteps {
  /**
   * What the last pass handed on, unless it is at hand, and who did; the access systems of the listings; how
   * long after its check-out a stay should have begun its end; and the first part of the list of runs.
   */
  recallPass(of: { readonly hasMemory: boolean }): Promise<
    PartOfRuns & {
      readonly last?: { readonly memory: PassMemory; readonly run: PassRun };
      readonly systemIds: readonly string[];
      readonly overdueAfterMs: number;
    }
  >;
  /** A further part of a memory, from 1; undefined if it is there no more. */
  recallPart(of: PassRun & { readonly nth: number }): Promise<MemoryPart | undefined>;
  /** Does nothing: what it is told stands in the history of the run, where the next pass finds it. */
  keepPart(of: z.infer<typeof keptPartSchema>): Promise<void>;
  /** Stays with a run that is open, or that somebody stopped from outside. */
  listRuns(from: { readonly cursor: string }): Promise<PartOfRuns>;
  /** Those of the reservation ids of which Temporal knows no run. */
  findForgotten(reservationIds: readonly string[]): Promise<readonly string[]>;
  lookAtStays(reservationIds: readonly string[]): Promise<readonly StayLook[]>;
  /** Answers those that are open after all, and were woken instead. */
  closeOrphans(orphans: readonly FoundOrphan[]): Promise<{ readonly woken: readonly string[] }>;
  /** Ends the access of stays whose own runs are open and cannot be read, and does nothing to those runs. */
  closeApart(orphans: readonly FoundOrphan[]): Promise<void>;
  wakeStays(stays: readonly Waking[]): Promise<void>;
}
