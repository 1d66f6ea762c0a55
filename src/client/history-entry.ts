import type { EndedBy, Phase, Status } from '../contract/status.ts';
import type { VerdictOutcome } from '../contract/verdict.ts';

/** What somebody asked of a stay. Nothing of the guest, and no reason that a person gave. */
export interface AskedEntry {
  readonly kind: 'request';
  /** Such as "changeStay". */
  readonly name: string;
  readonly by: 'start' | 'update' | 'signal' | 'Temporal UI';
  /** The booking as it was said; absent where the payload cannot be read. */
  readonly says?: {
    readonly checkIn?: string;
    readonly checkOut?: string;
    readonly listingId?: string;
    readonly revision?: number;
    readonly hold?: true;
  };
}

/** The answer to an update. */
export interface AnswerEntry {
  readonly kind: 'verdict';
  readonly name: string;
  /** `unreadable`: the answer cannot be decoded, or the update failed. */
  readonly outcome: VerdictOutcome | 'unreadable';
  readonly type?: string;
  readonly opensAt?: string;
  readonly closesAt?: string;
}

/** What became of a step. */
export interface StepEntry {
  readonly kind: 'step';
  /** Such as "issueCredential". */
  readonly name: string;
  /** As the Temporal UI names it; absent where it cannot be read. */
  readonly summary?: string;
  readonly outcome: 'done' | 'refused' | 'failed' | 'interrupted' | 'running';
  /** How often a worker began it; 0 for one that no worker took. */
  readonly attempts: number;
  readonly seconds: number;
  /** Of the last attempt that failed. */
  readonly failure?: StepFailure;
  /** Of a proof of absence: how many objects were still there. */
  readonly found?: number;
}

/** Why an attempt failed, and by which id Seam's support finds its request. */
export interface StepFailure {
  readonly type: string;
  readonly route?: string;
  readonly status?: number;
  readonly seamType?: string;
  readonly requestId?: string;
}

/** The stay came into another phase, or has another problem, or none any more. */
export type ShownEntry =
  | { readonly kind: 'phase'; readonly phase: Phase }
  | { readonly kind: 'problem'; readonly type?: string };

/** How a run ended. */
export interface EndEntry {
  readonly kind: 'end';
  readonly how: 'proven' | 'refused' | 'continued' | 'terminated' | 'timed out' | 'failed';
  readonly endedBy?: EndedBy;
  /** The two proofs of absence. */
  readonly absentSince?: string;
  readonly revokedAt?: string;
  /** Why it never was a stay. */
  readonly type?: string;
}

/** Something that happened in a stay, at an instant (ISO 8601). */
export type HistoryEntry = { readonly at: string; readonly runId: string } & (
  | AskedEntry
  | AnswerEntry
  | StepEntry
  | ShownEntry
  | EndEntry
);

/** A stay's whole story, over all of its runs that Temporal still has. Holds nothing personal. */
export interface StayHistory {
  readonly reservationId: string;
  readonly listingId?: string;
  /** Of the listing. */
  readonly timeZone?: string;
  readonly entries: readonly HistoryEntry[];
  /** Some of it cannot be read, since its key is not here: what was said, answered and summed up may be missing. */
  readonly isPartial?: true;
  /** The last status of a stay that has ended: with the evidence for every object. */
  readonly last?: Status;
}
