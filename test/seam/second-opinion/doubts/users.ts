import { ask, codesIn, type Fields, howSoon, listIn, objectIn } from '../asking.ts';
import { type Doubt, LATCH, SALTO_KS, SALTO_SPACE } from '../doubt.ts';
import { inDays, newIdentity, newPin, newUser, until, userAgain, userOf } from '../making.ts';

/** Access users: what is refused, what is only said later, and when they are gone. */
export const userDoubts: readonly Doubt[] = [
  {
    title: 'a second user has the name, the e-mail or the identity of the first',
    at: SALTO_KS,
    async ask(place, note) {
      const { user_identity_id } = await newIdentity(place);
      const details = { email_address: `${place.mark}-ada@example.com`, user_identity_id };
      await newUser(place, details);
      const create = (like: object) => ask(place, '/acs/users/create', userOf(place, { ...like }));
      note('the same name', (await create({})).answer);
      note('the same identity', (await create({ user_identity_id })).answer);
      const twin = await create({ email_address: details.email_address });
      note('the same e-mail', twin.answer);
      const { acs_user_id } = objectIn(twin.json, 'acs_user');
      if (acs_user_id === undefined) return;
      const errors = async () => codesIn(await userAgain(place, { acs_user_id }), 'errors');
      note(
        'an error about the e-mail',
        await howSoon(place, async () => (await errors()) !== 'none'),
      );
      note('its errors', await errors());
    },
  },
  {
    title: 'a window is over, or ends before it starts',
    at: SALTO_KS,
    async ask(place, note) {
      const create = (starts: number, ends: number) =>
        ask(place, '/acs/users/create', userOf(place, { access_schedule: window(starts, ends) }));
      note('a user whose window is over', (await create(-3, -1)).answer);
      note('a user whose window ends before it starts', (await create(3, 2)).answer);
      const { acs_user_id } = await newUser(place, { access_schedule: until(3) });
      const moved = (starts: number, ends: number) =>
        ask(place, '/acs/users/update', { acs_user_id, access_schedule: window(starts, ends) });
      note('moved into the past', (await moved(-3, -1)).answer);
      note('moved so that it ends before it starts', (await moved(3, 2)).answer);
    },
  },
  {
    title: 'a window has milliseconds, is moved by its end alone, and taken away',
    at: SALTO_KS,
    async ask(place, note) {
      const { starts_at } = until(3);
      const ends_at = inDays(3).replace(/\.\d+Z/, '.500Z');
      const user = await newUser(place, { access_schedule: { starts_at, ends_at } });
      const { acs_user_id } = user;
      const { ends_at: end } = objectIn(user, 'access_schedule');
      note('its milliseconds', String(end).endsWith('.500Z') ? 'kept' : 'not kept');
      const update = (access_schedule: unknown) =>
        ask(place, '/acs/users/update', { acs_user_id, access_schedule });
      note('the end alone', (await update({ ends_at: inDays(4) })).answer);
      note('a start without an end', (await update({ ...until(4), ends_at: null })).answer);
      note('no window', (await update(null)).answer);
    },
  },
  {
    title: 'a new or changed user shows what has not reached the access system',
    at: SALTO_KS,
    async ask(place, note) {
      const user = await newUser(place, { access_schedule: until(3) });
      note('pending in the answer', codesIn(user, 'pending_mutations'));
      const isReady = async () =>
        codesIn(await userAgain(place, user), 'pending_mutations') === 'none';
      note('nothing pending', await howSoon(place, isReady));
      const { acs_user_id } = user;
      await ask(place, '/acs/users/update', { acs_user_id, access_schedule: until(5) });
      note('nothing pending after a change', await howSoon(place, isReady));
    },
  },
  {
    title: 'a removed user is gone from the answers, the list and the door',
    at: SALTO_KS,
    async ask(place, note) {
      const { acs_user_id } = await newUser(place);
      const pin = await newPin(place, { acs_user_id });
      const listed = async () => {
        const search = { acs_system_id: place.systemId, search: place.mark };
        const { json } = await ask(place, '/acs/users/list', search);
        return listIn(json, 'acs_users').length > 0;
      };
      note('a new user is in the list', await howSoon(place, listed));
      note('removed', (await ask(place, '/acs/users/delete', { acs_user_id })).answer);
      const get = () => ask(place, '/acs/users/get', { acs_user_id });
      const isGone = async () => !(await get()).answer.startsWith('200');
      note('its warnings then', codesIn(objectIn((await get()).json, 'acs_user'), 'warnings'));
      note('gone', await howSoon(place, isGone));
      note('gone from the list', await howSoon(place, async () => !(await listed())));
      note('its PIN is gone', await howSoon(place, pinIsGone));
      note('removed again', (await ask(place, '/acs/users/delete', { acs_user_id })).answer);

      async function pinIsGone() {
        const { acs_credential_id } = pin;
        const { answer } = await ask(place, '/acs/credentials/get', { acs_credential_id });
        return !answer.startsWith('200');
      }
    },
  },
  {
    title: 'a Salto KS user has a seat while the window is open',
    at: SALTO_KS,
    async ask(place, note) {
      const later = { starts_at: inDays(1), ends_at: inDays(3) };
      for (const [which, schedule] of [
        ['without a window', undefined],
        ['whose window is open', until(3)],
        ['whose window opens tomorrow', later],
      ] as const) {
        const user = await newUser(place, { access_schedule: schedule });
        if (schedule !== later) {
          const isSeated = async () => seatOf(await userAgain(place, user)) === 'true';
          note(`a user ${which} is subscribed`, await howSoon(place, isSeated));
        }
        const seen = await userAgain(place, user);
        note(`is_subscribed of a user ${which}`, seatOf(seen));
        note(`warnings of a user ${which}`, codesIn(seen, 'warnings'));
      }
    },
  },
  ...[SALTO_KS, SALTO_SPACE, LATCH].map(suspensionAt),
];

/** What a hold stands on: who is suspended gets in nowhere, and afterwards everything is as before. */
function suspensionAt(type: string): Doubt {
  return {
    title: `a user of a system of type ${type} is suspended, and let in again`,
    at: type,
    async ask(place, note) {
      const { acs_user_id } = await newUser(place);
      const shows = async (is: boolean) => {
        const user = await userAgain(place, { acs_user_id });
        return user['is_suspended'] === is && codesIn(user, 'pending_mutations') === 'none';
      };
      for (const [how, is] of [
        ['suspend', true],
        ['unsuspend', false],
      ] as const) {
        const go = () => ask(place, `/acs/users/${how}`, { acs_user_id });
        const { answer } = await go();
        note(how, answer);
        if (!answer.startsWith('200')) return;
        note(`is_suspended is ${is}, and nothing pending`, await howSoon(place, () => shows(is)));
        const user = await userAgain(place, { acs_user_id });
        note(`is_subscribed after ${how}`, seatOf(user));
        note(`errors after ${how}`, codesIn(user, 'errors'));
        note(`warnings after ${how}`, codesIn(user, 'warnings'));
        note(`${how} again`, (await go()).answer);
      }
    },
  };
}

function window(starts: number, ends: number) {
  return { starts_at: inDays(starts), ends_at: inDays(ends) };
}

function seatOf(user: Fields): string {
  const { is_subscribed } = objectIn(user, 'salto_ks_metadata');
  return typeof is_subscribed === 'boolean' ? String(is_subscribed) : 'not said';
}
