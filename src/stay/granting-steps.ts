import { create, granting, isEarlierRunUnderWay } from './creating.ts';
import { findLive, type LedgerEntry } from './ledger.ts';
import { windowOf } from './plan.ts';
import { digestOfGuest, guestOf, guestScopeOf, identityOf } from './planned-guest.ts';
import type { AddAccessUserStep, IssueCredentialStep, Recipe, RecipeStep } from './recipe.ts';
import { credentialsToReplace } from './reissuing.ts';
import { removalOf } from './removal.ts';
import { scopeKey } from './scope.ts';
import { stepKey, type ActivityStep } from './step.ts';
import { isOutcomeUnseen } from './unconfirmed.ts';
import { entriesHere, stepOf, type View } from './view.ts';

/** A step of the recipe with what it is told, unless the ledger satisfies it. */
export function unlessSatisfied(
  view: View,
  recipe: Recipe,
  step: RecipeStep,
): ActivityStep | undefined {
  switch (step.do) {
    case 'identifyGuest': {
      const { accountId, email } = guestOf(view);
      return create(view, 'identifyGuest', {
        key: { kind: 'user-identity', scope: guestScopeOf(view) },
        summary: 'Identify the guest',
        facts: { by: step.by, guest: digestOfGuest(view) },
        // The step is told what it sends or compares, and no more of the guest.
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
    // The stay that made the identity may have looked just before our user hung on it, and be about to remove both.
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
  const unsure = known.filter((e) => e.state !== 'live' || e.mayBeLeft || isOutcomeUnseen(e, now));
  const groupIds = plan.accessGroupIds.filter(
    (id) => !known.some((e) => e.id === id && !unsure.includes(e)),
  );
  const user = findLive(state.ledger, { kind: 'access-user', scope });
  if (groupIds.length === 0 || user?.id === undefined) return undefined;
  // While Seam has an earlier window than the plan's, the doors would open before they are the guest's. So they may
  // where a move of the window had no answer.
  const isEarlier = Date.parse(user.window?.opensAt ?? '') < view.opensAt || user.isWindowChanged;
  if (isEarlier && now < view.opensAt) return undefined;
  const isTried = state.tries[stepKey('joinAccessGroups', scopeKey(scope))] !== undefined;
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
  const [earlier] = credentialsToReplace(view);
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
