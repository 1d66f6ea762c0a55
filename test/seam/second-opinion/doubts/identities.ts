import { ask, type Fields, howSoon, listIn } from '../asking.ts';
import { type Doubt, SALTO_KS } from '../doubt.ts';
import { newIdentity, newPin, newUser } from '../making.ts';

const ENROLLMENTS = '/user_identities/enrollment_automations';

/** User identities: what they have to themselves, and what goes with them. */
export const identityDoubts: readonly Doubt[] = [
  {
    title: 'an identity is to have the key, the e-mail or the phone number of another',
    at: SALTO_KS,
    async ask(place, note) {
      const { mark } = place;
      // 555-0100 to 555-0199 belong to nobody.
      const phone_number = `+15555550${100 + Math.floor(Math.random() * 100)}`;
      const email_address = `${mark}-ada@example.com`;
      await newIdentity(place, 'guest', { email_address, phone_number });
      const create = (name: string, more: Fields) =>
        ask(place, '/user_identities/create', { user_identity_key: `${mark}:${name}`, ...more });
      note('the same key', (await create('guest', {})).answer);
      note('the same e-mail', (await create('mail', { email_address })).answer);
      const shouted = `${mark}-ADA@example.com`;
      note(
        'the same e-mail in capitals',
        (await create('shout', { email_address: shouted })).answer,
      );
      note('the same phone number', (await create('phone', { phone_number })).answer);
    },
  },
  {
    title: 'a removed identity takes its users and their credentials with it',
    at: SALTO_KS,
    async ask(place, note) {
      const { user_identity_id } = await newIdentity(place);
      const { acs_user_id } = await newUser(place, { user_identity_id });
      const { acs_credential_id } = await newPin(place, { acs_user_id });
      const removed = await ask(place, '/user_identities/delete', { user_identity_id });
      note('removed', removed.answer);
      const isGone = (route: string, id: Fields) => async () =>
        !(await ask(place, route, id)).answer.startsWith('200');
      const soon = (route: string, id: Fields) => howSoon(place, isGone(route, id));
      note('gone', await soon('/user_identities/get', { user_identity_id }));
      note('its user is gone', await soon('/acs/users/get', { acs_user_id }));
      note('the PIN is gone', await soon('/acs/credentials/get', { acs_credential_id }));
    },
  },
  {
    title: 'a phone is enrolled twice, and its identity removed',
    at: SALTO_KS,
    async ask(place, note) {
      const route = '/acs/systems/list_compatible_credential_manager_acs_systems';
      const { answer, json } = await ask(place, route, { acs_system_id: place.systemId });
      const [manager] = listIn(json, 'acs_systems');
      note('a credential manager', manager === undefined ? `none (${answer})` : 'yes');
      const { user_identity_id } = await newIdentity(place);
      const launch = () =>
        ask(place, `${ENROLLMENTS}/launch`, {
          user_identity_id,
          credential_manager_acs_system_id: manager?.['acs_system_id'] ?? place.systemId,
          create_credential_manager_user: true,
        });
      note('enrolled', (await launch()).answer);
      note('enrolled again', (await launch()).answer);
      note('listed', (await ask(place, `${ENROLLMENTS}/list`, { user_identity_id })).answer);
      const removed = await ask(place, '/user_identities/delete', { user_identity_id });
      note('its identity removed', removed.answer);
    },
  },
];
