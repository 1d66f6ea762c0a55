import type { Creating, Unconfirmed } from './activities-granting.ts';

export interface LeaveAccessGroups extends Pick<Creating, 'again' | 'quietPeriodMs'> {
  readonly userId: string;
  readonly groupIds: readonly string[];
}

export interface RemoveIdentity {
  readonly identityId: string;
  readonly reservationId: string;
  /** Systems in which a Salto KS mobile guide may have named a user of the stay by the reservation id. */
  readonly namedByGuideIn?: readonly string[];
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

/** What became of an access that nobody is to get in by, and that is not to be removed. */
export interface Suspended extends Unconfirmed {
  /** `gone`: there is no such user. `impossible`: the access system suspends nobody. */
  readonly outcome: 'suspended' | 'gone' | 'impossible';
  /** When Seam accepted it; absent unless it is suspended. */
  readonly acceptedAt?: string;
}

export interface Resumed extends Unconfirmed {
  readonly outcome: 'resumed' | 'gone';
}
