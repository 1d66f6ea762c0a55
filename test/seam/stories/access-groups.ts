import { expect } from 'vitest';

import { addUser, inTime, nobody, type Story } from './story.ts';

/** Access groups and who is in them. */
export const groupStories: readonly Story[] = [
  {
    part: 'memberships',
    title: 'a user joins an access group, and joins again without harm',
    async tell(made) {
      const { seam, groupId } = made;
      const { id } = await addUser(made);
      await expect(seam.joinGroup(id, groupId, inTime())).resolves.toBeUndefined();
      await expect(seam.joinGroup(id, groupId, inTime())).resolves.toBeUndefined();
    },
  },
  {
    part: 'memberships',
    title: 'a user who does not exist joins nothing, and nobody joins what does not exist',
    async tell(made) {
      const { seam, groupId } = made;
      const { id } = await addUser(made);
      await expect(seam.joinGroup(nobody, groupId, inTime())).rejects.toMatchObject({
        seamType: 'acs_user_not_found',
      });
      await expect(seam.joinGroup(id, nobody, inTime())).rejects.toMatchObject({
        seamType: 'acs_access_group_not_found',
      });
    },
  },
  {
    part: 'memberships',
    title: 'a member leaves an access group',
    async tell(made) {
      const { seam, groupId } = made;
      const { id } = await addUser(made);
      await seam.joinGroup(id, groupId, inTime());
      expect(await seam.leaveGroup(id, groupId, inTime())).toBe('accepted');
    },
  },
  {
    part: 'memberships',
    title: 'a membership is gone with the user or the access group',
    async tell(made) {
      const { seam, groupId } = made;
      const { id } = await addUser(made);
      expect(await seam.leaveGroup(nobody, groupId, inTime())).toBe('gone');
      expect(await seam.leaveGroup(id, nobody, inTime())).toBe('gone');
    },
  },
  {
    part: 'access groups',
    title: 'an access group shows its members and opens its doors',
    async tell(made) {
      const { seam, systemId, groupId } = made;
      const { id } = await addUser(made);
      const all = await seam.listAccessGroups(systemId, inTime());
      expect(all).toContainEqual(expect.objectContaining({ id: groupId, systemId }));
      await seam.joinGroup(id, groupId, inTime());
      expect(await seam.groupsOf(id, inTime())).toEqual([groupId]);
      const doors = await seam.listEntrances(groupId, inTime());
      expect(doors.length).toBeGreaterThan(0);
      expect(await seam.entrancesOf(id, inTime())).toEqual(doors);
      await seam.leaveGroup(id, groupId, inTime());
      expect(await seam.groupsOf(id, inTime())).toEqual([]);
      expect(await seam.entrancesOf(id, inTime())).toEqual([]);
    },
  },
];
