import type { SystemModel } from '../systems/system-model.ts';

/** An entry of Seam's `errors` or `warnings`. */
export interface Issue {
  readonly code: string;
  readonly message: string;
  readonly createdAt: number;
}

/** When a user may enter; instants are milliseconds since the epoch, the end is exclusive. */
export interface Schedule {
  readonly startsAt: number;
  readonly endsAt: number | null;
}

/** A change that Seam has accepted and the access system has not taken yet. */
export interface PendingMutation {
  readonly code: string;
  readonly message: string;
  readonly createdAt: number;
  readonly from?: Readonly<Record<string, unknown>>;
  readonly to?: Readonly<Record<string, unknown>>;
}

/** What every object of Seam's has: what is wrong with it, and whether it is on its way out. */
export interface SeamObject {
  readonly id: string;
  /** Rises from object to object: the order of lists, and what a page cursor points at. */
  readonly sequence: number;
  readonly createdAt: number;
  readonly errors: Issue[];
  readonly warnings: Issue[];
  isBeingDeleted: boolean;
  isGone: boolean;
}

export interface AcsSystem extends SeamObject {
  readonly name: string;
  readonly model: SystemModel;
  readonly isCredentialManager: boolean;
  readonly credentialManagerId: string | null;
  readonly connectedAccountId: string;
  readonly timeZone: string;
  readonly users: Map<string, AcsUser>;
  readonly groups: AccessGroup[];
  readonly entrances: Entrance[];
  /** Live PINs, and the e-mail addresses that users hold on the site. */
  readonly pins: Set<string>;
  readonly emails: Map<string, AcsUser>;
  /** Who holds a subscription seat, and who waits for one, longest first. */
  readonly seated: Set<AcsUser>;
  readonly waiting: Set<AcsUser>;
}

export interface AccessGroup extends SeamObject {
  readonly name: string;
  readonly system: AcsSystem;
  readonly entrances: readonly Entrance[];
  /** As Seam wants it; what the doors know is in each user's `programmed`. */
  readonly members: Set<AcsUser>;
}

export interface Entrance extends SeamObject {
  readonly name: string;
  readonly system: AcsSystem;
  isOnline: boolean;
}

/** What the access system itself knows of a user. The doors go by this alone. */
export interface Programmed {
  isOnSystem: boolean;
  schedule: Schedule | null;
  isSuspended: boolean;
  readonly groups: Set<AccessGroup>;
}

export interface AcsUser extends SeamObject {
  readonly system: AcsSystem;
  fullName: string;
  email: string | undefined;
  phone: string | undefined;
  schedule: Schedule | null;
  isSuspended: boolean;
  identity: UserIdentity | undefined;
  /** Unsubscribed at the console: takes no seat, whatever the schedule says. */
  isUnsubscribedByHand: boolean;
  readonly groups: Set<AccessGroup>;
  readonly credentials: Set<Credential>;
  readonly programmed: Programmed;
  readonly pending: PendingMutation[];
  /** When the last of the pending mutations will be through, so that they stay in order. */
  programmedBy: number;
  lastSyncAt: number | null;
  /** What a search looks through; forgotten when any of it changes. */
  searchText: string | undefined;
}

export type AccessMethod = 'code' | 'card' | 'mobile_key' | 'cloud_key';

export interface Credential extends SeamObject {
  readonly system: AcsSystem;
  readonly accessMethod: AccessMethod;
  readonly isMultiPhoneSync: boolean;
  readonly entrances: readonly Entrance[];
  readonly startsAt: number | undefined;
  user: AcsUser | undefined;
  endsAt: number | undefined;
  code: string | null;
  isProgrammed: boolean;
  programmedEndsAt: number | undefined;
  lastSyncAt: number | null;
}

export interface UserIdentity extends SeamObject {
  key: string | null;
  fullName: string | null;
  email: string | null;
  phone: string | null;
  readonly users: Set<AcsUser>;
  readonly enrollments: Set<Enrollment>;
}

export interface Enrollment {
  readonly id: string;
  readonly sequence: number;
  readonly createdAt: number;
  readonly identity: UserIdentity;
  readonly credentialManager: AcsSystem;
}

export interface SeamEvent {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: number;
  readonly fields: Readonly<Record<string, string>>;
}
