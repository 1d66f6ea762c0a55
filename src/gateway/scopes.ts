/** What a token lets its bearer do. `desk` includes all the others. */
export const SCOPES = ['stays:read', 'stays:write', 'credentials:read', 'desk'] as const;

export type Scope = (typeof SCOPES)[number];

/** Whether a bearer with these scopes may do what needs that one. */
export function allows(scopes: readonly Scope[], needed: Scope): boolean {
  return scopes.includes(needed) || scopes.includes('desk');
}
