import { nobody } from '../../stories/story.ts';
import { isAboutRates } from '../answers.ts';
import { ask, type Fields, listIn } from '../asking.ts';
import { type Doubt, type Place, SALTO_KS, SALTO_SPACE } from '../doubt.ts';
import { newUser, until, userAgain } from '../making.ts';

/** Memberships, what is not there, how often one may ask, and windows where no guide has one. */
export const otherDoubts: readonly Doubt[] = [
  {
    title: 'a member joins again, leaves, and leaves again',
    at: SALTO_KS,
    needsGroup: true,
    async ask(place, note) {
      const { acs_user_id } = await newUser(place);
      const ids = { acs_user_id, acs_access_group_id: place.groupId };
      const [join, leave] = ['add_to_access_group', 'remove_from_access_group'];
      const go = async (asked: string, how: string) =>
        note(asked, (await ask(place, `/acs/users/${how}`, ids)).answer);
      await go('joins', join);
      await go('joins again', join);
      note('is a member', await memberships(place, acs_user_id));
      await go('leaves', leave);
      note('is a member after that', await memberships(place, acs_user_id));
      await go('leaves again', leave);
    },
  },
  {
    title: 'something is asked for that is not there',
    at: SALTO_KS,
    async ask(place, note) {
      for (const [id, routes] of Object.entries(NOT_THERE)) {
        for (const route of routes) note(route, (await ask(place, route, { [id]: nobody })).answer);
      }
      const key = { user_identity_key: `${place.mark}:nobody` };
      note('an identity by its key', (await ask(place, '/user_identities/get', key)).answer);
      note('a route', (await ask(place, '/acs/users/get_nothing')).answer);
    },
  },
  {
    title: 'an answer says how many requests are allowed',
    at: SALTO_KS,
    async ask(place, note) {
      const { headers } = await ask(place, '/acs/systems/list');
      const names = [...headers.keys()].filter(isAboutRates).toSorted();
      note('headers about that', names.join(', ') || 'none');
    },
  },
  ...[SALTO_SPACE, 'brivo_account', 'avigilon_alta_org', 'kisi_organization', 'pti_site'].map(
    (type): Doubt => ({
      title: `a user of a system of type ${type} is to have a window`,
      at: type,
      async ask(place, note) {
        const access_schedule = until(3);
        const user = await newUser(place, { access_schedule });
        note('its window in the answer', kept(user, access_schedule));
        note('its window afterwards', kept(await userAgain(place, user), access_schedule));
      },
    }),
  ),
];

const NOT_THERE = {
  acs_system_id: ['/acs/systems/get'],
  acs_access_group_id: ['/acs/access_groups/get'],
  acs_user_id: ['/acs/users/get', '/acs/users/update', '/acs/users/delete'],
  acs_credential_id: ['/acs/credentials/get', '/acs/credentials/delete'],
  user_identity_id: ['/user_identities/get', '/user_identities/delete'],
  enrollment_automation_id: ['/user_identities/enrollment_automations/delete'],
};

async function memberships(place: Place, acs_user_id: unknown): Promise<string> {
  const list = { acs_access_group_id: place.groupId };
  const { answer, json } = await ask(place, '/acs/access_groups/list_users', list);
  if (json['acs_users'] === undefined) return answer;
  const users = listIn(json, 'acs_users');
  const times = users.filter((user) => user['acs_user_id'] === acs_user_id).length;
  return times === 1 ? 'once' : `${times} times`;
}

function kept({ access_schedule: seen }: Fields, { ends_at: wanted }: Fields): string {
  if (seen === undefined || seen === null) return 'not there';
  const { ends_at: end } = seen as Fields;
  return Date.parse(String(end)) === Date.parse(String(wanted)) ? 'kept' : 'another';
}
