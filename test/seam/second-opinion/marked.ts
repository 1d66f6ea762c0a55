import { nobody } from '../stories/story.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The routes by which stories and their removal change something. No other change is let through. */
const CHANGES = new Set([
  '/acs/users/create',
  '/acs/users/update',
  '/acs/users/delete',
  '/acs/users/suspend',
  '/acs/users/unsuspend',
  '/acs/users/add_to_access_group',
  '/acs/users/remove_from_access_group',
  '/acs/credentials/create',
  '/acs/credentials/update',
  '/acs/credentials/delete',
  '/user_identities/create',
  '/user_identities/update',
  '/user_identities/delete',
  '/user_identities/add_acs_user',
  '/user_identities/enrollment_automations/launch',
  '/user_identities/enrollment_automations/delete',
]);

/** What a person reads or a look-up finds: each must begin with the mark. */
const NAMES = ['full_name', 'user_identity_key', 'email_address'];

const IDS = ['acs_user_id', 'user_identity_id', 'acs_credential_id', 'enrollment_automation_id'];

/**
 * Tells requests that keep to objects with a mark from those that do not. It learns from Seam's
 * answers which ids belong to such objects: a user by its name, an identity by its key, a credential
 * by its user, an enrollment by its identity.
 */
export class Marked {
  readonly #mark: string;
  readonly #ids = new Set<unknown>([nobody]);

  constructor(mark: string) {
    this.#mark = mark;
  }

  /** Whether a request reads, or changes nothing but what carries the mark. */
  allows(route: string, asked: Fields): boolean {
    if (/\/(get|list)[a-z_]*$/.test(route)) return true;
    if (!CHANGES.has(route)) return false;
    const names = NAMES.filter((name) => asked[name] !== undefined);
    const ids = IDS.filter((name) => asked[name] !== undefined);
    if (route === '/acs/users/create' && asked['full_name'] === undefined) return false;
    if (route === '/user_identities/create' && asked['user_identity_key'] === undefined)
      return false;
    return (
      names.length + ids.length > 0 &&
      names.every((name) => this.#isMarked(asked[name])) &&
      ids.every((name) => this.#ids.has(asked[name]))
    );
  }

  /** Takes in what an answer says of objects with the mark. */
  learn(answer: Fields): void {
    for (const user of objectsOf(answer, 'acs_user')) {
      if (this.#isMarked(user['full_name'])) this.#ids.add(user['acs_user_id']);
    }
    for (const identity of objectsOf(answer, 'user_identity', 'user_identities')) {
      if (this.#isMarked(identity['user_identity_key'])) {
        this.#ids.add(identity['user_identity_id']);
      }
    }
    for (const credential of objectsOf(answer, 'acs_credential')) {
      if (this.#ids.has(credential['acs_user_id'])) this.#ids.add(credential['acs_credential_id']);
    }
    for (const enrollment of objectsOf(answer, 'enrollment_automation')) {
      if (this.#ids.has(enrollment['user_identity_id'])) {
        this.#ids.add(enrollment['enrollment_automation_id']);
      }
    }
  }

  #isMarked(name: unknown): boolean {
    return typeof name === 'string' && name.startsWith(this.#mark);
  }
}

/** The objects of one kind in an answer, which has one of them or a list. */
function objectsOf(answer: Fields, one: string, many = `${one}s`): readonly Fields[] {
  return [one, many].flatMap((key) => (answer[key] ?? []) as Fields | readonly Fields[]);
}
