import type { Guest } from './guest.ts';
import type { Window } from './window.ts';

/** What every creating step needs, to find what an earlier attempt may have made. */
export interface Creating {
  readonly reservationId: string;
  /** Of the guest within the stay: 2, 3 and so on; absent for the first. Marks and keys carry it. */
  readonly guestNumber?: number;
  /** The id that the ledger has: of several, the one to keep. */
  readonly ours?: string;
  /** Ids that the ledger has under another plan: neither to be adopted nor to be counted. */
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

export interface MoveWindow extends Pick<Creating, 'again' | 'quietPeriodMs'> {
  readonly userId?: string;
  readonly credentialId?: string;
  readonly window: Window;
}
