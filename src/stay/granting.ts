import { guestDigest, type Guest } from './guest.ts';
import { issueKey } from './issues.ts';
import { idsUnderOtherKeys } from './ledger-ids.ts';
import { findEntry, findLive, type EntryKey, type LedgerEntry } from './ledger.ts';
import { windowOf } from './plan.ts';
import type { AddAccessUserStep, IssueCredentialStep, Recipe, RecipeStep } from './recipe.ts';
import { findRecipe } from './recipes/index.ts';
import { credentialToReplace, hasHadOne } from './reissuing.ts';
import { removalOf } from './removal.ts';
import { scopeKey, type GuestScope, type Scope } from './scope.ts';
import { PRIORITY, type ActivityStep, type InputOf } from './step.ts';
import { isLookDue, isUnconfirmed, lateUntil } from './unconfirmed.ts';
import { entriesHere, latestOf, paced, SOON_MS, stepOf, type Due, type View } from './view.ts';

type CreatingName = 'identifyGuest' | 'enrollPhone' | 'addAccessUser' | 'issueCredential';

/** The first step of the plan's recipe that the ledger does not satisfy. */
export function grantingStep(view: View): Due {
  const { state, now } = view;
  const recipe = recipeOf(view);
  for (const step of recipe.steps) {
    const due = unlessSatisfied(view, recipe, step);
    if (due === undefined) continue;
    const next = isLateLook(view, due) ? due : paced(state, due, now);
    const isFree = next !== undefined && next.do !== 'pause';
    return isFree ? next : (reissuingStep(view, recipe) ?? next);
  }
  return undefined;
}

/** Whether a step of the plan's recipe was refused for good, and the ledger does not satisfy it either. */
export function isStepRefused(view: View): boolean {
  const recipe = recipeOf(view);
  return recipe.steps.some((step) => {
    const due = unlessSatisfied(view, recipe, step);
    return due !== undefined && view.state.tries[due.key]?.isRefused === true;
  });
}

/** The removal of an access user that carries the error of an earlier one: the guest gets another in its place. */
export function replacingStep(view: View): Due {
  const user = entriesHere(view).find((e) => e.kind === 'access-user' && e.removalFailed);
  const step = user && removalOf(view.state, user, { until: view.closesAt });
  return step && paced(view.state, step, view.now);
}

function recipeOf({ plan }: View): Recipe {
  const recipe = findRecipe(plan.recipe, plan.recipeVersion);
  // A plan is made from the recipes of this very code, and their versions are kept.
  if (recipe === undefined)
    throw new TypeError(`recipe ${plan.recipe}@${plan.recipeVersion} is gone`);
  return recipe;
}

/** A PIN or key in place of one that the guest had does not wait for what of the access is refused, or fails. */
function reissuingStep(view: View, recipe: Recipe): Due {
  const issuing = recipe.steps.find((step) => step.do === 'issueCredential');
  if (issuing === undefined || !hasHadOne(view)) return undefined;
  const due = unlessSatisfied(view, recipe, issuing);
  return due && paced(view.state, due, view.now);
}

/** A create that was refused may have committed all the same: when that is over, a look tells. */
function isLateLook(view: View, { key }: ActivityStep): boolean {
  const tried = view.state.tries[key];
  return (
    tried?.isRefused === true &&
    entriesHere(view).some(
      (e) => isLookDue(e, view.now) && Date.parse(e.unconfirmedUntil ?? '') > tried.at,
    )
  );
}

function unlessSatisfied(view: View, recipe: Recipe, step: RecipeStep): ActivityStep | undefined {
  switch (step.do) {
    case 'identifyGuest': {
      const { accountId, email } = guestOf(view);
      return create(view, 'identifyGuest', {
        key: { kind: 'user-identity', scope: guestScopeOf(view) },
        summary: 'Identify the guest',
        facts: { by: step.by, guest: digestOfGuest(view) },
        // It is told what it sends or compares, and no more of the guest.
        input: {
          by: step.by,
          guest: { ...(accountId && { accountId, email }), [step.by]: guestOf(view)[step.by] },
        },
      });
    }
    case 'enrollPhone': {
      const identityId = identityOf(view)?.id ?? '';
      return create(view, 'enrollPhone', {
        key: { kind: 'enrollment', scope: view.scope },
        summary: 'Register the guest’s phones',
        facts: { identityId },
        input: { identityId, systemId: view.plan.acsSystemId },
      });
    }
    case 'addAccessUser':
      return addAccessUser(view, recipe, step);
    case 'joinAccessGroups':
      return joinAccessGroups(view);
    case 'issueCredential':
      return issueCredential(view, step);
  }
}

function addAccessUser(
  view: View,
  { isUserNamedByGuide }: Recipe,
  { onIdentity, scheduled, phone }: AddAccessUserStep,
): ActivityStep | undefined {
  const { plan } = view;
  const guest = guestOf(view);
  const identity = onIdentity ? identityOf(view) : undefined;
  const held = scheduled ? { window: windowOf(plan) } : {};
  const hung = identity?.id === undefined ? {} : { hungOn: identity.id };
  return create(view, 'addAccessUser', {
    key: { kind: 'access-user', scope: view.scope },
    summary: 'Add the access user',
    facts: { ...held, ...hung, ...(isUserNamedByGuide ? {} : { guest: digestOfGuest(view) }) },
    input: {
      systemId: plan.acsSystemId,
      ...held,
      ...(isUserNamedByGuide ? namedByGuide(view, identity) : { guestName: guest.fullName }),
      ...(phone && guest.phone !== undefined ? { phone: guest.phone } : {}),
      ...(identity?.id === undefined ? {} : { identityId: identity.id }),
    },
    // Its owner may have looked just before the user hung on it, and be about to remove both.
    isShaky: identity?.shared === true,
  });
}

/**
 * A Salto KS mobile guide names the user by the reservation id. On an identity that is not the stay's
 * own, where others may hang a user of that name, it carries the stay's mark instead; so does the user
 * of a guest who came after another.
 */
function namedByGuide(
  { planned }: View,
  identity: LedgerEntry | undefined,
): { readonly isNamedByGuide?: true } {
  const isOwn = identity !== undefined && !identity.kept && !identity.shared;
  return isOwn && planned.guest === 1 ? { isNamedByGuide: true } : {};
}

function joinAccessGroups(view: View): ActivityStep | undefined {
  const { plan, scope, state, now } = view;
  const known = entriesHere(view).filter((e) => e.kind === 'membership');
  const unsure = known.filter((e) => e.state !== 'live' || e.mayBeLeft || isLookDue(e, now));
  const groupIds = plan.accessGroupIds.filter(
    (id) => !known.some((e) => e.id === id && !unsure.includes(e)),
  );
  const user = findLive(state.ledger, { kind: 'access-user', scope });
  if (groupIds.length === 0 || user?.id === undefined) return undefined;
  const isTried = state.tries[`joinAccessGroups ${scopeKey(scope)}`] !== undefined;
  const wasAsked = unsure.some((e) => e.state !== 'live' && groupIds.includes(e.id ?? ''));
  return stepOf(
    state,
    'joinAccessGroups',
    {
      ...granting(view, scope),
      summary:
        groupIds.length === 1 ? 'Join the access group' : `Join ${groupIds.length} access groups`,
    },
    {
      input: {
        userId: user.id,
        groupIds,
        again: wasAsked || isTried || isEarlierRunUnderWay(view),
        quietPeriodMs: plan.quietPeriodMs,
        ...(user.isNew && known.length === 0 ? { isNewUser: true } : {}),
      },
      about: {
        keys: groupIds.map((id) => ({ kind: 'membership', scope, id }) as const),
        userId: user.id,
      },
    },
  );
}

function issueCredential(
  view: View,
  { method, namesDoors }: IssueCredentialStep,
): ActivityStep | undefined {
  const { plan, scope, state } = view;
  const { issue, issuesOneAtATime } = state.access;
  const user = findLive(state.ledger, { kind: 'access-user', scope });
  if (user?.id === undefined) return undefined;
  const earlier = credentialToReplace(view);
  if (issuesOneAtATime && earlier !== undefined) return removalOf(state, earlier, granting(view));
  const held = namesDoors ? { window: windowOf(plan) } : {};
  const isFirst =
    issue === 1 && !state.ledger.some((e) => e.userId === user.id && e.kind === 'credential');
  return create(view, 'issueCredential', {
    key: { kind: 'credential', scope, ...(issue === 1 ? {} : { issue }) },
    summary: method === 'code' ? 'Issue the PIN' : 'Issue the mobile key',
    facts: { userId: user.id, ...held },
    input: {
      userId: user.id,
      method,
      ...held,
      ...(namesDoors ? { entranceIds: plan.entranceIds } : {}),
      ...(user.isNew && isFirst ? { isNewUser: true } : {}),
    },
  });
}

/** A creating step, as its recipe words it: what is special to it beside the common input. */
interface Creating<N extends CreatingName> {
  readonly key: EntryKey;
  readonly summary: string;
  readonly facts: Partial<LedgerEntry>;
  readonly input: Omit<InputOf<N>, keyof Common>;
  /** What it builds on may still go: look again afterwards, whatever the answer. */
  readonly isShaky?: boolean;
}

/** A creating step, unless the ledger has what it makes, as it would make it. */
function create<N extends CreatingName>(
  view: View,
  name: N,
  { key, summary, facts, input, isShaky = false }: Creating<N>,
): ActivityStep | undefined {
  const { state, now } = view;
  const known = findEntry(state.ledger, key);
  const isLive = known?.state === 'live';
  const isAsWanted = (['by', 'guest', 'hungOn', 'identityId'] as const).every(
    (fact) => known?.[fact] === facts[fact],
  );
  if (isLive && !isLookDue(known, now) && isAsWanted) return undefined;
  const terms = { ...granting(view, key.scope, key.issue), summary };
  const isTried = state.tries[`${name} ${terms.about}`] !== undefined;
  const mayCome = lateUntil(state.ledger, key, now) !== undefined;
  const again =
    known?.state === 'asked' ||
    mayCome ||
    isTried ||
    (isShaky && !isLive) ||
    isEarlierRunUnderWay(view);
  const whole = { ...input, ...common(view, key, again) } as unknown as InputOf<N>;
  return stepOf(state, name, terms, { input: whole, about: { entry: key, facts } } as never);
}

/** Whether a request of a run that was stopped from outside may still be carried out in the system. */
function isEarlierRunUnderWay({ state, scope, now }: View): boolean {
  return state.ledger.some(
    (e) =>
      e.scope.of === 'sighting' && e.scope.systemId === scope.systemId && isUnconfirmed(e, now),
  );
}

interface Common {
  readonly reservationId: string;
  readonly ours?: string;
  readonly notOurs: readonly string[];
  readonly again: boolean;
  readonly quietPeriodMs: number;
  readonly guestNumber?: number;
  readonly lookAtSystem?: string;
}

function common({ state, plan, planned }: View, key: EntryKey, again: boolean): Common {
  const ours = findEntry(state.ledger, key)?.id;
  return {
    reservationId: state.reservationId,
    ...(ours === undefined ? {} : { ours }),
    notOurs: idsUnderOtherKeys(state.ledger, key),
    again,
    quietPeriodMs: plan.quietPeriodMs,
    ...(planned.guest === 1 ? {} : { guestNumber: planned.guest }),
    ...(state.access.systemLookedAt === undefined ? { lookAtSystem: plan.acsSystemId } : {}),
  };
}

function granting(view: View, scope: Scope = view.scope, issue?: number) {
  return {
    about: issueKey(scope, issue),
    effect: 'granting',
    priority: priorityOfGrant(view),
    until: latestOf(view),
  } as const;
}

/** A guest who was begun is finished before the next is begun: else all wait for the last of them. */
function priorityOfGrant(view: View): number {
  const isBegun =
    entriesHere(view).some((e) => e.state === 'live') || identityOf(view) !== undefined;
  if (isBegun) return PRIORITY.finishesAGuest;
  return view.opensAt - view.now < SOON_MS ? PRIORITY.beginsAGuest : PRIORITY.worksAhead;
}

/** The guest as the plan in force has it. */
function guestOf({ state }: View): Guest {
  return state.requests.accepted?.guest.value ?? { fullName: '' };
}

function digestOfGuest(view: View): string {
  return guestDigest(view.state.reservationId, guestOf(view));
}

/** The scope of the identity that the plan's guest has in this stay. */
function guestScopeOf({ plan, planned }: Pick<View, 'plan' | 'planned'>): GuestScope {
  return { of: 'guest', workspace: plan.workspace, guest: planned.guest };
}

function identityOf(view: View): LedgerEntry | undefined {
  return findLive(view.state.ledger, { kind: 'user-identity', scope: guestScopeOf(view) });
}
