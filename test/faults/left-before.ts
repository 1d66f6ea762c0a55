import { z } from 'zod';

import { KS_SYSTEM, LATCH_DOORS, LATCH_SYSTEM } from '../support/house.ts';

import type { SeamWatch } from './seam-watch.ts';

/** Leaves something at Seam before a stay begins, by the stay's reservation id. */
export type Prepare = (seam: SeamWatch, reservationId: string) => void;

const MINUTE = 60_000;
/** The Salto KS site's credential manager. */
const MANAGER = '22222222-2222-2222-2222-222222222222';

const madeUser = z
  .object({ acs_user: z.object({ acs_user_id: z.string() }) })
  .transform((made) => made.acs_user.acs_user_id);
const madeIdentity = z
  .object({ user_identity: z.object({ user_identity_id: z.string() }) })
  .transform((made) => made.user_identity.user_identity_id);

/** Two access users with the stay's mark and the guest's name of before, each with two keys that shut too early: a stay may keep either. */
export function leaveDoubles(seam: SeamWatch, reservationId: string): void {
  const user = { acs_system_id: LATCH_SYSTEM, full_name: `nl:${reservationId} Ada Gest` };
  const key = {
    access_method: 'mobile_key',
    allowed_acs_entrance_ids: LATCH_DOORS,
    starts_at: new Date(Date.now() - MINUTE).toISOString(),
    ends_at: new Date(Date.now() + 5 * MINUTE).toISOString(),
  };
  for (let made = 0; made < 2; made += 1) {
    const holder = { acs_user_id: madeUser.parse(seam.askBefore('/acs/users/create', user)) };
    seam.askBefore('/acs/credentials/create', { ...holder, ...key });
    seam.askBefore('/acs/credentials/create', { ...holder, ...key });
  }
}

/** An identity of the stay without the guest's e-mail, and an access user with its mark that does not hang on it. */
export function leaveLoose(seam: SeamWatch, reservationId: string): void {
  const key = `nightlatch:${reservationId}`;
  seam.askBefore('/user_identities/create', { user_identity_key: key });
  seam.askBefore('/acs/users/create', {
    acs_system_id: KS_SYSTEM,
    full_name: `nl:${reservationId}`,
  });
}

/** An identity that somebody else made with the guest's e-mail. */
export function leaveNamesake(seam: SeamWatch, reservationId: string): void {
  const email = `${reservationId}@example.com`;
  seam.askBefore('/user_identities/create', { email_address: email });
}

/** Two enrollments of one identity, in a Seam that deletes no identity before its enrollments. */
export function leaveEnrollments(seam: SeamWatch, reservationId: string): void {
  seam.control('switches', { enrollmentBlocksIdentityDelete: true });
  const identity = madeIdentity.parse(
    seam.askBefore('/user_identities/create', {
      user_identity_key: `nightlatch:${reservationId}`,
      email_address: `${reservationId}@example.com`,
    }),
  );
  const enrollment = {
    user_identity_id: identity,
    credential_manager_acs_system_id: MANAGER,
    create_credential_manager_user: true,
  };
  seam.askBefore('/user_identities/enrollment_automations/launch', enrollment);
  seam.askBefore('/user_identities/enrollment_automations/launch', enrollment);
}
