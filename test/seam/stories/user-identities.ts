import { expect } from 'vitest';

import { addUser, inTime, nobody, type Story } from './story.ts';

/** User identities and the enrollment of phones. */
export const identityStories: readonly Story[] = [
  {
    part: 'identities',
    title: 'an identity is created, found by id, key and e-mail, and gone with its removal',
    async tell({ seam, mark }) {
      const [key, email] = [`${mark}:guest`, `${mark}-ada@example.com`];
      const wanted = { key, email, fullName: `${mark} Ada Guest` };
      const identity = await seam.createIdentity(wanted, inTime());
      expect(identity).toMatchObject({ key: wanted.key, email: wanted.email, accessUserIds: [] });
      expect(await seam.getIdentity({ id: identity.id }, inTime())).toEqual(identity);
      expect(await seam.getIdentity({ key: wanted.key }, inTime())).toEqual(identity);
      expect(await seam.findIdentities({ search: wanted.email }, inTime())).toEqual({
        items: [identity],
      });
      expect(await seam.deleteIdentity(identity.id, inTime())).toBe('accepted');
      expect(await seam.getIdentity({ key: wanted.key }, inTime())).toBeUndefined();
      expect(await seam.deleteIdentity(identity.id, inTime())).toBe('gone');
    },
  },
  {
    part: 'identities',
    title: 'a key belongs to one identity',
    async tell({ seam, mark }) {
      await seam.createIdentity({ key: `${mark}:guest` }, inTime());
      const again = seam.createIdentity({ key: `${mark}:guest` }, inTime());
      await expect(again).rejects.toMatchObject({ kind: 'rejected' });
    },
  },
  {
    part: 'identities',
    title: 'an identity knows the users that hang on it',
    async tell(made) {
      const { seam, mark } = made;
      const { id: identityId } = await seam.createIdentity({ key: `${mark}:guest` }, inTime());
      const user = await addUser(made, { identityId });
      expect(user.identityId).toBe(identityId);
      expect(await seam.usersOfIdentity(identityId, inTime())).toMatchObject([{ id: user.id }]);
      expect(await seam.findUsers({ identityId }, inTime())).toEqual({ items: [user] });
      expect(await seam.getIdentity({ id: identityId }, inTime())).toMatchObject({
        accessUserIds: [user.id],
      });
    },
  },
  {
    part: 'identities',
    title: 'an identity gets an e-mail that nobody else has, and a user that hung on another',
    async tell(made) {
      const { seam, mark } = made;
      const { id } = await seam.createIdentity({ key: `${mark}:guest` }, inTime());
      const ada = { key: `${mark}:ada`, email: `${mark}-ada@example.com` };
      const other = await seam.createIdentity(ada, inTime());
      const taken = seam.updateIdentity(id, { email: ada.email }, inTime());
      await expect(taken).rejects.toMatchObject({ kind: 'rejected' });
      const email = `${mark}-guest@example.com`;
      await seam.updateIdentity(id, { email }, inTime());
      expect(await seam.getIdentity({ id }, inTime())).toMatchObject({ email });
      const user = await addUser(made, { identityId: other.id });
      await seam.linkUser(user.id, id, inTime());
      expect(await seam.getUser(user.id, inTime())).toMatchObject({ identityId: id });
      expect(await seam.usersOfIdentity(other.id, inTime())).toEqual([]);
    },
  },
  {
    part: 'enrollment',
    title: 'a phone is enrolled with the compatible credential manager',
    async tell({ seam, systemId, mark }) {
      const [manager] = await seam.listCredentialManagers(systemId, inTime());
      expect(manager).toMatchObject({ isCredentialManager: true });
      const fullName = `${mark} Ada Guest`;
      const guest = await seam.createIdentity({ key: `${mark}:guest`, fullName }, inTime());
      const { id: identityId } = guest;
      const launch = { identityId, managerId: manager?.id ?? nobody };
      const launched = await seam.launchEnrollment(launch, inTime());
      const { id } = launched as { readonly id: string };
      expect(await seam.listEnrollments(identityId, inTime())).toEqual([
        { id, managerId: launch.managerId },
      ]);
      expect(await seam.deleteEnrollment(id, inTime())).toBe('accepted');
      expect(await seam.deleteEnrollment(id, inTime())).toBe('gone');
      expect(await seam.listEnrollments(identityId, inTime())).toEqual([]);
    },
  },
  {
    part: 'enrollment',
    title: 'a phone of nobody is not enrolled, and the route is not gone for that',
    async tell({ seam, systemId }) {
      const [manager] = await seam.listCredentialManagers(systemId, inTime());
      const launch = { identityId: nobody, managerId: manager?.id ?? nobody };
      await expect(seam.launchEnrollment(launch, inTime())).rejects.toMatchObject({
        seamType: 'user_identity_not_found',
      });
    },
  },
];
