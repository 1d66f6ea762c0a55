import type { GuestFieldName, GuestFlaws } from '../stay/guest.ts';
import type { Plan, Refusal } from '../stay/plan.ts';
import type { Window } from '../stay/window.ts';

import type { Remain } from './closing.ts';
import type { Guest } from './guest.ts';
import type { Status } from './status.ts';

/** What a workflow tells a step, and what the step answers: ids, never names, PINs or addresses. */

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
  /** Where it had asked for something, if it was stopped before it had seen everything gone. */
  readonly leftIn?: readonly string[];
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
}

export type PlanAnswer = Recalled &
  (
    | {
        readonly plan: Plan;
        /** A trouble of the access system itself, shown before anything is made. */
        readonly systemTrouble?: string;
      }
    | { readonly refused: Refusal }
  );

/** What every creating step needs, to find what an earlier attempt may have made. */
export interface Creating {
  readonly reservationId: string;
  /** The id that the ledger holds: of several, the one to keep. */
  readonly ours?: string;
  /** Ids that the ledger holds under another plan: neither to be adopted nor to be counted. */
  readonly notOurs: readonly string[];
  /** Attempts were made before this round, so a create of theirs may still commit. */
  readonly again: boolean;
  readonly quietPeriodMs: number;
}

/** A request without a clean answer may still be carried out until then: the stay looks again. */
export interface Unconfirmed {
  readonly unconfirmedUntil?: string;
}

/** What a creating step answers. */
export interface Made extends Unconfirmed {
  readonly id: string;
  /** It belongs to the guest's account, or was there before us: it outlives the stay. */
  readonly kept?: true;
  /** Another stay made it and may be about to remove it. */
  readonly shared?: true;
}

/** What a step was to build on is not there any more: that is to be made first. */
export interface Gone {
  readonly gone: readonly string[];
}

export interface IdentifyGuest extends Creating {
  readonly by: 'email' | 'fullName';
  /** Of the guest, the field that it identifies by and, where there is an account, what tells whose that is. */
  readonly guest: Partial<Pick<Guest, 'fullName' | 'email' | 'accountId'>>;
}

export interface EnrollPhone extends Creating {
  readonly identityId: string;
  readonly systemId: string;
}

/** No id: the route is gone, and Seam registers phones by itself. */
export interface Enrolled extends Unconfirmed {
  readonly id?: string;
}

export interface AddAccessUser extends Creating {
  readonly systemId: string;
  /** Follows the stay's mark in the user's name; absent where Seam's guide gives the user no guest's name. */
  readonly guestName?: string;
  /** The user's whole name is the reservation id: it hangs on the stay's own identity, at a Salto KS mobile recipe. */
  readonly isNamedByGuide?: true;
  readonly phone?: string;
  readonly identityId?: string;
  readonly window?: Window;
}

/** What the step that adds the access user answers. */
export interface AddedUser extends Made {
  /** The access system did not take the guest's whole name. */
  readonly isNameCut?: true;
}

export interface JoinAccessGroups extends Pick<Creating, 'again' | 'quietPeriodMs'> {
  readonly userId: string;
  readonly groupIds: readonly string[];
}

export interface IssueCredential extends Creating {
  readonly userId: string;
  readonly method: 'code' | 'mobile_key';
  readonly entranceIds?: readonly string[];
  readonly window?: Window;
}

export interface ConfirmAccess {
  readonly userId: string;
  readonly credentialId: string;
  readonly groupIds: readonly string[];
  /** The identity that the user hangs on; absent where it has none. */
  readonly identityId?: string;
  readonly opensAt: string;
  /** The window that Seam holds on the user; absent where it holds none there. */
  readonly userWindow?: Window;
  /** The window that Seam holds on the credential. */
  readonly credentialWindow?: Window;
  /** The trouble that is known already: answer only when it has changed. */
  readonly known?: string;
}

/** What Seam shows of an access. */
export interface Seen {
  /** Of the ids asked about, those that Seam does not know any more. */
  readonly gone: readonly string[];
  readonly groupIds: readonly string[];
  /** A window was changed behind our back. */
  readonly windowDiffers: boolean;
  /** Type of the problem that Seam shows on the access. */
  readonly trouble?: string;
  readonly tag?: string;
}

export interface MoveWindow extends Pick<Creating, 'again' | 'quietPeriodMs'> {
  readonly userId?: string;
  readonly credentialId?: string;
  readonly window: Window;
}

export interface LeaveAccessGroups extends Pick<Creating, 'again' | 'quietPeriodMs'> {
  readonly userId: string;
  readonly groupIds: readonly string[];
}

export interface RemoveIdentity {
  readonly identityId: string;
  readonly reservationId: string;
}

/** What became of an object that was to go. */
export interface Removal {
  readonly outcome: 'gone' | 'kept';
  /** When Seam accepted the removal; absent if it was gone already. */
  readonly acceptedAt?: string;
}

export interface ProveAbsence {
  readonly reservationId: string;
  readonly systemIds: readonly string[];
  /** Those of the systems in which a Salto KS mobile guide may have named a user by the reservation id. */
  readonly namedByGuideIn: readonly string[];
  readonly userIds: readonly string[];
  readonly credentialIds: readonly string[];
  readonly withIdentity: boolean;
  /** Users that belong to the access which the guest keeps. */
  readonly exceptUserIds: readonly string[];
}

export interface Absence {
  readonly found: readonly Remain[];
}

/** Every step that a stay takes, by the name that its line in the timeline has. */
export interface StaySteps {
  planStay(input: PlanStay): Promise<PlanAnswer>;
  recallStay(input: RunOfStay): Promise<Recalled>;
  identifyGuest(input: IdentifyGuest): Promise<Made>;
  enrollPhone(input: EnrollPhone): Promise<Enrolled | Gone>;
  addAccessUser(input: AddAccessUser): Promise<AddedUser | Gone>;
  joinAccessGroups(input: JoinAccessGroups): Promise<Unconfirmed | Gone>;
  issueCredential(input: IssueCredential): Promise<Made | Gone>;
  confirmAccess(input: ConfirmAccess): Promise<Seen>;
  moveWindow(input: MoveWindow): Promise<Unconfirmed | Gone>;
  leaveAccessGroups(input: LeaveAccessGroups): Promise<Unconfirmed>;
  removeCredential(credentialId: string): Promise<Removal>;
  removeAccessUser(userId: string): Promise<Removal>;
  removeIdentity(input: RemoveIdentity): Promise<Removal>;
  proveAbsence(input: ProveAbsence): Promise<Absence>;
}
