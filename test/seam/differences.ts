import { expect } from 'vitest';

import { connectSeam } from '../../src/seam/seam-http.ts';

import { type Difference, post } from './seam-make.ts';
import { addUser, inTime, nobody, window } from './stories/story.ts';

const fake = '@seamapi/fake-seam-connect';

/** Where the sandbox and Seam's own fake are of two minds; docs/seam-second-opinion.md has them as a table. */
export const differences: readonly Difference[] = [
  {
    make: 'the sandbox',
    story: 'a key that nobody gave out is refused',
    instead: 'Every key has a workspace of its own.',
    right:
      'The fake. Here it is meant: a test needs no set-up, and a fault can still refuse a key.',
    async shows({ url, systemId }) {
      const stranger = connectSeam({ apiKey: 'seam_stranger', endpoint: url });
      expect(await stranger.getSystem(systemId, inTime())).toMatchObject({ id: systemId });
    },
  },
  {
    make: fake,
    story: 'a refusal carries a request id',
    instead: 'The id is a short word and a number, which the port does not take for one.',
    right: 'Neither: the form of the id is not documented. What is short could be a PIN.',
    async shows({ seam }) {
      const refused = seam.getSystem(nobody, inTime());
      await expect(refused).rejects.toHaveProperty('requestId', undefined);
    },
  },
  {
    make: fake,
    story: 'an access system says what Seam always says of one',
    instead: 'It leaves out `is_credential_manager`, `location`, `errors` and `warnings`.',
    right: 'The sandbox: the OpenAPI document requires them.',
    async shows(made) {
      const { json } = await post(made, '/acs/systems/get', { acs_system_id: made.systemId });
      for (const key of ['is_credential_manager', 'location', 'errors', 'warnings']) {
        expect(json['acs_system']).not.toHaveProperty(key);
      }
    },
  },
  {
    make: fake,
    story: 'a window that is over is rejected',
    instead: 'The user is created.',
    right: 'The sandbox: `ends_at` "must be a time in the future" in the OpenAPI document.',
    async shows(made) {
      const schedule = { startsAt: '2020-05-01T13:00:00.000Z', endsAt: '2020-05-04T09:00:00.000Z' };
      expect(await addUser(made, { schedule })).toMatchObject({ schedule });
    },
  },
  {
    make: fake,
    story: 'a window may be told with an offset from UTC',
    instead: 'Anything but `Z` is invalid.',
    right: 'The sandbox: the OpenAPI document says `date-time`. The service sends `Z` anyway.',
    async shows(made) {
      const { startsAt, endsAt } = window(3);
      const schedule = { startsAt: startsAt.replace('Z', '+02:00'), endsAt };
      await expect(addUser(made, { schedule })).rejects.toHaveProperty('seamType', 'invalid_input');
    },
  },
  {
    make: fake,
    story: 'a user that does not exist cannot be changed',
    instead: 'It is an internal error.',
    right: 'The sandbox: the fake itself answers `acs_user_not_found` on every other route.',
    async shows({ seam }) {
      const asked = seam.updateUser(nobody, { schedule: window(3) }, inTime());
      await expect(asked).rejects.toMatchObject({ kind: 'unavailable', status: 500 });
    },
  },
  {
    make: fake,
    story: 'an id that is no UUID is invalid',
    instead: 'It is an id that does not exist; the fake gives out such ids itself.',
    right: 'The sandbox: the OpenAPI document says `uuid`.',
    async shows({ seam }) {
      expect(await seam.getUser('user-1', inTime())).toBeUndefined();
    },
  },
  {
    make: fake,
    story: 'users are listed in pages',
    instead: 'The list has no `pagination`, so the port does not take it for the whole.',
    right: 'The sandbox: the OpenAPI document requires it, and Seam’s client cannot do without.',
    async shows({ seam, systemId }) {
      await expect(seam.findUsers({ systemId }, inTime())).rejects.toMatchObject({
        kind: 'unavailable',
        malformedAt: 'pagination',
      });
    },
  },
  {
    make: fake,
    story: 'users are found by a part of their names',
    instead: '`search` is ignored.',
    right: 'The sandbox: the OpenAPI document has it.',
    async shows(made) {
      const { id } = await addUser(made);
      const { json } = await post(made, '/acs/users/list', { search: 'nobody is called this' });
      expect(json['acs_users']).toMatchObject([{ acs_user_id: id }]);
    },
  },
  {
    make: fake,
    story: 'an identity that does not exist has no users',
    instead: 'It has the users of everybody.',
    right: 'The sandbox: a filter that matches nothing is not a filter that was not given.',
    async shows(made) {
      const { id } = await addUser(made);
      const { json } = await post(made, '/acs/users/list', { user_identity_id: nobody });
      expect(json['acs_users']).toMatchObject([{ acs_user_id: id }]);
    },
  },
  {
    make: fake,
    story: 'a user says what Seam always says of one',
    instead: 'It leaves out `errors`, `warnings`, `is_managed` and `connected_account_id`.',
    right: 'The sandbox: the OpenAPI document requires them.',
    async shows(made) {
      const { id } = await addUser(made);
      const { json } = await post(made, '/acs/users/get', { acs_user_id: id });
      for (const key of ['errors', 'warnings', 'is_managed', 'connected_account_id']) {
        expect(json['acs_user']).not.toHaveProperty(key);
      }
    },
  },
  {
    make: fake,
    story: 'a user has no e-mail that nobody gave',
    instead: 'An address is made up.',
    right: 'The sandbox: the e-mail is optional in the OpenAPI document, and nobody gave one.',
    async shows(made) {
      const { id } = await addUser(made);
      const { json } = await post(made, '/acs/users/get', { acs_user_id: id });
      expect(json['acs_user']).toHaveProperty('email_address');
    },
  },
  {
    make: fake,
    story: 'a member leaves an access group',
    instead: 'The parameters of a DELETE are not read, so the user is said not to exist.',
    right: 'The sandbox: the OpenAPI document and Seam’s client put them into the query.',
    async shows(made) {
      const { seam, groupId } = made;
      const { id } = await addUser(made);
      await seam.joinGroup(id, groupId, inTime());
      expect(await seam.leaveGroup(id, groupId, inTime())).toBe('gone');
      const membership = { acs_user_id: id, acs_access_group_id: groupId };
      const posted = await post(made, '/acs/users/remove_from_access_group', membership);
      expect(posted.status).toBe(200);
    },
  },
];
