import { expect } from 'vitest';

import { post } from '../seam-make.ts';

import { addUser, inTime, nobody, window, type Story } from './story.ts';

/** Access users: their windows, their names, their end. */
export const userStories: readonly Story[] = [
  {
    part: 'users',
    title: 'a user is created and read back the same',
    async tell(made) {
      const schedule = window(3);
      const user = await addUser(made, { schedule, phone: '+15555550100' });
      expect(user).toMatchObject({
        systemId: made.systemId,
        fullName: `${made.mark} Ada Guest`,
        schedule,
        isSuspended: false,
        errors: [],
      });
      expect(await made.seam.getUser(user.id, inTime())).toEqual(user);
    },
  },
  {
    part: 'users',
    title: 'a name that is taken is no obstacle, so that whoever looks first must look',
    async tell(made) {
      const [one, other] = [await addUser(made), await addUser(made)];
      expect(one.id).not.toBe(other.id);
      expect(one.fullName).toBe(other.fullName);
    },
  },
  {
    part: 'users',
    title: 'a user of an unknown access system is not created',
    async tell(made) {
      await expect(addUser(made, { systemId: nobody })).rejects.toMatchObject({
        kind: 'rejected',
        seamType: 'acs_system_not_found',
      });
    },
  },
  {
    part: 'users',
    title: 'a user of an unknown identity is not created',
    async tell(made) {
      await expect(addUser(made, { identityId: nobody })).rejects.toMatchObject({
        kind: 'rejected',
        seamType: 'user_identity_not_found',
      });
    },
  },
  {
    part: 'users',
    title: 'a window that is over is rejected',
    async tell(made) {
      const schedule = { startsAt: '2020-05-01T13:00:00Z', endsAt: '2020-05-04T09:00:00Z' };
      await expect(addUser(made, { schedule })).rejects.toMatchObject({ kind: 'rejected' });
    },
  },
  {
    part: 'users',
    title: 'a window may be told with an offset from UTC',
    async tell(made) {
      const { startsAt, endsAt } = window(3);
      const schedule = { startsAt: startsAt.replace('Z', '+02:00'), endsAt };
      const shifted = new Date(Date.parse(schedule.startsAt)).toISOString();
      expect(await addUser(made, { schedule })).toMatchObject({
        schedule: { startsAt: shifted, endsAt },
      });
    },
  },
  {
    part: 'users',
    title: 'a window moves and a name is corrected',
    async tell(made) {
      const { seam, mark } = made;
      const { id } = await addUser(made, { schedule: window(3) });
      const schedule = window(5);
      await seam.updateUser(id, { schedule }, inTime());
      await seam.updateUser(id, { fullName: `${mark} Ada B. Guest` }, inTime());
      expect(await seam.getUser(id, inTime())).toMatchObject({
        schedule,
        fullName: `${mark} Ada B. Guest`,
      });
    },
  },
  {
    part: 'users',
    title: 'a user that does not exist cannot be changed',
    async tell({ seam }) {
      const asked = seam.updateUser(nobody, { schedule: window(3) }, inTime());
      await expect(asked).rejects.toMatchObject({
        kind: 'rejected',
        seamType: 'acs_user_not_found',
      });
    },
  },
  {
    part: 'users',
    title: 'a removed user is gone, also when removed again',
    async tell(made) {
      const { seam } = made;
      const { id } = await addUser(made);
      expect(await seam.deleteUser(id, inTime())).toBe('accepted');
      expect(await seam.getUser(id, inTime())).toBeUndefined();
      expect(await seam.deleteUser(id, inTime())).toBe('gone');
    },
  },
  {
    part: 'users',
    title: 'an id that is no UUID is invalid',
    async tell({ seam }) {
      await expect(seam.getUser('user-1', inTime())).rejects.toMatchObject({
        kind: 'rejected',
        seamType: 'invalid_input',
      });
    },
  },
  {
    part: 'users',
    title: 'users are listed in pages',
    async tell(made) {
      const { id } = await addUser(made);
      const { items } = await made.seam.findUsers({ systemId: made.systemId }, inTime());
      expect(items).toContainEqual(expect.objectContaining({ id }));
    },
  },
  {
    part: 'users',
    title: 'users are found by a part of their names',
    async tell(made) {
      const { id } = await addUser(made, { fullName: `${made.mark}-10 Ada Guest` });
      await addUser(made, { fullName: `${made.mark}-2 Bob Guest` });
      const { json } = await post(made, '/acs/users/list', { search: `${made.mark}-1` });
      expect(json['acs_users']).toMatchObject([{ acs_user_id: id }]);
    },
  },
  {
    part: 'users',
    title: 'an identity that does not exist has no users',
    async tell(made) {
      await addUser(made);
      const { json } = await post(made, '/acs/users/list', { user_identity_id: nobody });
      expect(json['acs_users']).toEqual([]);
    },
  },
  {
    part: 'users',
    title: 'a user says what Seam always says of one',
    async tell(made) {
      const { id } = await addUser(made);
      const { json } = await post(made, '/acs/users/get', { acs_user_id: id });
      const always = ['errors', 'warnings', 'is_managed', 'connected_account_id'];
      expect(Object.keys(json['acs_user'] as object)).toEqual(expect.arrayContaining(always));
    },
  },
  {
    part: 'users',
    title: 'a user has no e-mail that nobody gave',
    async tell(made) {
      const { id } = await addUser(made);
      const { json } = await post(made, '/acs/users/get', { acs_user_id: id });
      expect(json['acs_user']).not.toHaveProperty('email_address');
    },
  },
  {
    part: 'suspension',
    title: 'a user is seen suspended, and let in again',
    async tell(made) {
      const { seam } = made;
      const { id } = await addUser(made);
      expect(await seam.suspendUser(id, inTime())).toBe('accepted');
      expect(await seam.getUser(id, inTime())).toMatchObject({ isSuspended: true });
      expect(await seam.suspendUser(id, inTime())).toBe('accepted');
      expect(await seam.unsuspendUser(id, inTime())).toBe('accepted');
      expect(await seam.getUser(id, inTime())).toMatchObject({ isSuspended: false });
      expect(await seam.unsuspendUser(id, inTime())).toBe('accepted');
    },
  },
  {
    part: 'suspension',
    title: 'a user that does not exist is neither suspended nor let in again',
    async tell({ seam }) {
      expect(await seam.suspendUser(nobody, inTime())).toBe('gone');
      expect(await seam.unsuspendUser(nobody, inTime())).toBe('gone');
    },
  },
];
