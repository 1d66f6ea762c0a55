import { unseenAccess } from './access.ts';
import { guestDigest, isSameAddress, isSameGuest, type Guest } from './guest.ts';
import type { LedgerEntry } from './ledger.ts';
import type { Plan } from './plan.ts';
import { findRecipe } from './recipes/index.ts';
import type { Fields } from './requests.ts';
import type { Planned, StayState } from './state.ts';
import type { StepOf } from './step.ts';
import { isUnconfirmed } from './unconfirmed.ts';

/** How long a guest who was replaced keeps an access that opens, at most. */
const REPLACE_WITHIN_MS = 600_000;

/**
 * Which guest of the stay a plan is for: another person, or another address to which the key goes, is
 * another number, if anything may be at Seam for the one before. `now` is epoch milliseconds.
 */
export function guestOfPlan(
  state: StayState,
  { guest }: Fields,
  plan: Plan,
  now: number,
): Omit<Planned, 'plan'> {
  const { planned, requests, ledger } = state;
  const before = requests.accepted?.guest.value;
  if (planned === undefined || before === undefined)
    return guestAfterRecall(state, guest.value, plan, now);
  const number = planned.guest;
  const isSame = isSameGuest(before, guest.value);
  // The recipe of the plan before counts as well: its access may be planned again before it is gone.
  const isSameWay = [planned.plan, plan].every((one) => isReached(one, before, guest.value));
  const isAnythingThere = ledger.some((e) => isOf(e, number, now));
  // Somebody else has another number also when nothing of the guest before is left: if they get the same PIN, the guest
  // before knows it.
  const wasOf = ledger.some((e) => e.scope.of === 'access' && e.scope.guest === number);
  if (!isSame && wasOf && state.life.phase !== 'living') return { guest: number + 1 };
  if (!isSame && wasOf && !isAnythingThere)
    return { ...withSameNumber(state, planned, isSame, now), guest: number + 1 };
  if ((isSame && isSameWay) || !isAnythingThere) return withSameNumber(state, planned, isSame, now);
  const asked = requests.open.find((r) => r.number === guest.since);
  const earlier = earlierDeadline(state, planned, now);
  return {
    guest: number + 1,
    ...(earlier && { earlier }),
    replaceBy: (asked?.receivedAt ?? now) + REPLACE_WITHIN_MS,
    ...(isSame ? { isSamePerson: true, note: OTHER_ADDRESS } : { note: OTHER_GUEST }),
  };
}

/**
 * If the second guest of a stay is replaced by the third before anything was made for the second, the third has the
 * same number, and the first one's access goes as before. The first and the second may be one person at two addresses
 * (`isSamePerson`); the third is not.
 */
function withSameNumber(
  state: StayState,
  planned: Planned,
  isSame: boolean,
  now: number,
): Omit<Planned, 'plan'> {
  if (!isReplacing(state, planned, now)) return { guest: planned.guest };
  const { plan: _plan, isSamePerson, ...others } = planned;
  if (!isSame) return { ...others, note: OTHER_GUEST };
  return { ...others, ...(isSamePerson && { isSamePerson }) };
}

/** Who was replaced before this guest came keeps the moment by which their access goes. */
function earlierDeadline(state: StayState, planned: Planned, now: number): Planned['earlier'] {
  const { guest: below, replaceBy, earlier } = planned;
  if (replaceBy === undefined || !isReplacing(state, planned, now)) return undefined;
  return { below, by: Math.min(replaceBy, earlier?.by ?? Infinity) };
}

/**
 * The first guest of a run. What an earlier run left is adopted only if it is not known to be another
 * guest's: this one would be given the key of the one before. A credential that names its doors does not
 * tell which, so that it is never adopted.
 */
function guestAfterRecall(
  { recalled, reservationId }: StayState,
  guest: Guest,
  { entranceIds }: Plan,
  now: number,
): Omit<Planned, 'plan'> {
  const last = recalled?.guest;
  if (last === undefined) return { guest: 1 };
  const { number, digest } = last;
  const isSame = digest === undefined || digest === guestDigest(reservationId, guest);
  if (!isSame) return { guest: number + 1, replaceBy: now + REPLACE_WITHIN_MS, note: OTHER_GUEST };
  return { guest: entranceIds.length === 0 ? number : number + 1 };
}

/**
 * The stay's own identity of this number has somebody else's address: the guest gets the next number, and with it
 * an identity of their own. The one before goes like a guest's before, unless somebody else's access hangs on it; a
 * guest who is in the house keeps what opens until there is something new, within the same time.
 */
export function recordIdentityTaken(
  state: StayState,
  { about }: StepOf<'identifyGuest'>,
  now: number,
): StayState {
  const { planned } = state;
  const { scope } = about.entry;
  // Whoever is planned by now has another number already.
  if (planned === undefined || scope.of !== 'guest' || scope.guest !== planned.guest) return state;
  const replacing =
    planned.replaceBy === undefined
      ? { replaceBy: now + REPLACE_WITHIN_MS, isSamePerson: true as const }
      : {};
  return {
    ...state,
    planned: { ...planned, ...replacing, guest: planned.guest + 1 },
    access: unseenAccess(state.access.issue),
  };
}

const OTHER_GUEST =
  'Another guest than before: this one has a PIN or key of their own, and the one before opens no more.';
const OTHER_ADDRESS =
  'The guest’s address is another than before: the key goes to the new one, and the one before opens no more.';

/** Whether a key goes to the same address by the guest's record of before and by the new one. */
function isReached({ recipe, recipeVersion }: Plan, before: Guest, guest: Guest): boolean {
  const steps = findRecipe(recipe, recipeVersion)?.steps ?? [];
  const byEmail = steps.some((step) => step.do === 'identifyGuest' && step.by === 'email');
  const byPhone = steps.some((step) => step.do === 'addAccessUser' && step.phone);
  return (
    (!byEmail || isSameAddress(before.email, guest.email)) &&
    (!byPhone || isSameAddress(before.phone, guest.phone))
  );
}

/** Whether a guest before may still have an access: one that this run gave them, or an earlier run. */
function isReplacing({ ledger }: StayState, { guest, replaceBy }: Planned, now: number): boolean {
  return ledger.some((e) =>
    e.scope.of === 'sighting'
      ? replaceBy !== undefined && isThere(e, now)
      : e.scope.guest < guest && isThere(e, now),
  );
}

/** Whether something may be there that was made for a guest: what an earlier run left may be theirs. */
function isOf(entry: LedgerEntry, guest: number, now: number): boolean {
  const { scope } = entry;
  return (scope.of === 'sighting' || scope.guest === guest) && isThere(entry, now);
}

function isThere(entry: LedgerEntry, now: number): boolean {
  return entry.state !== 'removed' || isUnconfirmed(entry, now);
}
