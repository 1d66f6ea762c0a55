import type { Seen } from '../src/contract/steps.ts';
import {
  findEntry,
  findLive,
  groupsAt,
  note,
  remaining,
  settle,
  type EntryKey,
  type LedgerEntry,
} from '../src/stay/ledger.ts';
import { placeOf, windowAt, type Plan } from '../src/stay/plan.ts';
import { isUngranted } from '../src/stay/trouble.ts';

import { inDoubt, lose } from './creating.ts';
import { isoNow } from './now.ts';
import { PRIORITY } from './policies.ts';
import { inRounds } from './rounds.ts';
import type { Stay } from './stay.ts';

const CHANGED_BY_OTHERS = { opensAt: 'changed', closesAt: 'changed' };

/** Looks whether Seam shows the access as live, and takes what it shows into the ledger. */
export async function confirm(stay: Stay, plan: Plan): Promise<void> {
  const place = placeOf(plan);
  const user = findLive(stay.ledger, 'access-user', place);
  const credential = findLive(stay.ledger, 'credential', place);
  if (user?.id === undefined || credential?.id === undefined) return;
  const [userId, credentialId] = [user.id, credential.id];
  const known = stay.trouble;
  stay.isLookAsked = false;
  const begunAt = Date.now();
  const { alarm } = stay;
  const seen = await inRounds(stay, {
    name: 'confirmAccess',
    effect: 'holding',
    summary: known === undefined ? 'Confirm the access' : 'Look again at the access',
    priority: PRIORITY.checks,
    input: () => ({
      userId,
      credentialId,
      groupIds: plan.accessGroupIds,
      opensAt: plan.opensAt,
      ...(user.hungOn === undefined ? {} : { identityId: user.hungOn }),
      ...(user.window === undefined ? {} : { userWindow: user.window }),
      ...(credential.window === undefined ? {} : { credentialWindow: credential.window }),
      ...(known === undefined ? {} : { known }),
    }),
  });
  takeIn(stay, seen, [user, credential], place);
  if (begunAt >= Date.parse(plan.opensAt)) stay.lookedAtOpening = plan.opensAt;
  const lacksGroups = plan.accessGroupIds.some((id) => !seen.groupIds.includes(id));
  if (seen.gone.length > 0 || seen.windowDiffers || lacksGroups) {
    // What is mended now is looked at once more, and what was refused may be taken this time.
    stay.confirmed = undefined;
    return stay.unblock();
  }
  checkTag(stay, credential, seen.tag);
  stay.trouble = seen.trouble;
  if (seen.trouble === undefined) stay.problems.clear('access');
  else stay.problems.show('access', seen.trouble);
  if (isUngranted(seen.trouble)) return;
  // Whoever asked for a look while this one was under way is owed another.
  if (stay.alarm === alarm) stay.confirmed = stay.fingerprint;
  stay.held = true;
  stay.inHand = credentialId;
  if (begunAt >= Date.parse(plan.opensAt)) stay.problems.clear('system');
}

/** Moves the window in place: the credential stays, and so does the PIN. */
export async function moveWindow(stay: Stay, plan: Plan, place: string): Promise<void> {
  const held = remaining(stay.ledger).filter((e) => e.place === place && e.window !== undefined);
  const [first] = held;
  if (first?.window === undefined) return;
  const window = windowAt(plan, place, first.window);
  const user = held.find((e) => e.kind === 'access-user');
  const credential = held.find((e) => e.kind === 'credential');
  const keys = held.map(({ kind }) => ({ kind, place }));
  const { quietPeriodMs } = plan;
  stay.confirmed = undefined;
  const doubt = await inDoubt(stay, plan, keys, () =>
    inRounds(stay, {
      name: 'moveWindow',
      effect: 'holding',
      summary: 'Move the window',
      priority: PRIORITY.movesAWindow,
      input: (again) => ({
        window,
        ...(user?.id === undefined ? {} : { userId: user.id }),
        ...(credential?.id === undefined ? {} : { credentialId: credential.id }),
        again,
        quietPeriodMs,
      }),
    }),
  );
  for (const key of keys) stay.ledger = note(stay.ledger, key, { window, ...doubt });
}

/** Leaves the doors that the plan does not have any more, once the new ones are confirmed. */
export async function leaveGroups(
  stay: Stay,
  plan: Plan,
  groupIds: readonly string[],
): Promise<void> {
  const userId = findLive(stay.ledger, 'access-user', placeOf(plan))?.id;
  if (userId === undefined) return;
  const place = placeOf(plan);
  const keys = groupIds.map((id) => ({ kind: 'membership', place, id }) as const);
  const { quietPeriodMs } = plan;
  const doubt = await inDoubt(stay, plan, keys, () =>
    inRounds(stay, {
      name: 'leaveAccessGroups',
      effect: 'holding',
      summary: `Leave ${groupIds.length} access groups`,
      priority: PRIORITY.shutsADoor,
      input: (again) => ({ userId, groupIds, again, quietPeriodMs }),
    }),
  );
  for (const key of keys) {
    // Out of a group that is joined again a late request would take the guest once more.
    stay.ledger = note(stay.ledger, key, doubt);
    const left = findEntry(stay.ledger, key);
    if (left !== undefined) stay.ledger = settle(stay.ledger, left, isoNow());
  }
}

function takeIn(stay: Stay, seen: Seen, held: readonly LedgerEntry[], place: string): void {
  lose(stay, seen.gone);
  if (seen.gone.length > 0) {
    if (seen.gone.some((id) => held.every((e) => e.id !== id))) {
      lookAgainAt(stay, { kind: 'access-user', place });
    }
    return;
  }
  if (seen.windowDiffers) {
    for (const { kind, id, window } of held) {
      if (window === undefined || id === undefined) continue;
      stay.ledger = note(stay.ledger, { kind, place, id }, { window: CHANGED_BY_OTHERS });
    }
  }
  const userId = held.find((e) => e.kind === 'access-user')?.id;
  for (const entry of stay.ledger) {
    const isLeft = entry.kind === 'membership' && entry.userId === userId && entry.state === 'live';
    if (isLeft && !seen.groupIds.includes(entry.id ?? ''))
      stay.ledger = settle(stay.ledger, entry, isoNow());
  }
  if (userId === undefined) return;
  const known = groupsAt(stay.ledger, place);
  for (const id of seen.groupIds.filter((group) => !known.includes(group))) {
    stay.ledger = note(stay.ledger, { kind: 'membership', place, id }, { state: 'live', userId });
  }
}

/** A user whose identity is gone has to be hung on another one: its step looks after that. */
function lookAgainAt(stay: Stay, key: EntryKey): void {
  if (findEntry(stay.ledger, key) === undefined) return;
  stay.ledger = note(stay.ledger, key, { unconfirmedUntil: isoNow() });
}

/** The PIN that the guest was given must stay the one; its digest tells without telling it. */
function checkTag(stay: Stay, credential: LedgerEntry, tag: string | undefined): void {
  if (tag === undefined || credential.id === undefined) return;
  const { tag: before, kind, place, id } = credential;
  const [key] = tag.split(':');
  if (before !== undefined && before !== tag && before.startsWith(`${key}:`)) {
    stay.problems.show('pin', 'PinChanged');
  }
  stay.ledger = note(stay.ledger, { kind, place, id }, { tag });
}
