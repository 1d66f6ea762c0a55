import { expect } from 'vitest';

import { addUser, inTime, nobody, window, type Story } from './story.ts';

/** Credentials. */
export const credentialStories: readonly Story[] = [
  {
    part: 'credentials',
    title: 'a PIN is issued, found with its user, and gone with its removal',
    async tell(made) {
      const { seam } = made;
      const { id: userId } = await addUser(made, { schedule: window(3) });
      const pin = await seam.createCredential({ userId, method: 'code' }, inTime());
      expect(pin).toMatchObject({ userId, method: 'code', isMultiPhone: false });
      expect(pin.code).toMatch(/^\d{4,10}$/);
      expect(await seam.getCredential(pin.id, inTime())).toEqual(pin);
      expect(await seam.findCredentials({ userId }, inTime())).toEqual({ items: [pin] });
      expect(await seam.deleteCredential(pin.id, inTime())).toBe('accepted');
      expect(await seam.getCredential(pin.id, inTime())).toBeUndefined();
      expect(await seam.deleteCredential(pin.id, inTime())).toBe('gone');
      expect(await seam.findCredentials({ userId }, inTime())).toEqual({ items: [] });
    },
  },
  {
    part: 'credentials',
    title: 'a credential for nobody is rejected',
    async tell({ seam }) {
      const asked = seam.createCredential({ userId: nobody, method: 'code' }, inTime());
      await expect(asked).rejects.toMatchObject({ seamType: 'acs_user_not_found' });
    },
  },
  {
    part: 'credentials',
    title: 'a credential goes with its user',
    async tell(made) {
      const { seam } = made;
      const { id: userId } = await addUser(made);
      const { id } = await seam.createCredential({ userId, method: 'code' }, inTime());
      await seam.deleteUser(userId, inTime());
      expect(await seam.getCredential(id, inTime())).toBeUndefined();
    },
  },
];
