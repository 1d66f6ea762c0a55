declare const brand: unique symbol;
type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type IdentityId = Id<'user-identity'>;
export type UserId = Id<'access-user'>;
export type CredentialId = Id<'credential'>;

export type GuestField = 'fullName' | 'email' | 'phone';

/** How an access user is made. */
export interface AccessUserOptions {
  /** The identity that the user's mobile keys go to. */
  readonly identity?: IdentityId;
  /** Seam holds the window, through the user's access schedule. */
  readonly scheduled?: true;
  /** The user carries the guest's phone number. */
  readonly phone?: true;
}

/**
 * The vocabulary that recipes are written in: one verb per step of a Seam guide. A step that is
 * done answers at once with what it made, so a recipe can be run from the top at any time.
 */
export interface Steps {
  /** Makes sure of the guest's user identity. */
  identifyGuest(by: 'email' | 'fullName'): Promise<IdentityId>;
  /** Registers the guest's phones with the system's credential manager, where Seam still asks for it. */
  enrollPhone(identity: IdentityId): Promise<void>;
  /** Makes sure of the stay's access user. */
  addAccessUser(options: AccessUserOptions): Promise<UserId>;
  /** Makes sure that the user is in the listing's access groups. */
  joinAccessGroups(user: UserId): Promise<void>;
  /** Makes sure of the user's credential; with `doors`, it names the listing's entrances and the window itself. */
  issueCredential(
    user: UserId,
    method: 'code' | 'mobile_key',
    options?: { readonly doors: true },
  ): Promise<CredentialId>;
}

/** How one access system gives a guest access, in the words of Seam's guide. */
export interface Recipe {
  readonly id: string;
  /** A changed recipe is a new version beside the old one: sleeping stays finish with theirs. */
  readonly version: number;
  readonly title: string;
  /** Who shuts the door at check-out: Seam by the window it was given, or only our revocation. */
  readonly window: 'seam' | 'nightlatch';
  /** What a listing names its doors by. */
  readonly doors: 'access-groups' | 'entrances';
  /** The guide names the access user by the reservation id alone, and not by the guest. */
  readonly isUserNamedByGuide?: true;
  /** What the guest record must hold. */
  readonly needs: readonly GuestField[];
  grant(steps: Steps): Promise<CredentialId>;
}
