import { invalidInput, notSupported } from '../refusal.ts';

import type { SystemModel } from './system-model.ts';

/** Latch: doors and times are the credential's own; a PIN is made by Latch and opens one door. */
export const latch: SystemModel = {
  system: { type: 'latch_building', name: 'Latch building' },
  user: { type: 'latch_user', name: 'Latch user' },
  credential: { type: 'latch_access', name: 'Latch access' },
  accessBy: 'credential',
  hasSeats: false,
  hasUniqueEmails: false,
  entranceMetadata: ({ name, isOnline }) => ({
    can_unlock_with_code: true,
    can_unlock_with_mobile_key: true,
    latch_metadata: { door_name: name, door_type: 'DOOR', is_connected: isOnline },
  }),
  userMetadata: () => ({}),
  honoursSchedule: () => false,
  checkCredential(_user, { accessMethod, code, entrances }) {
    if (accessMethod !== 'code' && accessMethod !== 'mobile_key') {
      throw notSupported(`Latch has no credentials with access_method "${accessMethod}"`);
    }
    if (code !== undefined) throw notSupported('Latch generates PIN codes itself; omit "code"');
    if (entrances.length === 0) throw invalidInput('allowed_acs_entrance_ids is required');
    if (accessMethod === 'code' && entrances.length > 1) {
      throw notSupported('A Latch PIN code opens one entrance');
    }
  },
  undeliverable: () => undefined,
};
