import { systemOf } from '../../../src/stay/scope.ts';
import type { SeamObject } from '../seam/objects.ts';
import type { World } from '../world/world.ts';

/** Why a stay that rests may not have what it wants: something failed and has its pause. */
export function isPaused({ state, now }: World): boolean {
  return Object.values(state.tries).some(({ notBefore }) => notBefore > now);
}

/** The same: something failed, and is to be taken again. */
export function hasFailed({ state }: World): boolean {
  return Object.values(state.tries).some(({ count }) => count > 0);
}

/** The same: something was refused for good. */
export function isBlocked({ state }: World): boolean {
  return Object.values(state.tries).some(({ isRefused }) => isRefused);
}

/** The same: Seam shows a trouble on the access. */
export function isTroubled({ state }: World): boolean {
  return state.access.lastLook?.trouble !== undefined;
}

/**
 * Whether a user may be in a group because a join has no answer yet: a look tells when that is over. What was carried out
 * before anybody could look is seen at once: who was moved and moved back leaves the room before that is answered.
 */
export function isJoinUnconfirmed(
  { state, now }: World,
  user: SeamObject,
  groupId: string,
): boolean {
  if (user.isUntold === 'lost') return false;
  return state.ledger.some(
    ({ kind, id, scope, unconfirmedUntil = '' }) =>
      kind === 'membership' &&
      id === groupId &&
      systemOf(scope) === user.systemId &&
      Date.parse(unconfirmedUntil) > now,
  );
}

/**
 * Whether nobody could have told the stay of an object, or of what it is like by now, and the ledger
 * says that something of the kind may be: a create is unconfirmed until later than now.
 */
export function isExcused({ state, now }: World, object: SeamObject): boolean {
  const { isUntold } = object;
  // What is known and was asked to change without an answer is asked for again at once.
  const isKnown = state.ledger.some(({ id, state: is }) => id === object.id && is !== 'removed');
  return (
    (isKnown ? isUntold === 'late' : isUntold !== undefined) &&
    state.ledger.some((entry) => {
      const { scope, unconfirmedUntil = '' } = entry;
      const isHere =
        scope.of === 'guest'
          ? object.kind === 'identity' && scope.guest === object.guest
          : systemOf(scope) === object.systemId;
      return isHere && Date.parse(unconfirmedUntil) > now;
    })
  );
}
