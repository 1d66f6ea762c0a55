import type { Inherited } from './activities-planning.ts';
import type { Outbox } from './announcement.ts';
import type { Ledger } from './ledger.ts';
import type { Plan, Refusal } from './plan.ts';
import type { Problems } from './problem-sources.ts';
import type { LastSaid } from './remains.ts';
import type { FieldName, FieldRevisions, Fields } from './requests.ts';
import type { EndedBy, Status } from './status.ts';
import type { Tries } from './tries.ts';
import type { Verdict } from './verdict.ts';

/** The version of this shape: a run reads what the run before it wrote, also of another release. */
export const STATE_VERSION = 1;

/** Everything a stay knows. Continue-as-new carries exactly this value. Instants are epoch milliseconds. */
export interface StayState {
  readonly version: typeof STATE_VERSION;
  readonly reservationId: string;
  readonly requests: Requests;
  readonly life: Life;
  /** The plan that is lived; absent until the first was made. It stays while the access is revoked. */
  readonly planned?: Planned;
  readonly access: Access;
  readonly ledger: Ledger;
  /** How many removed entries are not in the ledger any more. */
  readonly forgottenEntries?: number;
  readonly tries: Tries;
  /** Nobody gets in until it is released. */
  readonly hold?: Hold;
  readonly problems: Problems;
  /** What an earlier run of the stay left; absent until it was asked for. */
  readonly recalled?: Inherited;
  /** An earlier run was stopped from outside, and this one ends what it left. */
  readonly orphan?: OrphanedStay;
  /** Between the two proofs of absence. */
  readonly quietPeriodMs: number;
  /** When the last request that makes or changes something can have been sent; absent while there was none. */
  readonly lastCreateAt?: number;
  /** For people. */
  readonly notes: readonly string[];
  /** What is still to be announced; absent where nobody is told of events. */
  readonly outbox?: Outbox;
}

/** The messages that a stay has received. */
export interface Requests {
  /** How many; the number of the last. */
  readonly received: number;
  /** Puts and changes among them, and reissues: each has a limit. */
  readonly changes: number;
  readonly reissues: number;
  /** The number of the last request for which a step that was decided before it is cancelled, if it may be. */
  readonly overtaking: number;
  /** The fields that the plan answers. */
  readonly accepted?: Fields;
  /** Revisions that an earlier run of the stay received. */
  readonly heard: FieldRevisions;
  /** Those without a verdict, in the order of their arrival. */
  readonly open: readonly OpenRequest[];
  /** Those with one, oldest first. */
  readonly answers: readonly Answer[];
  readonly lastSignal?: SignalMemory;
}

export type RequestKind =
  | 'put'
  | 'change'
  | 'cancel'
  | 'retry'
  | 'check'
  | 'reissue'
  | 'hold'
  | 'release';

/** How a request is known again: a backend that had no answer sends it once more under the same id. */
export interface Command {
  readonly id: string;
  /** A digest of what it said. */
  readonly said: string;
}

interface Numbered {
  readonly number: number;
  readonly kind: RequestKind;
  /** The fields that it said and that were taken. */
  readonly fields: readonly FieldName[];
  readonly command?: Command;
  /** The name of the signal that it came as: nobody waits for its verdict. */
  readonly signal?: string;
}

/** A request that has no verdict yet. */
export interface OpenRequest extends Numbered {
  /** `pending`: no plan has answered it; `planned`: one has, and what it makes due is being done. */
  readonly stage: 'pending' | 'planned';
  readonly receivedAt: number;
  /** The fields as it says them, folded over the accepted ones while it is pending. */
  readonly writes: Partial<Fields>;
  /** It came while the stay was ending: it is about the life after. */
  readonly isAfterEnd: boolean;
  /** The same command once more: it gets the verdict of that request. */
  readonly sameAs?: number;
  /** Of a reissue: the issue of the credential that it asks for. */
  readonly issue?: number;
  /** Of a reissue: the ids of the credentials that others may know, and that are to go for it. */
  readonly replaces?: readonly string[];
  /** A put that asks for a hold: it counts if the put begins a life. */
  readonly holds?: true;
  /** A cancellation from the Temporal UI. */
  readonly byOperator?: true;
  /** What whoever waits was told, while the verdict is still to come. */
  readonly told?: Verdict;
}

/** A request and its verdict. */
export interface Answer extends Numbered {
  readonly verdict: Verdict;
}

/** The last message that came as a signal: nobody waits for its verdict. */
export interface SignalMemory {
  readonly name: string;
  readonly at: number;
  /** Absent where the payload could not be read. */
  readonly number?: number;
  readonly verdict?: Verdict;
}

/** Where in its life the stay is. */
export type Life =
  | { readonly phase: 'planning' }
  | { readonly phase: 'living' }
  | Ending
  | {
      readonly phase: 'ended';
      readonly by: EndedBy;
      readonly firstProofAt?: number;
      readonly provenAt?: number;
    }
  /** The first put was refused, and nothing is at Seam. */
  | { readonly phase: 'refused'; readonly refusal: Refusal }
  /** The first put was older than what an earlier run received: that run's last status stands. */
  | { readonly phase: 'superseded'; readonly last: Status };

export interface Ending {
  readonly phase: 'ending';
  readonly by: EndedBy;
  readonly since: number;
  /** When everything was first seen gone. */
  readonly firstProofAt?: number;
  /** There was no stay when the cancellation came: nothing opens before then. */
  readonly rememberedUntil?: number;
}

/** A plan, and which guest of the stay it is for. */
export interface Planned {
  readonly plan: Plan;
  /** From 1: another guest, or another address to which the key goes, is another number. */
  readonly guest: number;
  /** When the access of the guest before goes at the latest. */
  readonly replaceBy?: number;
  /** Guests before the one before, by the number below which theirs are, have to be gone by this earlier moment. */
  readonly earlier?: { readonly below: number; readonly by: number };
  /** The guest before is the same person, reached elsewhere: who is refused a new key keeps the old one until then. */
  readonly isSamePerson?: true;
  /** What `applied` says of the guest. */
  readonly note?: string;
}

/** What was seen of the access. */
export interface Access {
  /** Fingerprint of the plan with which the access was seen at Seam. */
  readonly confirmedFor?: string;
  readonly lastLook?: Look;
  /** The opening (ISO 8601) after which somebody has looked: Salto KS takes its seats only then. */
  readonly seenOpening?: string;
  /** The guest has, or had, a confirmed access in this life. */
  readonly wasEverConfirmed: boolean;
  /** The credential that was confirmed last. */
  readonly credentialId?: string;
  /** Which credential of the stay is wanted, from 1. */
  readonly issue: number;
  /** The access system gives a new credential only once the old one is gone. */
  readonly issuesOneAtATime?: true;
  /** How many new credentials in a row have shown a code of before. */
  readonly sameCodes?: number;
  /** When the access system itself was looked at; absent if that is due with the next step at Seam. */
  readonly systemLookedAt?: number;
}

/** One look at the access. */
export interface Look {
  readonly at: number;
  /** Of the plan that was looked for. */
  readonly fingerprint: string;
  /** Type of the problem that Seam shows on the access. */
  readonly trouble?: string;
}

export interface Hold {
  readonly since: number;
}

/** What is known of a stay whose earlier run was stopped from outside. */
export interface OrphanedStay {
  readonly endedBy: EndedBy;
  readonly last?: LastSaid | undefined;
}
