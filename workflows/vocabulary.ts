import { ANYWHERE, ask, findLive, groupsAt, note } from '../src/domain/ledger.ts';
import { placeOf, windowOf, type Plan } from '../src/domain/plan.ts';
import type {
  AccessUserOptions,
  CredentialId,
  IdentityId,
  Steps,
  UserId,
} from '../src/domain/recipe.ts';
import { findRecipe } from '../src/domain/recipes/index.ts';

import { beginCreate, create } from './creating.ts';
import { PRIORITY } from './policies.ts';
import { inRounds } from './rounds.ts';
import type { Stay } from './stay.ts';

const SOON_MS = 3_600_000;

/** Runs the plan's recipe from the top: what is live already answers at once. */
export async function grant(stay: Stay, plan: Plan): Promise<void> {
  const recipe = findRecipe(plan.recipe, plan.recipeVersion);
  // A plan is made from the recipes of this very code, and their versions are kept.
  if (recipe === undefined)
    throw new TypeError(`recipe ${plan.recipe}@${plan.recipeVersion} is gone`);
  await recipe.grant(vocabulary(stay, plan));
  stay.granted = stay.fingerprint;
}

/** The recipes' vocabulary, over the ledger of a stay. */
function vocabulary(stay: Stay, plan: Plan): Steps {
  return {
    identifyGuest: (by) => identifyGuest(stay, plan, by),
    enrollPhone: (identity) => enrollPhone(stay, plan, identity),
    addAccessUser: (options) => addAccessUser(stay, plan, options),
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
  const id = await create(stay, plan, {
    key: { kind: 'user-identity', place: ANYWHERE },
    step: { name: 'identifyGuest', summary: 'Identify the guest', ...granting(plan) },
    input: { by, guest: stay.wish.guest.value },
  });
  return id as IdentityId;
}

async function enrollPhone(stay: Stay, plan: Plan, identityId: IdentityId): Promise<void> {
  const key = { kind: 'enrollment', place: ANYWHERE } as const;
  if (findLive(stay.ledger, key.kind, key.place) !== undefined) return;
  beginCreate(stay, key);
  const enrolled = await inRounds(stay, {
    name: 'enrollPhone',
    summary: 'Register the guest’s phones',
    ...granting(plan),
    input: () => ({ identityId, systemId: plan.acsSystemId }),
  });
  const isGone = 'routeGone' in enrolled;
  stay.ledger = note(stay.ledger, key, { state: 'live', ...(isGone ? {} : { id: enrolled.id }) });
  if (isGone)
    stay.notes.push('Seam registers phones by itself: there was no enrollment to launch.');
}

async function addAccessUser(
  stay: Stay,
  plan: Plan,
  { identity, scheduled, namedByReservation, phone }: AccessUserOptions,
): Promise<UserId> {
  const guest = stay.wish.guest.value;
  const held = scheduled ? { window: windowOf(plan) } : {};
  const id = await create(stay, plan, {
    key: { kind: 'access-user', place: placeOf(plan) },
    step: { name: 'addAccessUser', summary: 'Add the access user', ...granting(plan) },
    facts: held,
    input: {
      systemId: plan.acsSystemId,
      ...held,
      ...(namedByReservation ? {} : { guestName: guest.fullName }),
      ...(phone && guest.phone !== undefined ? { phone: guest.phone } : {}),
      ...(identity === undefined ? {} : { identityId: identity }),
    },
  });
  return id as UserId;
}

async function joinAccessGroups(stay: Stay, plan: Plan, userId: UserId): Promise<void> {
  const place = placeOf(plan);
  const joined = groupsAt(stay.ledger, place);
  const groupIds = plan.accessGroupIds.filter((id) => !joined.includes(id));
  if (groupIds.length === 0) return;
  const keys = groupIds.map((id) => ({ kind: 'membership', place, id }) as const);
  for (const key of keys) stay.ledger = ask(stay.ledger, key);
  await inRounds(stay, {
    name: 'joinAccessGroups',
    summary:
      groupIds.length === 1 ? 'Join the access group' : `Join ${groupIds.length} access groups`,
    ...granting(plan),
    input: () => ({ userId, groupIds }),
  });
  for (const key of keys) stay.ledger = note(stay.ledger, key, { state: 'live', userId });
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
  const id = await create(stay, plan, {
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
