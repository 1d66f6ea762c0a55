import type { LedgerKind } from '../../src/stay/ledger.ts';
import type { Remain } from '../../src/stay/remains.ts';
import { systemOf } from '../../src/stay/scope.ts';
import type { StayState } from '../../src/stay/state.ts';

import {
  change,
  done,
  DURING,
  failed,
  granted,
  HOUR_MS,
  MINUTE_MS,
  planOf,
  told,
  type Answers,
} from './stay-values.ts';
import { liveUntil } from './time-passes.ts';

/** A check-out a day after the booked one. */
export const LATER = '2027-03-05T10:00:00.000Z';

/** The user and the PIN of the first guest at the site. */
export const USER: Remain = { kind: 'access-user', id: 'access-user-1', systemId: 'site' };
export const PIN: Remain = {
  ...{ kind: 'credential', id: 'credential-1', systemId: 'site', userId: USER.id },
};

/** Those of the same guest in the garden, after a move there. */
export const USER_IN_GARDEN: Remain = {
  ...{ kind: 'access-user', id: 'access-user-2', systemId: 'garden' },
};
export const PIN_IN_GARDEN: Remain = {
  ...{ kind: 'credential', id: 'credential-2', systemId: 'garden', userId: USER_IN_GARDEN.id },
};

/** An hour after check-in something begins; 20 minutes later something else is asked for, and that goes on for hours. */
export const SOON = DURING + 20 * MINUTE_MS;
export const EVENING = DURING + 8 * HOUR_MS;
export const AT_FIRST = { from: DURING, to: SOON };
export const THEN = { from: SOON, to: EVENING };
/** When a lock lets go that does so at all. */
export const LETS_GO = DURING + 40 * MINUTE_MS;

/**
 * A lock that lets go of these objects only from a moment on, if ever. Proofs find them as long as they are there, a PIN
 * also where its user is gone, but not users who are excepted, nor what is theirs.
 */
export function held(objects: readonly Remain[], until = Infinity): Answers {
  const gone = new Set<string>();
  const remove = (step: { readonly input: unknown }, now: number) => {
    const isHeld = now < until && objects.some(({ id }) => id === step.input);
    if (!isHeld) gone.add(String(step.input));
    return isHeld ? failed('RemovalNotDone') : undefined;
  };
  return {
    removeCredential: remove,
    removeAccessUser: remove,
    proveAbsence: (step) => {
      if (step.do !== 'proveAbsence') return undefined;
      const { systemIds, exceptUserIds } = step.input;
      const isThere = ({ id, userId = '', systemId = '' }: Remain): boolean =>
        !gone.has(id) &&
        systemIds.includes(systemId) &&
        !exceptUserIds.some((one) => one === id || one === userId);
      return done({ found: objects.filter(isThere) });
    },
  };
}

/** A listing at Latch: each credential has a window of its own. */
export const AT_LATCH: Answers = {
  planStay: (step) =>
    step.do === 'planStay'
      ? done({
          plan: {
            ...planOf(step.input),
            ...{ recipe: 'latch-mobile', acsSystemId: 'latch' },
            ...{ accessGroupIds: [], entranceIds: ['door'] },
          },
        })
      : undefined,
};

/** A guest who is in the garden since 20 minutes, while the lock of the site holds the key of the room that they left. */
export function inTheGarden(lock: Answers): StayState {
  const moved = told(granted(), DURING, change({ listingId: 'garden-1' }));
  return liveUntil(moved, AT_FIRST, lock).state;
}

/** The first minute in which a step with this beginning of its key was done; undefined if never. */
export function minuteOf(
  steps: readonly (readonly [key: string, minute: number])[],
  key: string,
): number | undefined {
  return steps.find(([name]) => name.startsWith(key))?.[1];
}

/** The ids of what is live of a kind. */
export function liveIds({ ledger }: StayState, kind: LedgerKind): readonly (string | undefined)[] {
  return ledger.filter((e) => e.kind === kind && e.state === 'live').map(({ id }) => id);
}

/** The systems in which something of the stay is live: a user, a PIN or a key. */
export function livesIn({ ledger }: StayState): readonly (string | undefined)[] {
  const live = ledger.filter((e) => e.scope.of !== 'guest' && e.state === 'live');
  return [...new Set(live.map(({ scope }) => systemOf(scope)))];
}
