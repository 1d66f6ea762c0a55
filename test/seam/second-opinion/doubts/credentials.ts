import { ask, codesIn, type Fields, howSoon, listIn, objectIn, take } from '../asking.ts';
import { type Doubt, LATCH, SALTO_KS, SALTO_SPACE } from '../doubt.ts';
import { inDays, newPin, newUser, until } from '../making.ts';

/** Credentials: how many, by whom chosen, and whether they outlive a change. */
export const credentialDoubts: readonly Doubt[] = [
  {
    title: 'a Salto KS PIN is there at once, and stays when the window moves',
    at: SALTO_KS,
    async ask(place, note) {
      const user = await newUser(place, { access_schedule: until(3) });
      const made = await newPin(place, user);
      const { acs_credential_id } = made;
      const again = () =>
        take(place, '/acs/credentials/get', 'acs_credential', { acs_credential_id });
      note('a code in the answer', typeof made['code'] === 'string' ? 'yes' : 'no');
      note('a code', await howSoon(place, async () => typeof (await again())['code'] === 'string'));
      const before = await again();
      const { code } = before;
      note('its digits', typeof code === 'string' ? String(code.length) : 'none');
      note('its warnings', codesIn(before, 'warnings'));
      const { acs_user_id } = user;
      const move = { acs_user_id, access_schedule: until(5) };
      note('the window moves', (await ask(place, '/acs/users/update', move)).answer);
      note('the code after that', (await again())['code'] === code ? 'same' : 'another');
    },
  },
  {
    title: 'a Salto KS user is to have a chosen code, or a second one',
    at: SALTO_KS,
    async ask(place, note) {
      const { acs_user_id } = await newUser(place, { access_schedule: until(3) });
      const pin = { acs_user_id, access_method: 'code' };
      const create = (more: Fields) => ask(place, '/acs/credentials/create', { ...pin, ...more });
      const chosen = String(100_000 + Math.floor(Math.random() * 900_000));
      note('a chosen code', (await create({ code: chosen })).answer);
      note('a code', (await create({})).answer);
      note('one more', (await create({})).answer);
      const { json } = await ask(place, '/acs/credentials/list', { acs_user_id });
      note('codes in the list', String(listIn(json, 'acs_credentials').length));
    },
  },
  {
    title: 'a new PIN is announced by events',
    at: SALTO_KS,
    async ask(place, note) {
      const since = new Date(Date.now() - 60_000).toISOString();
      const { acs_user_id } = await newUser(place);
      const { acs_credential_id } = await newPin(place, { acs_user_id });
      const types = async (about: Fields) => {
        const { json } = await ask(place, '/events/list', { since, ...about });
        const found = listIn(json, 'events').map(({ event_type: type }) => String(type));
        return [...new Set(found.filter(isEventType))].toSorted();
      };
      const isHeard = async () => (await types({ acs_user_id })).length > 0;
      note('an event about its user', await howSoon(place, isHeard));
      note('events about it by then', (await types({ acs_credential_id })).join(', ') || 'none');
    },
  },
  {
    title: 'a Salto Space user is to have two mobile keys, or a PIN',
    at: SALTO_SPACE,
    async ask(place, note) {
      const { acs_user_id } = await newUser(place, { phone_number: '+15555550100' });
      const key = { access_method: 'mobile_key', is_multi_phone_sync_credential: true };
      const create = (wish: Fields) =>
        ask(place, '/acs/credentials/create', { acs_user_id, ...wish });
      note('a mobile key', (await create(key)).answer);
      note('one more', (await create(key)).answer);
      note('a PIN', (await create({ access_method: 'code' })).answer);
    },
  },
  {
    title: 'a Salto Space key is to have a window of its own',
    at: SALTO_SPACE,
    async ask(place, note) {
      const { acs_user_id } = await newUser(place, { phone_number: '+15555550100' });
      const wish = { acs_user_id, access_method: 'mobile_key', ends_at: inDays(3) };
      const { answer, json } = await ask(place, '/acs/credentials/create', wish);
      note('a mobile key with an end', answer);
      const { ends_at: end } = objectIn(json, 'acs_credential');
      note('its end in the answer', end === undefined || end === null ? 'not there' : 'there');
    },
  },
  {
    title: 'a Latch PIN is to open two doors, and a Latch key is to end sooner',
    at: LATCH,
    async ask(place, note) {
      const { acs_system_id, acs_user_id } = await newUser(place);
      const { json } = await ask(place, '/acs/entrances/list', { acs_system_id });
      const entrances = listIn(json, 'acs_entrances');
      const doors = entrances.slice(0, 2).map(({ acs_entrance_id: id }) => id);
      note('doors to choose from', doors.length < 2 ? 'fewer than two' : 'two or more');
      const wish = { acs_user_id, allowed_acs_entrance_ids: doors, ...until(3) };
      const create = (more: Fields) => ask(place, '/acs/credentials/create', { ...wish, ...more });
      note('a PIN for two doors', (await create({ access_method: 'code' })).answer);
      const key = { access_method: 'mobile_key', is_multi_phone_sync_credential: true };
      const made = await create({ ...key, starts_at: inDays(2) });
      note('a mobile key', made.answer);
      const { acs_credential_id } = objectIn(made.json, 'acs_credential');
      const end = (days: number) =>
        ask(place, '/acs/credentials/update', { acs_credential_id, ends_at: inDays(days) });
      note('its end moves', (await end(4)).answer);
      note('its end moves before its start', (await end(1)).answer);
    },
  },
];

/** Seam's event types are words with a dot, and say nothing of anybody. */
function isEventType(type: string): boolean {
  return /^[a-z_]{1,40}\.[a-z_]{1,40}$/.test(type);
}
