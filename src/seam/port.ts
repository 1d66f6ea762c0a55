/** The part of Seam that this service uses, in this service's words. */

/** The limits that one attempt of a step puts on each of its requests. */
export interface Call {
  /** Epoch milliseconds after which nothing is sent any more, least of all a create. */
  readonly deadline: number;
  readonly signal?: AbortSignal;
}

/** One page of a list, and the cursor of the next. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** Start and end of an access, ISO 8601. */
export interface Schedule {
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface AccessSystem {
  readonly id: string;
  readonly name: string;
  readonly externalType?: string;
  readonly isCredentialManager: boolean;
  /** Seam's error and warning codes; their texts stay at Seam. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

export interface AccessUser {
  readonly id: string;
  readonly systemId: string;
  readonly fullName: string;
  readonly email?: string;
  readonly identityId?: string;
  readonly schedule?: { readonly startsAt: string; readonly endsAt?: string };
  /** Salto KS: whether the user has a seat; undefined where Seam does not say. */
  readonly isSubscribed?: boolean;
  readonly isSuspended: boolean;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Codes of the changes that have not reached the access system yet. */
  readonly pending: readonly string[];
  readonly createdAt: string;
}

export interface Credential {
  readonly id: string;
  readonly systemId: string;
  readonly userId?: string;
  readonly method: string;
  /** The PIN. Secret: it must not leave the process but to an authorised caller. */
  readonly code?: string;
  readonly schedule?: { readonly startsAt?: string; readonly endsAt?: string };
  readonly isMultiPhone: boolean;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Whether the lock side has the latest state; undefined where Seam does not say. */
  readonly isSynced?: boolean;
  readonly createdAt: string;
}

export interface UserIdentity {
  readonly id: string;
  readonly key?: string;
  readonly email?: string;
  readonly accessUserIds: readonly string[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly createdAt: string;
}

export interface AccessGroup {
  readonly id: string;
  readonly systemId: string;
  readonly name: string;
}

export interface Entrance {
  readonly id: string;
  readonly name: string;
  readonly errors: readonly string[];
  /** Whether the lock is connected; undefined where Seam does not say. */
  readonly isOnline?: boolean;
}

/** An identity's registration with the credential manager that hands its keys to phones. */
export interface Enrollment {
  readonly id: string;
  readonly managerId: string;
}

export interface NewAccessUser {
  readonly systemId: string;
  readonly fullName: string;
  readonly identityId?: string;
  readonly schedule?: Schedule;
  readonly phone?: string;
  readonly email?: string;
}

export interface NewCredential {
  readonly userId: string;
  readonly method: 'code' | 'mobile_key';
  readonly isMultiPhone?: true;
  readonly entranceIds?: readonly string[];
  readonly schedule?: Schedule;
}

export interface NewIdentity {
  readonly key: string;
  readonly email?: string;
  readonly fullName?: string;
  readonly phone?: string;
}

/**
 * Seam, one method per route. Each method sends one request and retries nothing; a list that is
 * not asked for by `cursor` is read to its end, should Seam page it. Every method throws only
 * {@link SeamError}s (errors.ts). A `get…` of something that is not there answers undefined; a
 * removal or suspension of something that is not there answers `gone`. Instants come back in one form (UTC,
 * milliseconds), so that two of them compare as text.
 */
export interface Seam {
  getSystem(systemId: string, call: Call): Promise<AccessSystem>;
  listSystems(call: Call): Promise<readonly AccessSystem[]>;
  listCredentialManagers(systemId: string, call: Call): Promise<readonly AccessSystem[]>;
  listAccessGroups(systemId: string, call: Call): Promise<readonly AccessGroup[]>;
  listEntrances(groupId: string, call: Call): Promise<readonly Entrance[]>;
  /** Every entrance of a system, whichever groups open it. */
  listEntrancesOfSystem(systemId: string, call: Call): Promise<readonly Entrance[]>;

  createUser(user: NewAccessUser, call: Call): Promise<AccessUser>;
  getUser(userId: string, call: Call): Promise<AccessUser | undefined>;
  /** `search` is a partial match by Seam: compare what comes back. */
  findUsers(
    by: {
      readonly systemId?: string;
      readonly search?: string;
      readonly identityId?: string;
      readonly cursor?: string;
    },
    call: Call,
  ): Promise<Page<AccessUser>>;
  updateUser(
    userId: string,
    change: { readonly schedule?: Schedule; readonly fullName?: string },
    call: Call,
  ): Promise<void>;
  deleteUser(userId: string, call: Call): Promise<'accepted' | 'gone'>;
  /** Nobody gets in until unsuspended; nothing is removed. The access system takes it when `pending` is empty. */
  suspendUser(userId: string, call: Call): Promise<'accepted' | 'gone'>;
  unsuspendUser(userId: string, call: Call): Promise<'accepted' | 'gone'>;
  /** Ids of the access groups that a user is in. */
  groupsOf(userId: string, call: Call): Promise<readonly string[]>;
  joinGroup(userId: string, groupId: string, call: Call): Promise<void>;
  /** `gone` says that this request found no such membership; the proof is {@link Seam.groupsOf}. */
  leaveGroup(userId: string, groupId: string, call: Call): Promise<'accepted' | 'gone'>;
  entrancesOf(userId: string, call: Call): Promise<readonly Entrance[]>;

  createCredential(credential: NewCredential, call: Call): Promise<Credential>;
  getCredential(credentialId: string, call: Call): Promise<Credential | undefined>;
  findCredentials(
    by: { readonly userId?: string; readonly systemId?: string; readonly cursor?: string },
    call: Call,
  ): Promise<Page<Credential>>;
  updateCredential(
    credentialId: string,
    change: { readonly endsAt: string },
    call: Call,
  ): Promise<void>;
  deleteCredential(credentialId: string, call: Call): Promise<'accepted' | 'gone'>;

  createIdentity(identity: NewIdentity, call: Call): Promise<UserIdentity>;
  getIdentity(
    by: { readonly id: string } | { readonly key: string },
    call: Call,
  ): Promise<UserIdentity | undefined>;
  findIdentities(
    by: { readonly search?: string; readonly cursor?: string },
    call: Call,
  ): Promise<Page<UserIdentity>>;
  updateIdentity(identityId: string, change: { readonly email: string }, call: Call): Promise<void>;
  /** Hangs an access user on an identity; it leaves the one that it hung on. */
  linkUser(userId: string, identityId: string, call: Call): Promise<void>;
  /** The access users that hang on an identity, in every system. */
  usersOfIdentity(identityId: string, call: Call): Promise<readonly AccessUser[]>;
  deleteIdentity(identityId: string, call: Call): Promise<'accepted' | 'gone'>;
  /** `route-gone`: Seam registers phones by itself and has no such route any more. */
  launchEnrollment(
    launch: { readonly identityId: string; readonly managerId: string },
    call: Call,
  ): Promise<{ readonly id: string } | 'route-gone'>;
  listEnrollments(identityId: string, call: Call): Promise<readonly Enrollment[] | 'route-gone'>;
  deleteEnrollment(enrollmentId: string, call: Call): Promise<'accepted' | 'gone'>;
}
