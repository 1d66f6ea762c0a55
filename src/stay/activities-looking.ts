import type { SystemSeen } from './activities-granting.ts';
import type { Remain } from './remains.ts';
import type { Window } from './window.ts';

export interface ConfirmAccess {
  readonly reservationId: string;
  readonly userId: string;
  readonly credentialId: string;
  readonly groupIds: readonly string[];
  /** The identity that the user hangs on; absent where it has none. */
  readonly identityId?: string;
  /** The window that Seam was told for the access user; absent where the user has none. */
  readonly userWindow?: Window;
  /** The window that Seam was told for the credential; absent where it has none. */
  readonly credentialWindow?: Window;
  /** The trouble that was seen last: a guest who is still without a seat is helped to one. */
  readonly known?: string;
  /** The stay has suspended it: that is no trouble, and a user that is not suspended is. */
  readonly isHeld?: true;
  /** Id of the access system, where that is to be looked at, too. */
  readonly lookAtSystem?: string;
}

/** What Seam shows of an access. */
export interface Seen extends SystemSeen {
  /** Of the ids asked about, those that Seam does not know any more. */
  readonly gone: readonly string[];
  readonly groupIds: readonly string[];
  /** Somebody else has changed a window. */
  readonly windowDiffers: boolean;
  /** Type of the problem that Seam shows on the access. */
  readonly trouble?: string;
  /** A keyed digest of the credential's code: the same for the same code in the whole stay. */
  readonly tag?: string;
}

export interface ProveAbsence {
  readonly reservationId: string;
  /** The highest number of a guest so far: each may have an identity of their own. Absent: 1. */
  readonly guests?: number;
  readonly systemIds: readonly string[];
  /** Those that only a check has named: where Seam does not know such a system, nothing of the stay is in it. */
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
