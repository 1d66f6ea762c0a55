import type { Remain } from '../src/contract/closing.ts';
import type { ProveAbsence } from '../src/contract/steps.ts';
import type { Seam, UserIdentity } from '../src/seam/port.ts';
import { claimantOn, isOfStay, stayIdentityKey } from '../src/stay/keys.ts';

import { askAtOnce } from './asking-at-once.ts';
import type { Attempt } from './attempt.ts';
import { isStaying } from './presence.ts';
import { isSomebodys } from './revoking.ts';
import { usersOfIdentity } from './users-of-identity.ts';

/** The guests of a stay are numbered; a Salto KS mobile guide can name only this one's user. */
export const FIRST_GUEST = 1;

/** Asks for the own identity of a guest, by its key: once, and only if the answer is wanted. */
export type OwnIdentity = (guestNumber: number) => Promise<UserIdentity | undefined>;

/** Those of a stay, for one proof. */
export function ownIdentities(
  seam: Seam,
  { call }: Attempt,
  { reservationId }: ProveAbsence,
): OwnIdentity {
  const asked = new Map<number, Promise<UserIdentity | undefined>>();
  return (guestNumber) => {
    const key = stayIdentityKey(reservationId, guestNumber);
    const answer = asked.get(guestNumber) ?? seam.getIdentity({ key }, call);
    asked.set(guestNumber, answer);
    return answer;
  };
}

/** The own identity of each guest, unless somebody else's access hangs on it, or one that the guest keeps. */
export async function ownIdentitiesLeft(
  seam: Seam,
  attempt: Attempt,
  own: OwnIdentity,
  input: ProveAbsence,
): Promise<readonly Remain[]> {
  const numbers = Array.from({ length: input.guests ?? 1 }, (_, at) => FIRST_GUEST + at);
  const left = numbers.map((number) => ownIdentity(seam, attempt, own, number, input));
  return (await askAtOnce(left)).flat();
}

async function ownIdentity(
  seam: Seam,
  attempt: Attempt,
  own: OwnIdentity,
  guestNumber: number,
  { reservationId, userIds, namedByGuideIn, exceptUserIds }: ProveAbsence,
): Promise<readonly Remain[]> {
  const identity = await own(guestNumber);
  if (identity === undefined) return [];
  const stay = { reservationId, ids: userIds, namedByGuideIn };
  const users = await usersOfIdentity(seam, attempt.call, identity);
  if (users.some(({ id }) => exceptUserIds.includes(id))) return [];
  const others = users.filter(
    (user) => isStaying(user) && !isOfStay(user, claimantOn(identity, user.systemId, stay)),
  );
  const isForeign = await isSomebodys(seam, attempt.call, others);
  if (isForeign) return [];
  const number = guestNumber === FIRST_GUEST ? {} : { guestNumber };
  return [{ kind: 'user-identity', id: identity.id, ...number }];
}
