import type { GuestFieldName, GuestFlaws } from './guest.ts';
import type { Plan, Refusal } from './plan.ts';
import type { Status } from './status.ts';

export interface PlanStay {
  readonly reservationId: string;
  readonly listingId: string;
  readonly checkIn: string;
  readonly checkOut: string;
  /** Which fields of the guest are filled in: nothing else of them decides the plan. */
  readonly guestHas: readonly GuestFieldName[];
  /** Which were not taken as they were written; absent if all were. */
  readonly guestFlaws?: GuestFlaws;
  /** Nothing lives yet, so a check-out in the past is refused. */
  readonly isNew: boolean;
  /** The run that asks, if it is the first to do so: an earlier one may have been closed. */
  readonly firstOf?: RunOfStay;
}

/** A run of a stay. */
export interface RunOfStay {
  readonly workflowId: string;
  readonly runId: string;
}

/** What an earlier run of a stay has come to. */
export interface Recalled {
  /** What the last closed run said last. */
  readonly previous?: Status;
  /** The systems in which that run had asked for something, if it was stopped before it had seen everything gone. */
  readonly leftIn?: readonly string[];
  /** Those of them that only checks had named: Seam may know of no such system. */
  readonly onlyNamedIn?: readonly string[];
  readonly left?: Inherited;
  /** Between the two proofs that nothing of it is left, where no plan says so. */
  readonly quietPeriodMs?: number;
}

/** What a run that was stopped from outside may have left, and that no mark tells of. */
export interface Inherited {
  /** The access users that it had, whatever they are called by now. */
  readonly userIds: readonly string[];
  /** Systems in which a Salto KS mobile guide may have named one by the reservation id. */
  readonly namedByGuideIn: readonly string[];
  /** The number of its last guest, and a digest of who that is; absent where it had asked for nothing. */
  readonly guest?: { readonly number: number; readonly digest?: string };
  /** Of its access users those that it has, or may have, suspended. */
  readonly suspendedUserIds?: readonly string[];
  /** Numbers of the guests for whom it had asked for an identity of their own. */
  readonly identitiesOf?: readonly number[];
}

export type PlanAnswer = Recalled &
  (
    | {
        readonly plan: Plan;
        /** There are endpoints that are told of events. */
        readonly isAnnounced?: true;
      }
    | { readonly refused: Refusal }
  );
