import type { AcsUser } from '../model/objects.ts';
import { notSupported } from '../refusal.ts';

import type { SystemModel } from './system-model.ts';

/** Salto KS: the site makes the PINs, the schedule is the user's, and subscribed users take seats. */
export const saltoKs: SystemModel = {
  system: { type: 'salto_ks_site', name: 'Salto KS site' },
  user: { type: 'salto_site_user', name: 'Salto site user' },
  credential: { type: 'salto_ks_credential', name: 'Salto KS credential' },
  group: { type: 'salto_ks_access_group', name: 'Salto KS access group' },
  accessBy: 'groups',
  hasSeats: true,
  hasUniqueEmails: true,
  entranceMetadata: ({ name, isOnline }) => ({
    can_unlock_with_card: true,
    can_unlock_with_code: true,
    can_unlock_with_mobile_key: true,
    salto_ks_metadata: { door_name: name, online: isOnline, privacy_mode: false },
  }),
  userMetadata: (user) => ({ salto_ks_metadata: { is_subscribed: user.system.seated.has(user) } }),
  honoursSchedule: () => true,
  checkCredential(user, { accessMethod, code }, switches) {
    if (accessMethod === 'cloud_key') throw notSupported('Salto KS has no cloud keys');
    if (code !== undefined) {
      throw notSupported('Salto KS generates PIN codes itself; omit "code"');
    }
    if (accessMethod === 'code' && switches.secondPin === 'refused' && hasPin(user)) {
      throw notSupported('The Salto KS user already has a PIN code');
    }
  },
  undeliverable: (user) =>
    (user.identity?.email ?? user.email) ? undefined : 'The user has no e-mail address to send to',
};

/** The credential manager that a Salto KS site enrolls phones with. It opens no doors. */
export const saltoKsCredentialManager: SystemModel = {
  ...saltoKs,
  hasSeats: false,
  hasUniqueEmails: false,
  userMetadata: () => ({}),
  checkCredential() {
    throw notSupported('A credential manager issues no credentials of its own');
  },
};

function hasPin(user: AcsUser): boolean {
  return [...user.credentials].some((credential) => credential.accessMethod === 'code');
}
