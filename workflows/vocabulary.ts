import type { AddAccessUser } from '../src/contract/steps.ts';
import {
  ANYWHERE,
  ask,
  findEntry,
  findLive,
  lateUntil,
  noteMade,
  remaining,
  settle,
} from '../src/stay/ledger.ts';
import { placeOf, windowOf, type Plan } from '../src/stay/plan.ts';
import type {
  AccessUserOptions,
  CredentialId,
  IdentityId,
  Steps,
  Recipe,
  UserId,
} from '../src/stay/recipe.ts';
import { findRecipe } from '../src/stay/recipes/index.ts';

import { create, inDoubt, isDoubtDue } from './creating.ts';
import { isoNow } from './now.ts';
import { PRIORITY } from './policies.ts';
import { inRounds } from './rounds.ts';
import type { Stay } from './stay.ts';

const SOON_MS = 3_600_000;
const IDENTITY = { kind: 'user-identity', place: ANYWHERE } as const;

/** Runs the plan's recipe from the top: what is live already answers at once. */
export async function grant(stay: Stay, plan: Plan): Promise<void> {
  const recipe = findRecipe(plan.recipe, plan.recipeVersion);
  // A plan is made from the recipes of this very code, and their versions are kept.
  if (recipe === undefined)
    throw new TypeError(`recipe ${plan.recipe}@${plan.recipeVersion} is gone`);
  await recipe.grant(vocabulary(stay, plan, recipe));
  stay.granted = stay.fingerprint;
}

/** The recipes' vocabulary, over the ledger of a stay. */
function vocabulary(stay: Stay, plan: Plan, recipe: Recipe): Steps {
  return {
    identifyGuest: (by) => identifyGuest(stay, plan, by),
    enrollPhone: (identity) => enrollPhone(stay, plan, identity),
    addAccessUser: (options) => addAccessUser(stay, plan, recipe, options),
    joinAccessGroups: (user) => joinAccessGroups(stay, plan, user),
    issueCredential: (user, method, options) =>
      issueCredential(stay, plan, user, method, options?.doors === true),
  };
}

async function identifyGuest(
  stay: Stay,
  plan: Plan,
  by: 'email' | 'fullName',
): Promise<IdentityId> {
  const { value: guest, by: word } = stay.wish.guest;
  const { accountId, email } = guest;
  const { id } = await create(stay, plan, {
    key: IDENTITY,
    step: { name: 'identifyGuest', summary: 'Identify the guest', ...granting(plan) },
    facts: { by, guest: word },
    // It is told what it sends or compares, and no more of the guest.
    input: { by, guest: { ...(accountId && { accountId, email }), [by]: guest[by] } },
  });
  return id as IdentityId;
}

async function enrollPhone(stay: Stay, plan: Plan, identityId: IdentityId): Promise<void> {
  const key = { kind: 'enrollment', place: placeOf(plan) } as const;
  const isFirst = findLive(stay.ledger, key.kind, key.place) === undefined;
  const { id } = await create(stay, plan, {
    key,
    step: { name: 'enrollPhone', summary: 'Register the guest’s phones', ...granting(plan) },
    facts: { identityId },
    input: { identityId, systemId: plan.acsSystemId },
  });
  if (id === undefined && isFirst)
    noteOnce(stay, 'Seam registers phones by itself: there was no enrollment to launch.');
}

async function addAccessUser(
  stay: Stay,
  plan: Plan,
  { isUserNamedByGuide }: Recipe,
  { identity, scheduled, phone }: AccessUserOptions,
): Promise<UserId> {
  const { value: guest, by } = stay.wish.guest;
  const held = scheduled ? { window: windowOf(plan) } : {};
  const hung = identity === undefined ? {} : { hungOn: identity };
  const { id, isNameCut } = await create(stay, plan, {
    key: { kind: 'access-user', place: placeOf(plan) },
    step: { name: 'addAccessUser', summary: 'Add the access user', ...granting(plan) },
    facts: { ...held, ...hung, ...(isUserNamedByGuide ? {} : { guest: by }) },
    input: {
      systemId: plan.acsSystemId,
      ...held,
      ...nameOf(stay, isUserNamedByGuide ? undefined : guest.fullName),
      ...(phone && guest.phone !== undefined ? { phone: guest.phone } : {}),
      ...(identity === undefined ? {} : { identityId: identity }),
    },
    // Its owner may have looked just before the user hung on it, and be about to remove both.
    isShaky: identity !== undefined && findEntry(stay.ledger, IDENTITY)?.shared === true,
  });
  if (isNameCut) noteOnce(stay, 'The access system did not take the guest’s whole name.');
  return id as UserId;
}

/**
 * How the user is named. A Salto KS mobile guide names it by the reservation id; on an identity that
 * is not the stay's own, where others may hang a user of that name, it carries the stay's mark instead.
 */
function nameOf(
  stay: Stay,
  guestName: string | undefined,
): Pick<AddAccessUser, 'guestName' | 'isNamedByGuide'> {
  if (guestName !== undefined) return { guestName };
  const identity = findEntry(stay.ledger, IDENTITY);
  const isOwn = identity !== undefined && !identity.kept && !identity.shared;
  return isOwn ? { isNamedByGuide: true } : {};
}

function noteOnce(stay: Stay, text: string): void {
  if (!stay.notes.includes(text)) stay.notes.push(text);
}

async function joinAccessGroups(stay: Stay, plan: Plan, userId: UserId): Promise<void> {
  const place = placeOf(plan);
  const known = remaining(stay.ledger).filter((e) => e.kind === 'membership' && e.place === place);
  const unsure = known.filter((e) => e.state !== 'live' || isDoubtDue(e));
  for (const entry of known.filter(isDoubtDue)) {
    // Also a group that is not wanted any more may have been joined late: only a look can tell.
    if (!plan.accessGroupIds.includes(entry.id ?? ''))
      stay.ledger = settle(stay.ledger, entry, isoNow());
    stay.confirmed = undefined;
  }
  const groupIds = plan.accessGroupIds.filter(
    (id) => !known.some((e) => e.id === id && !unsure.includes(e)),
  );
  if (groupIds.length === 0) return;
  // Nothing has been sent yet, so there is nothing to doubt.
  stay.interruptIfOutdated();
  const keys = groupIds.map((id) => ({ kind: 'membership', place, id }) as const);
  const isAgain = unsure.some((e) => e.state !== 'live' && groupIds.includes(e.id ?? ''));
  for (const key of keys) stay.ledger = ask(stay.ledger, key);
  const { quietPeriodMs } = plan;
  const doubt = await inDoubt(stay, plan, keys, () =>
    inRounds(stay, {
      name: 'joinAccessGroups',
      summary:
        groupIds.length === 1 ? 'Join the access group' : `Join ${groupIds.length} access groups`,
      ...granting(plan),
      input: (again) => ({ userId, groupIds, again: again || isAgain, quietPeriodMs }),
    }),
  );
  for (const key of keys) {
    const late = lateUntil(stay.ledger, key, Date.now());
    stay.ledger = noteMade(stay.ledger, key, {
      userId,
      ...(late && { unconfirmedUntil: late }),
      ...doubt,
    });
  }
}

async function issueCredential(
  stay: Stay,
  plan: Plan,
  userId: UserId,
  method: 'code' | 'mobile_key',
  namesDoors: boolean,
): Promise<CredentialId> {
  const held = namesDoors ? { window: windowOf(plan) } : {};
  const summary = method === 'code' ? 'Issue the PIN' : 'Issue the mobile key';
  const { id } = await create(stay, plan, {
    key: { kind: 'credential', place: placeOf(plan) },
    step: { name: 'issueCredential', summary, ...granting(plan) },
    facts: { userId, ...held },
    input: { userId, method, ...held, ...(namesDoors ? { entranceIds: plan.entranceIds } : {}) },
  });
  return id as CredentialId;
}

function granting(plan: Plan): { readonly effect: 'granting'; readonly priority: number } {
  const isSoon = Date.parse(plan.opensAt) - Date.now() < SOON_MS;
  return { effect: 'granting', priority: isSoon ? PRIORITY.opensADoor : PRIORITY.grantsAhead };
}
