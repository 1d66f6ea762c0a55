/**
 * Where an object of a stay lives at Seam. Two plans of one access scope differ only in what Seam can
 * change in place: the window and the access groups. Another access scope means: grant there, confirm,
 * then revoke here.
 */
export type Scope = AccessScope | GuestScope | SightingScope;

/** The scope of an access: its user, its memberships, its credentials, its enrollment. */
export interface AccessScope {
  readonly of: 'access';
  readonly workspace: string;
  readonly recipe: string;
  readonly recipeVersion: number;
  readonly systemId: string;
  /** The number of the guest within the stay, from 1. */
  readonly guest: number;
  /** Where the credential itself names the doors, Seam can move neither them nor its start. */
  readonly fixed?: { readonly entranceIds: readonly string[]; readonly opensAt: string };
}

/** The scope of a guest's identity, which an access takes along when it moves to another system. */
export interface GuestScope {
  readonly of: 'guest';
  readonly workspace: string;
  readonly guest: number;
}

/** The scope of what was seen in a system although no step of this run made it there. */
export interface SightingScope {
  readonly of: 'sighting';
  readonly workspace: string;
  readonly systemId: string;
}

/** The one workspace, as long as there is one. */
export const DEFAULT_WORKSPACE = 'default';

/** A text that is the same for the same scope, and for no other. */
export function scopeKey(scope: Scope): string {
  switch (scope.of) {
    case 'access': {
      const { recipe, recipeVersion, systemId, guest, fixed } = scope;
      const key = `${scope.workspace} ${recipe}@${recipeVersion} ${systemId} guest ${guest}`;
      return fixed === undefined ? key : [key, ...fixed.entranceIds, fixed.opensAt].join(' ');
    }
    case 'guest':
      return `${scope.workspace} guest ${scope.guest}`;
    case 'sighting':
      return `${scope.workspace} seen in ${scope.systemId}`;
  }
}

/** Whether two scopes are the same. */
export function isSameScope(a: Scope, b: Scope): boolean {
  return a === b || (a.of === b.of && scopeKey(a) === scopeKey(b));
}

/** The access system that a scope is in; a guest's identity is in none. */
export function systemOf(scope: Scope): string | undefined {
  return scope.of === 'guest' ? undefined : scope.systemId;
}

/** The scope of what somebody saw in a system. */
export function sightingIn(systemId: string): SightingScope {
  return { of: 'sighting', workspace: DEFAULT_WORKSPACE, systemId };
}
