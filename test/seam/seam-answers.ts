import type { Answer } from '../support/scripted-seam.ts';

/** An access user as Seam sends one, with what a test wants to be different. */
export function wireUser(differences: object = {}): object {
  return {
    acs_user_id: 'user-1',
    acs_system_id: 'system-1',
    workspace_id: 'workspace-1',
    full_name: 'R-1 Ada Guest',
    display_name: 'Ada Guest',
    created_at: '2027-05-01T10:00:00.000Z',
    errors: [],
    warnings: [],
    is_managed: true,
    ...differences,
  };
}

/** A credential as Seam sends one. */
export function wireCredential(differences: object = {}): object {
  return {
    acs_credential_id: 'credential-1',
    acs_system_id: 'system-1',
    acs_user_id: 'user-1',
    access_method: 'code',
    code: '482913',
    created_at: '2027-05-01T10:00:00.000Z',
    errors: [],
    warnings: [],
    is_managed: true,
    ...differences,
  };
}

/** A user identity as Seam sends one. */
export function wireIdentity(differences: object = {}): object {
  return {
    user_identity_id: 'identity-1',
    user_identity_key: 'nightlatch:R-1',
    email_address: 'ada@example.com',
    acs_user_ids: ['user-1'],
    created_at: '2027-05-01T10:00:00.000Z',
    errors: [],
    warnings: [],
    ...differences,
  };
}

/** A page that is the only one. */
export const lastPage = { has_next_page: false, next_page_cursor: null, next_page_url: null };

/** A refusal in Seam's own words. */
export function refusal(
  status: number,
  type: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, json: { error: { type, message: 'It cannot be done' }, ok: false }, headers };
}

/** What a proxy between us and Seam says. */
export function proxyPage(status: number): Answer {
  return { status, text: `<html><body><h1>${status}</h1></body></html>` };
}
