import type {
  AddAccessUser,
  AddedUser,
  Enrolled,
  EnrollPhone,
  Gone,
  IdentifyGuest,
  IssueCredential,
  JoinAccessGroups,
  Joined,
  Made,
  MoveWindow,
  Unconfirmed,
} from './activities-granting.ts';
import type { Absence, ConfirmAccess, ProveAbsence, Seen } from './activities-looking.ts';
import type { PlanAnswer, PlanStay, Recalled, RunOfStay } from './activities-planning.ts';
import type {
  LeaveAccessGroups,
  Removal,
  RemoveIdentity,
  ResumeAccess,
  Resumed,
  SuspendAccess,
  Suspended,
} from './activities-revoking.ts';
import type { ProblemType } from './problems.ts';

/** What a workflow tells a step, and what the step answers: ids, never names, PINs or addresses. */

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
