import type { Guest, GuestFieldName, GuestFlaws } from './guest.ts';
import type { Plan, Refusal } from './plan.ts';
import type { ProblemType } from './problems.ts';
import type { Remain } from './remains.ts';
import type { Status } from './status.ts';
import type { Window } from './window.ts';

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

/** What every creating step needs, to find what an earlier attempt may have made. */
export interface Creating {
  readonly reservationId: string;
  /** Of the guest within the stay: 2, 3 and so on; absent for the first. Marks and keys carry it. */
  readonly guestNumber?: number;
  /** The id that the ledger holds: of several, the one to keep. */
  readonly ours?: string;
  /** Ids that the ledger holds under another plan: neither to be adopted nor to be counted. */
  readonly notOurs: readonly string[];
  /** The step was taken before, so a create of it may still commit. */
  readonly again: boolean;
  readonly quietPeriodMs: number;
  /** Id of the access system, where that is to be looked at before anything is made in it. */
  readonly lookAtSystem?: string;
}

/** What a step saw that was told to look at the access system. */
export interface SystemSeen {
  /** Type of a trouble of the system itself; absent where it has none or was not looked at. */
  readonly systemTrouble?: string;
}

/** A request without a clean answer may still be carried out until then: the stay looks again. */
export interface Unconfirmed {
  readonly unconfirmedUntil?: string;
}

/** What a creating step answers. */
export interface Made extends Unconfirmed, SystemSeen {
  readonly id: string;
  /** It belongs to the guest's account, or was there before us: it outlives the stay. */
  readonly kept?: true;
  /** Another stay made it and may be about to remove it. */
  readonly shared?: true;
}

/** What a step was to build on is not there any more: that is to be made first. */
export interface Gone extends SystemSeen {
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
export interface Enrolled extends Unconfirmed, SystemSeen {
  readonly id?: string;
}

export interface AddAccessUser extends Creating {
  readonly systemId: string;
  /** Follows the stay's mark in the user's name; absent where Seam's guide gives the user no guest's name. */
  readonly guestName?: string;
  /**
   * The user's whole name is the reservation id: it hangs on the stay's own identity, at a Salto KS
   * mobile recipe. Counts for the first guest of the stay; the user of another one carries the mark.
   */
  readonly isNamedByGuide?: true;
  readonly phone?: string;
  readonly identityId?: string;
  readonly window?: Window;
}

/** What the step that adds the access user answers. */
export interface AddedUser extends Made {
  /** The access system did not take the guest's whole name. */
  readonly isNameCut?: true;
  /** This very attempt made it, and none was before it: nobody can have given it anything yet. */
  readonly isNew?: true;
}

/** What a step that gives an access user something may know of the user. */
interface OnUser {
  readonly userId: string;
  /**
   * The step that added the user has answered this very run that it is new: what an earlier attempt of
   * this step may have made need not be looked for in the first one. Not after a reset, whose history
   * tells of a user that has lived on since.
   */
  readonly isNewUser?: true;
}

export interface JoinAccessGroups
  extends OnUser, Pick<Creating, 'again' | 'quietPeriodMs' | 'lookAtSystem'> {
  readonly groupIds: readonly string[];
}

/** What the step that joins access groups answers. */
export type Joined = Unconfirmed & SystemSeen;

export interface IssueCredential extends Creating, OnUser {
  readonly method: 'code' | 'mobile_key';
  readonly entranceIds?: readonly string[];
  readonly window?: Window;
}

export interface ConfirmAccess {
  readonly reservationId: string;
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
  /** The stay has suspended it: that is no trouble, and a user that is not suspended is. */
  readonly isHeld?: true;
  /** Answer the known trouble as well, as if it were news: somebody waits for what is seen now. */
  readonly answersAtOnce?: true;
  /** Id of the access system, where that is to be looked at, too. */
  readonly lookAtSystem?: string;
}

/** What Seam shows of an access. */
export interface Seen extends SystemSeen {
  /** Of the ids asked about, those that Seam does not know any more. */
  readonly gone: readonly string[];
  readonly groupIds: readonly string[];
  /** A window was changed behind our back. */
  readonly windowDiffers: boolean;
  /** Type of the problem that Seam shows on the access. */
  readonly trouble?: string;
  /** A keyed digest of the credential's code: the same for the same code in the whole stay. */
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
  /** Users of an access that stays: the identity that one of them hangs on is kept. */
  readonly exceptUserIds?: readonly string[];
}

/** What became of an object that was to go. */
export interface Removal {
  readonly outcome: 'gone' | 'kept';
  /** When Seam accepted the removal; absent if it was gone already. */
  readonly acceptedAt?: string;
}

export interface SuspendAccess extends Partial<Pick<Creating, 'again' | 'quietPeriodMs'>> {
  readonly userId: string;
}

export interface ResumeAccess extends Partial<Pick<Creating, 'again' | 'quietPeriodMs'>> {
  readonly userId: string;
}

/** What became of an access that nobody is to get in by, and that is not to be taken away. */
export interface Suspended extends Unconfirmed {
  /** `gone`: there is no such user. `impossible`: the access system suspends nobody. */
  readonly outcome: 'suspended' | 'gone' | 'impossible';
  /** When Seam accepted it; absent unless it is suspended. */
  readonly acceptedAt?: string;
}

export interface Resumed extends Unconfirmed {
  readonly outcome: 'resumed' | 'gone';
}

export interface ProveAbsence {
  readonly reservationId: string;
  /** The highest number of a guest so far: each may have an identity of their own. Absent: 1. */
  readonly guests?: number;
  readonly systemIds: readonly string[];
  /** Those of which only a message tells: one that Seam does not know holds nothing. */
  readonly onlyNamedIn?: readonly string[];
  /** Those of the systems in which a Salto KS mobile guide may have named a user by the reservation id. */
  readonly namedByGuideIn: readonly string[];
  readonly userIds: readonly string[];
  readonly credentialIds: readonly string[];
  readonly withIdentity: boolean;
  /** Users that belong to the access which the guest keeps: neither they nor what they hang on is found. */
  readonly exceptUserIds: readonly string[];
}

export interface Absence {
  readonly found: readonly Remain[];
}

/** The steps of a stay that do not speak to Seam. */
export interface PlanSteps {
  planStay(input: PlanStay): Promise<PlanAnswer>;
  recallStay(input: RunOfStay): Promise<Recalled>;
}

/** Every step that a stay takes, by the name that its line in the timeline has. */
export interface StaySteps extends PlanSteps {
  identifyGuest(input: IdentifyGuest): Promise<Made>;
  enrollPhone(input: EnrollPhone): Promise<Enrolled | Gone>;
  addAccessUser(input: AddAccessUser): Promise<AddedUser | Gone>;
  joinAccessGroups(input: JoinAccessGroups): Promise<Joined | Gone>;
  issueCredential(input: IssueCredential): Promise<Made | Gone>;
  confirmAccess(input: ConfirmAccess): Promise<Seen>;
  moveWindow(input: MoveWindow): Promise<Unconfirmed | Gone>;
  leaveAccessGroups(input: LeaveAccessGroups): Promise<Unconfirmed>;
  suspendAccess(input: SuspendAccess): Promise<Suspended>;
  resumeAccess(input: ResumeAccess): Promise<Resumed>;
  removeCredential(credentialId: string): Promise<Removal>;
  removeAccessUser(userId: string): Promise<Removal>;
  removeIdentity(input: RemoveIdentity): Promise<Removal>;
  proveAbsence(input: ProveAbsence): Promise<Absence>;
}

/** A step of a run that takes long, and where it waits for a worker. */
export interface LookAtStep extends RunOfStay {
  readonly activityType: string;
  readonly taskQueue: string;
}

/** How a step that takes long is doing, as Temporal tells. */
export interface StepSeen {
  /**
   * `queued`: it waits in the queue for its first attempt, or for its next one. `started`: a worker has it.
   * `pausing`: it waits between two attempts. `over`: Temporal has no such pending activity, or none any more.
   */
  readonly state: 'over' | 'queued' | 'started' | 'pausing';
  /** Attempts that have begun; 0 if it is over. */
  readonly attempts: number;
  /** Of the last attempt that failed; absent if none has. */
  readonly failure?: {
    /** `UnexpectedError` where it is none of our problems; `SeamUnavailable` where the attempt took too long. */
    readonly type: ProblemType;
    /** Why, as far as the attempt knew it. */
    readonly said?: string;
  };
  /** Nobody polls the queue of a step that no worker has ever had. Absent also where Temporal does not tell. */
  readonly nobodyPolls?: true;
}

/** The steps that ask Temporal about a stay's own run. */
export interface TemporalSteps {
  lookAtStep(input: LookAtStep): Promise<StepSeen>;
}
