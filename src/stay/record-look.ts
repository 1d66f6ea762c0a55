import { withoutLook } from './access.ts';
import type { Seen } from './activities-looking.ts';
import { withoutAnyRefusal } from './failing.ts';
import { groupsIn } from './ledger-ids.ts';
import { noteOfId } from './ledger-noting.ts';
import type { Ledger } from './ledger.ts';
import { clear, show, showSeen } from './problem-sources.ts';
import { recordSystem } from './record-granting.ts';
import { recordSeen } from './record-seen.ts';
import { withEarlierReplaced, withOthersReplaced } from './replacing.ts';
import { hasCodeOfBefore, recordNewCode } from './same-codes.ts';
import { isSameScope } from './scope.ts';
import type { StayState } from './state.ts';
import { ATTEMPT_MS, type StepOf } from './step.ts';
import { isUngranted } from './trouble.ts';

type Looking = StepOf<'confirmAccess'>;

/** Records what Seam shows of the access. What is mended after it is looked at once more. */
export function recordLook(
  before: StayState,
  step: Looking,
  seen: Seen & { readonly systemTrouble?: string },
  now: number,
): StayState {
  const { about, input } = step;
  const looksAtSystem = 'lookAtSystem' in input;
  const asked = markChecksLooked(looksAtSystem ? recordSystem(before, seen, now) : before, step);
  const isOpen = about.begunAt >= Date.parse(about.opensAt);
  const looked = isOpen
    ? { ...asked, access: { ...asked.access, seenOpening: about.opensAt } }
    : asked;
  const state = recordSeen(looked, step, seen, now);
  const joined = groupsIn(before.ledger, about.scope);
  // While the stay is held, a group that is lacking waits for the release; and one that could not be joined is no news.
  const lacksGroups =
    state.hold === undefined &&
    input.groupIds.some((id) => joined.includes(id) && !seen.groupIds.includes(id));
  // Another window is no news either, while Seam refuses to move it.
  const isMoved = seen.windowDiffers && (about.confirms || state.hold !== undefined);
  if (seen.gone.length > 0 || isMoved || lacksGroups)
    return withoutAnyRefusal({ ...state, access: withoutLook(state.access) });
  return recordAccess(state, step, seen, now);
}

/** The access is as it was granted, but for the trouble that Seam may show on it. */
function recordAccess(state: StayState, step: Looking, seen: Seen, now: number): StayState {
  const { about } = step;
  const { trouble } = seen;
  if (trouble === 'HoldNotHeld') return withSuspension(state, about.userId, undefined);
  if (trouble === 'AccessSuspended' && isOwnSuspension(state, about))
    return withSuspension(state, about.userId, new Date(now).toISOString());
  const failed = trouble === 'AccessSystemRefused' ? noteFailedRemoval(state, about) : state;
  const known = recordTag(failed, about.credentialId, seen.tag, now);
  const tagged = { ...known, ledger: withoutLateSuspension(known, about) };
  const problems = showSeen(tagged.problems, 'access', trouble, now);
  const lastLook = { at: now, fingerprint: about.fingerprint, ...(trouble && { trouble }) };
  const access = { ...tagged.access, lastLook };
  const { confirmedFor: _before, ...unconfirmed } = access;
  const looked = { ...tagged, problems, access: unconfirmed };
  if (isUngranted(trouble) || state.hold !== undefined) return looked;
  // If the new PIN cannot be issued, this was a look at the old one, with which the guest gets in; it does not count if
  // the old one has the code of the PIN before it.
  if (about.issue !== looked.access.issue)
    return hasCodeOfBefore(looked, about) ? looked : recordWell(looked, step);
  const coded = recordNewCode(looked, step, now);
  return coded.access.issue === looked.access.issue ? recordWell(coded, step) : coded;
}

/**
 * A guest moves away and back again, and the room's user, or its PIN, could not be removed meanwhile: its error stays on
 * it, so that the access would never be seen well.
 */
function noteFailedRemoval(
  state: StayState,
  { fingerprint, userId, credentialId }: Looking['about'],
): StayState {
  if (state.access.confirmedFor === fingerprint) return state;
  const isTried = (id: string): boolean =>
    state.ledger.some((e) => e.id === id && e.removalAskedAt !== undefined);
  const id = [userId, credentialId].find(isTried);
  return id === undefined
    ? state
    : { ...state, ledger: noteOfId(state.ledger, id, { removalFailed: true }) };
}

/** The credential is well: what it is to replace may go, whatever else is not as planned yet. */
function recordWell(state: StayState, { about, input }: Looking): StayState {
  const { scope } = about;
  const { issuesOneAtATime: _done, sameCodes: _codes, ...others } = state.access;
  // A look at the old PIN tells nothing of how the new one is to be issued.
  const isNewest = about.issue === state.access.issue;
  const access = { ...(isNewest ? others : state.access), credentialId: about.credentialId };
  const isOpen = about.begunAt >= Date.parse(about.opensAt);
  // A site that is full is no concern of a guest who has a seat.
  const isSeated = isOpen && isAboutSeats(state.problems);
  const problems = isSeated ? clear(state.problems, 'system') : state.problems;
  const renewed = withEarlierReplaced(state.ledger, scope, about.issue);
  if (!about.confirms) return { ...state, problems, access, ledger: renewed };
  const confirmed = { confirmedFor: about.fingerprint, wasEverConfirmed: true };
  const kept = withoutRemovals(renewed, about);
  const ledger = withOthersReplaced(kept, scope, input.groupIds);
  return { ...state, problems, access: { ...access, ...confirmed }, ledger };
}

/**
 * If an object was to be removed, is wanted again, and was seen well when no late removal could come any more, an error
 * that it shows later is not of that removal.
 */
function withoutRemovals(ledger: Ledger, { scope, begunAt }: Looking['about']): Ledger {
  return ledger.map((e) => {
    const { removalAskedAt, removalAcceptedAt: _accepted, mayGoUntil, ...entry } = e;
    const isWanted = e.state === 'live' && !e.isReplaced && isSameScope(e.scope, scope);
    const mayGo = begunAt < Date.parse(mayGoUntil ?? '');
    return removalAskedAt !== undefined && isWanted && !mayGo ? entry : e;
  });
}

function isAboutSeats({ system }: StayState['problems']): boolean {
  return system?.type === 'NoSeatLeft' || system?.type === 'SiteNearlyFull';
}

/**
 * Whether a late request of ours may have suspended the user since it was resumed, and no look has begun after such a
 * request could come: then the user is resumed once more, and no problem is shown.
 */
function isOwnSuspension(
  { ledger, quietPeriodMs }: StayState,
  { userId, begunAt }: Looking['about'],
): boolean {
  // Twice as long as one can come late: the look that is due then may begin a little later.
  const late = 2 * (ATTEMPT_MS + quietPeriodMs);
  return ledger.some((e) => e.id === userId && begunAt < Date.parse(e.resumedAt ?? '') + late);
}

/** A look that began when no request of ours could suspend the user any more has seen how it is. */
function withoutLateSuspension(
  { ledger, quietPeriodMs }: StayState,
  { userId, begunAt }: Looking['about'],
): Ledger {
  return ledger.map((e) => {
    const { resumedAt, ...entry } = e;
    const isOver = begunAt >= Date.parse(resumedAt ?? '') + ATTEMPT_MS + quietPeriodMs;
    return e.id === userId && isOver ? entry : e;
  });
}

/** The access is suspended, or not, other than we knew: what is wanted is asked for again. */
function withSuspension(
  state: StayState,
  userId: string,
  suspendedAt: string | undefined,
): StayState {
  const ledger = state.ledger.map((e) => {
    const { suspendedAt: _suspended, ...entry } = e;
    return e.id === userId ? { ...entry, ...(suspendedAt && { suspendedAt }) } : e;
  });
  return { ...state, ledger, access: withoutLook(state.access) };
}

/** A look answers the checks that were asked for before it began. */
function markChecksLooked(state: StayState, { received }: Looking): StayState {
  const { requests } = state;
  const open = requests.open.map((r) =>
    r.kind === 'check' && r.number <= received ? { ...r, stage: 'planned' as const } : r,
  );
  return { ...state, requests: { ...requests, open } };
}

/** The PIN that the guest was given must stay the same; a digest tells whether it has, without the PIN. */
function recordTag(
  state: StayState,
  credentialId: string,
  tag: string | undefined,
  now: number,
): StayState {
  if (tag === undefined) return state;
  const before = state.ledger.find((e) => e.id === credentialId)?.tag;
  const [key] = tag.split(':');
  const isChanged = before !== undefined && before !== tag && before.startsWith(`${key}:`);
  const problems = isChanged
    ? show(state.problems, 'pin', { type: 'PinChanged' }, now)
    : state.problems;
  return { ...state, problems, ledger: noteOfId(state.ledger, credentialId, { tag }) };
}
