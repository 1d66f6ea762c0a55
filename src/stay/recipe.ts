export type GuestField = 'fullName' | 'email' | 'phone';

/** One step of a recipe, in the words of Seam's guides. */
export type RecipeStep =
  | IdentifyGuestStep
  | { readonly do: 'enrollPhone' }
  | AddAccessUserStep
  | { readonly do: 'joinAccessGroups' }
  | IssueCredentialStep;

export interface IdentifyGuestStep {
  readonly do: 'identifyGuest';
  /** What an identity is found or made by. */
  readonly by: 'email' | 'fullName';
}

export interface AddAccessUserStep {
  readonly do: 'addAccessUser';
  /** The user hangs on the guest's identity, to which its mobile keys go. */
  readonly onIdentity: boolean;
  /** Seam keeps the window, through the user's access schedule. */
  readonly scheduled: boolean;
  /** The user carries the guest's phone number. */
  readonly phone: boolean;
}

export interface IssueCredentialStep {
  readonly do: 'issueCredential';
  readonly method: 'code' | 'mobile_key';
  /** The credential names the listing's entrances and the window itself. */
  readonly namesDoors: boolean;
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
  /** The first of them that the ledger does not satisfy is the next. */
  readonly steps: readonly RecipeStep[];
}

/** Makes sure of the guest's user identity. */
export function identifyGuest(by: 'email' | 'fullName'): IdentifyGuestStep {
  return { do: 'identifyGuest', by };
}

/** Registers the guest's phones with the system's credential manager, where Seam still asks for it. */
export function enrollPhone(): RecipeStep {
  return { do: 'enrollPhone' };
}

/** Makes sure of the stay's access user. */
export function addAccessUser(
  options: {
    readonly onIdentity?: true;
    readonly scheduled?: true;
    readonly phone?: true;
  } = {},
): AddAccessUserStep {
  const { onIdentity = false, scheduled = false, phone = false } = options;
  return { do: 'addAccessUser', onIdentity, scheduled, phone };
}

/** Makes sure that the user is in the listing's access groups. */
export function joinAccessGroups(): RecipeStep {
  return { do: 'joinAccessGroups' };
}

/** Makes sure of the user's credential. */
export function issueCredential(
  method: 'code' | 'mobile_key',
  options: { readonly namesDoors?: true } = {},
): IssueCredentialStep {
  return { do: 'issueCredential', method, namesDoors: options.namesDoors ?? false };
}
