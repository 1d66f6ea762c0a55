import { invalidInput, Refusal } from '../refusal.ts';
import type { Workspace } from '../workspace.ts';

import type { AcsSystem, AcsUser } from './objects.ts';

/** Throws a Refusal where the access system does not take a name for a user; `self` is who has it already. */
export function refuseName(
  { switches }: Workspace,
  system: AcsSystem,
  fullName: string,
  self?: AcsUser,
): void {
  if (fullName.length > switches.longestUserName) {
    throw invalidInput(`full_name is longer than ${switches.longestUserName} characters`);
  }
  if (switches.picturesInNames === 'refused' && /\p{Extended_Pictographic}/u.test(fullName)) {
    throw invalidInput('full_name has characters that the access system does not take');
  }
  if (!switches.uniqueUserNames) return;
  for (const user of system.users.values()) {
    if (user !== self && user.fullName === fullName) {
      throw new Refusal(
        409,
        'acs_user_already_exists',
        'An ACS user with this name already exists',
      );
    }
  }
}
