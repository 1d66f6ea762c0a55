import type { Creating, Made } from '../src/contract/steps.ts';
import {
  ANYWHERE,
  ask,
  findEntry,
  findLive,
  groupsAt,
  idsElsewhere,
  note,
  type EntryKey,
  type LedgerEntry,
  type LedgerKind,
} from '../src/domain/ledger.ts';
import { placeOf, windowOf, type Plan } from '../src/domain/plan.ts';
import type { CredentialId, IdentityId, Steps, UserId } from '../src/domain/recipe.ts';
import { findRecipe } from '../src/domain/recipes/index.ts';

import { ATTEMPT_MS, PRIORITY } from './policies.ts';
import { inRounds, type Step } from './rounds.ts';
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

/** The recipes' vocabulary, over the ledger: each step is written down before and after it is taken. */
function vocabulary(stay: Stay, plan: Plan): Steps {
  const place = placeOf(plan);
  const guest = stay.wish.guest.value;
  const priority =
    Date.parse(plan.opensAt) - Date.now() < SOON_MS ? PRIORITY.opensADoor : PRIORITY.grantsAhead;
  const common = { effect: 'granting' as const, priority };
  const creating = (kind: LedgerKind, at: string, again: boolean): Creating => {
    const ours = findEntry(stay.ledger, { kind, place: at })?.id;
    return {
      reservationId: stay.reservationId,
      ...(ours === undefined ? {} : { ours }),
      notOurs: idsElsewhere(stay.ledger, kind, at),
      again,
      quietPeriodMs: plan.quietPeriodMs,
    };
  };

  return {
    async identifyGuest(by) {
      const key = { kind: 'user-identity', place: ANYWHERE } as const;
      return (await make(stay, plan, key, {}, (wasAsked) => ({
        ...common,
        name: 'identifyGuest',
        summary: 'Identify the guest',
        input: (again) => ({ ...creating(key.kind, key.place, again || wasAsked), by, guest }),
      }))) as IdentityId;
    },

    async enrollPhone(identityId) {
      const key = { kind: 'enrollment', place: ANYWHERE } as const;
      if (findLive(stay.ledger, key.kind, key.place) !== undefined) return;
      beginCreate(stay, key);
      const enrolled = await inRounds(stay, {
        ...common,
        name: 'enrollPhone',
        summary: 'Register the guest’s phones',
        input: () => ({ identityId, systemId: plan.acsSystemId }),
      });
      const isGone = 'routeGone' in enrolled;
      stay.ledger = note(stay.ledger, key, {
        state: 'live',
        ...(isGone ? {} : { id: enrolled.id }),
      });
      if (isGone)
        stay.notes.push('Seam registers phones by itself: there was no enrollment to launch.');
    },

    async addAccessUser({ identity, scheduled, namedByReservation, phone }) {
      const key = { kind: 'access-user', place } as const;
      const held = scheduled ? { window: windowOf(plan) } : {};
      return (await make(stay, plan, key, held, (wasAsked) => ({
        ...common,
        name: 'addAccessUser',
        summary: 'Add the access user',
        input: (again) => ({
          ...creating(key.kind, place, again || wasAsked),
          systemId: plan.acsSystemId,
          ...held,
          ...(namedByReservation ? {} : { guestName: guest.fullName }),
          ...(phone && guest.phone !== undefined ? { phone: guest.phone } : {}),
          ...(identity === undefined ? {} : { identityId: identity }),
        }),
      }))) as UserId;
    },

    async joinAccessGroups(userId) {
      const joined = groupsAt(stay.ledger, place);
      const groupIds = plan.accessGroupIds.filter((id) => !joined.includes(id));
      if (groupIds.length === 0) return;
      const keys = groupIds.map((id) => ({ kind: 'membership', place, id }) as const);
      for (const key of keys) stay.ledger = ask(stay.ledger, key);
      await inRounds(stay, {
        ...common,
        name: 'joinAccessGroups',
        summary: `Join ${groupIds.length} access groups`,
        input: () => ({ userId, groupIds }),
      });
      for (const key of keys) stay.ledger = note(stay.ledger, key, { state: 'live', userId });
    },

    async issueCredential(userId, method, options) {
      const key = { kind: 'credential', place } as const;
      const doors = options?.doors === true;
      const held = doors ? { window: windowOf(plan) } : {};
      return (await make(stay, plan, key, { userId, ...held }, (wasAsked) => ({
        ...common,
        name: 'issueCredential',
        summary: method === 'code' ? 'Issue the PIN' : 'Issue the mobile key',
        input: (again) => ({
          ...creating(key.kind, place, again || wasAsked),
          userId,
          method,
          ...held,
          ...(doors ? { entranceIds: plan.entranceIds } : {}),
        }),
      }))) as CredentialId;
    },
  };
}

/** Takes a creating step, unless the ledger has what it makes and no doubt of it has run out. */
async function make<N extends 'identifyGuest' | 'addAccessUser' | 'issueCredential'>(
  stay: Stay,
  plan: Plan,
  key: EntryKey,
  facts: Partial<LedgerEntry>,
  stepOf: (wasAsked: boolean) => Step<N>,
): Promise<string> {
  stay.interruptIfOutdated();
  const known = findEntry(stay.ledger, key);
  const isDoubtDue = known?.doubtUntil !== undefined && Date.now() >= Date.parse(known.doubtUntil);
  if (known?.state === 'live' && known.id !== undefined && !isDoubtDue) return known.id;
  const wasAsked = known?.state === 'asked';
  beginCreate(stay, key);
  try {
    const { id, doubtUntil, kept }: Made = await inRounds(stay, stepOf(wasAsked));
    stay.lastCreateAt = Date.now();
    stay.ledger = note(stay.ledger, key, {
      ...facts,
      ...{ id, state: 'live' },
      ...(doubtUntil === undefined ? {} : { doubtUntil }),
      ...(kept && { kept }),
    });
    return id;
  } catch (error) {
    // Whatever stopped it, its last attempt may have sent a create that still commits.
    stay.lastCreateAt = Date.now() + ATTEMPT_MS;
    const doubtUntil = new Date(stay.lastCreateAt + plan.quietPeriodMs).toISOString();
    stay.ledger = note(stay.ledger, key, { doubtUntil });
    throw error;
  }
}

/** From here on something may exist at Seam: whatever was proven before counts no more. */
function beginCreate(stay: Stay, key: EntryKey): void {
  stay.ledger = ask(stay.ledger, key);
  stay.lastCreateAt = Date.now();
}
