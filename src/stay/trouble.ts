/** What Seam says of an access user and its credential, as far as a trouble can be read from it. */
export interface AccessSigns {
  readonly userErrors: readonly string[];
  readonly userWarnings: readonly string[];
  readonly credentialErrors: readonly string[];
  readonly isSuspended: boolean;
  /** The stay wants it suspended. */
  readonly isHeld?: boolean;
  /** Undefined where the system has no subscriptions or does not say. */
  readonly isSubscribed?: boolean;
  /** The window is open and has been for the time that a subscription takes. */
  readonly shouldBeSubscribed: boolean;
  /** A door that the user may open is offline, or carries an error. */
  readonly isDoorInTrouble: boolean;
}

export type AccessTrouble =
  | 'NoSeatLeft'
  | 'NotSubscribed'
  | 'AccessSuspended'
  | 'HoldNotHeld'
  | 'AccessSystemRefused'
  | 'UserInTheWay'
  | 'AccessInTrouble'
  | 'EntranceOffline';

/** Reads the trouble of an access, the gravest for the guest first; undefined if there is none. */
export function readTrouble(signs: AccessSigns): AccessTrouble | undefined {
  const errors = [...signs.userErrors, ...signs.credentialErrors];
  const { isSuspended, isHeld = false } = signs;
  if (isSuspended !== isHeld) return isHeld ? 'HoldNotHeld' : 'AccessSuspended';
  if (errors.includes('salto_ks_subscription_limit_exceeded')) return 'NoSeatLeft';
  if (errors.some((code) => code.startsWith('failed_to_'))) return 'AccessSystemRefused';
  if (errors.length > 0) return 'AccessInTrouble';
  if (signs.shouldBeSubscribed && signs.isSubscribed === false) return 'NotSubscribed';
  return signs.isDoorInTrouble ? 'EntranceOffline' : undefined;
}

/** Whether the access itself is in trouble. A door that is offline takes the access once it is online again. */
export function isUngranted(trouble: string | undefined): boolean {
  return trouble !== undefined && trouble !== 'EntranceOffline';
}

/** Reads the trouble of an access system before anything is made in it. */
export function readSystemTrouble(
  errors: readonly string[],
  warnings: readonly string[],
): 'NoSeatLeft' | 'SiteNearlyFull' | 'AccessSystemInTrouble' | undefined {
  if (errors.includes('salto_ks_subscription_limit_exceeded')) return 'NoSeatLeft';
  if (errors.length > 0) return 'AccessSystemInTrouble';
  return warnings.includes('salto_ks_subscription_limit_almost_reached')
    ? 'SiteNearlyFull'
    : undefined;
}
