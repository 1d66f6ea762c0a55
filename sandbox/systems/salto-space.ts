import { notSupported, Refusal } from '../refusal.ts';

import type { SystemModel } from './system-model.ts';

/** Salto Space: no PINs, no schedule of its own, at most one card and one mobile key per user. */
export const saltoSpace: SystemModel = {
  system: { type: 'salto_space_system', name: 'Salto Space system' },
  user: { type: 'salto_space_user', name: 'Salto Space user' },
  credential: { type: 'salto_space_key', name: 'Salto Space key' },
  group: { type: 'salto_space_group', name: 'Salto Space group' },
  accessBy: 'groups',
  hasSeats: false,
  hasUniqueEmails: false,
  entranceMetadata: ({ name }) => ({
    can_unlock_with_card: true,
    can_unlock_with_mobile_key: true,
    salto_space_metadata: { door_name: name, room_name: name },
  }),
  userMetadata: ({ id }) => ({ salto_space_metadata: { user_id: id, audit_openings: true } }),
  honoursSchedule: ({ spaceHonoursSchedule }) => spaceHonoursSchedule,
  checkCredential(user, { accessMethod }) {
    if (accessMethod !== 'card' && accessMethod !== 'mobile_key') {
      throw notSupported(`Salto Space has no credentials with access_method "${accessMethod}"`);
    }
    for (const held of user.credentials) {
      if (held.accessMethod === accessMethod) {
        throw new Refusal(
          400,
          'credential_limit_reached',
          `A Salto Space user can hold at most one ${accessMethod} credential`,
        );
      }
    }
  },
  undeliverable: (user) =>
    (user.phone ?? user.identity?.phone) ? undefined : 'The user has no phone number to send to',
};
