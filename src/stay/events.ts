import type { Announcement, Outbox, StayEventType, AnnouncedState } from './announcement.ts';
import { gravest } from './problem-sources.ts';
import type { StayState } from './state.ts';
import { endShown, listingIdOf, phaseOf, windowShown } from './status-of.ts';

/** More than so many do not wait: older ones that a later one of their kind makes stale are dropped. */
const MOST_WAITING = 100;

/** An outbox with everything in it that has happened by now. `now` is epoch milliseconds. */
export function noted(state: StayState, outbox: Outbox, now: number): Outbox {
  const { types, told } = eventsOf(state, outbox.told, now);
  if (types.length === 0) return told === outbox.told ? outbox : { ...outbox, told };
  const at = new Date(now).toISOString();
  const data = dataOf(state, now);
  const events = types.map((type, index): Announcement => ({
    number: outbox.last + 1 + index,
    type,
    at,
    data,
  }));
  const waiting = withoutStale([...outbox.waiting, ...events]);
  return { ...outbox, told, last: outbox.last + types.length, waiting };
}

/** What is so by now and was not told, in the order in which it is told. */
function eventsOf(
  state: StayState,
  before: AnnouncedState,
  now: number,
): { readonly types: readonly StayEventType[]; readonly told: AnnouncedState } {
  const { life } = state;
  if (life.phase === 'superseded' || life.phase === 'refused') return { types: [], told: before };
  // A life after an end begins anew; the hold is the stay's.
  const isNewLife = life.phase === 'living' && before.isRevoked === true;
  const { isHeld } = before;
  const was: AnnouncedState = isNewLife ? { ...(isHeld && { isHeld }) } : before;
  const is = toldOf(state, was, now);
  const types: StayEventType[] = [];
  const tell = (type: StayEventType, isSo: boolean): void => void (isSo && types.push(type));
  tell('stay.planned', was.plan === undefined && is.plan !== undefined);
  tell('stay.changed', was.plan !== undefined && was.plan !== is.plan);
  tell('stay.released', was.isHeld === true && is.isHeld === undefined);
  tell('stay.held', was.isHeld === undefined && is.isHeld === true);
  tell('stay.granted', was.credential === undefined && is.credential !== undefined);
  tell('stay.credential_changed', isAnother(was.credential, is.credential));
  tell('stay.opened', was.isOpen === undefined && is.isOpen === true);
  tell('stay.problem', is.problem !== undefined && was.problem !== is.problem);
  tell('stay.problem_cleared', was.problem !== undefined && is.problem === undefined);
  tell('stay.revoked', was.isRevoked === undefined && is.isRevoked === true);
  tell('stay.proven', was.isProven === undefined && is.isProven === true);
  return { types, told: isSame(is, before) ? before : is };
}

/** A hold is told once nobody gets in, and stays told while the stay moves or its access is suspended anew. */
function isToldHeld(state: StayState, { isHeld }: AnnouncedState, now: number): boolean {
  if (state.hold === undefined) return false;
  const isAsBefore = state.life.phase === 'living' && phaseOf(state, now) !== 'held';
  return isHeld === true || !isAsBefore;
}

function toldOf(state: StayState, was: AnnouncedState, now: number): AnnouncedState {
  const { life, planned, access, ledger, problems } = state;
  const problem = gravest(problems)?.type;
  const isEnding = life.phase === 'ending' || life.phase === 'ended';
  const proofs = {
    ...(isEnding && life.firstProofAt !== undefined ? { isRevoked: true as const } : {}),
    ...(life.phase === 'ended' && life.provenAt !== undefined ? { isProven: true as const } : {}),
  };
  const held = isToldHeld(state, was, now) ? { isHeld: true as const } : {};
  const common = { ...held, ...proofs, ...(problem === undefined ? {} : { problem }) };
  const { plan, credential, isOpen } = was;
  // What was granted is told once; the end tells that it is gone.
  if (life.phase !== 'living' || planned === undefined)
    return { ...(plan && { plan }), ...(credential && { credential }), ...common };
  const { listingId, opensAt, closesAt, accessGroupIds, entranceIds } = planned.plan;
  const id = access.confirmedFor === undefined ? undefined : access.credentialId;
  const tag = ledger.find((entry) => entry.id === id)?.tag;
  const seen = id === undefined ? credential : { id, ...(tag === undefined ? {} : { tag }) };
  // A stay that is held after its check-in stays announced as open; one that is held before it is not announced so.
  const phase = phaseOf(state, now);
  const opened = phase === 'open' || (phase === 'held' && isOpen === true);
  return {
    plan: [listingId, opensAt, closesAt, ...accessGroupIds, ...entranceIds].join(' '),
    ...(seen && { credential: seen }),
    ...(opened ? { isOpen: true as const } : {}),
    ...common,
  };
}

/** Another credential, or another code on the same one. A digest under another key tells nothing. */
function isAnother(was: AnnouncedState['credential'], is: AnnouncedState['credential']): boolean {
  if (was === undefined || is === undefined) return false;
  if (was.id !== is.id) return true;
  const [wasKey, isKey] = [was.tag?.split(':')[0], is.tag?.split(':')[0]];
  return wasKey !== undefined && wasKey === isKey && was.tag !== is.tag;
}

function isSame(a: AnnouncedState, b: AnnouncedState): boolean {
  return (
    a.plan === b.plan &&
    a.credential?.id === b.credential?.id &&
    a.credential?.tag === b.credential?.tag &&
    a.isOpen === b.isOpen &&
    a.isHeld === b.isHeld &&
    a.problem === b.problem &&
    a.isRevoked === b.isRevoked &&
    a.isProven === b.isProven
  );
}

function dataOf(state: StayState, now: number): Announcement['data'] {
  const { planned, orphan } = state;
  const { opensAt, closesAt } = windowShown(planned?.plan ?? orphan?.last);
  const problem = gravest(state.problems)?.type;
  const { endedBy } = endShown(state);
  return {
    listingId: listingIdOf(state),
    phase: phaseOf(state, now),
    ...(opensAt === undefined ? {} : { opensAt }),
    ...(closesAt === undefined ? {} : { closesAt }),
    ...(problem === undefined ? {} : { problem: { type: problem } }),
    ...(endedBy === undefined ? {} : { endedBy }),
  };
}

/**
 * Kinds of events of which a later one makes the older ones stale: a problem that was cleared, a hold that was
 * released.
 */
const MERGED: readonly (readonly StayEventType[])[] = [
  ['stay.problem', 'stay.problem_cleared'],
  ['stay.changed'],
  ['stay.credential_changed'],
  ['stay.held', 'stay.released'],
  ['stay.planned'],
  ['stay.granted'],
  ['stay.opened'],
  ['stay.revoked'],
  ['stay.proven'],
];

function withoutStale(waiting: readonly Announcement[]): readonly Announcement[] {
  if (waiting.length <= MOST_WAITING) return waiting;
  const isStale = (one: Announcement, at: number): boolean => {
    const kind = MERGED.find((types) => types.includes(one.type)) ?? [];
    return waiting.slice(at + 1).some(({ type }) => kind.includes(type));
  };
  const stale = waiting.findIndex(isStale);
  return withoutStale(waiting.filter((_, at) => at !== stale));
}
