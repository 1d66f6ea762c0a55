import { isBlocked } from './blocked.ts';
import { issueKey } from './issues.ts';
import { groupsIn } from './ledger-ids.ts';
import { issueOf, remaining } from './ledger.ts';
import { isWindowToMove } from './moving-window.ts';
import { identityOf } from './planned-guest.ts';
import { isNewOneUnseen } from './reissuing.ts';
import type { Look } from './state.ts';
import { ATTEMPT_MS, PRIORITY, stepKey } from './step.ts';
import { isSuspended } from './suspending.ts';
import { isOutcomeUnseen } from './unconfirmed.ts';
import {
  accessBefore,
  accessHere,
  doesAnybodyWait,
  entriesHere,
  fingerprintWith,
  firstLook,
  isGrantDue,
  latestOf,
  paced,
  stepOf,
  wantedFingerprint,
  type Due,
  type View,
} from './view.ts';
import { DAY_MS } from './when.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The look whether Seam shows the access as live, if one is due and there is something to look at. */
export function lookingStep(view: View): Due {
  const { state, plan, scope, now } = view;
  // Before check-in at Salto Space whatever is there is to go: there is nothing to confirm, also while it does not go.
  if (!isGrantDue(view) && state.hold === undefined) return undefined;
  // If the new PIN cannot be issued, a check, a trouble and the look at check-in look at the old PIN, which still opens.
  const isOfWhatThereIs = isOpeningUnseen(view) || isAsked(view) || isAgainDue(view);
  const here = accessHere(view) ?? (isOfWhatThereIs ? accessBefore(view) : undefined);
  const groups = groupsIn(state.ledger, scope);
  const isWhole = plan.accessGroupIds.every((id) => groups.includes(id));
  const isThere = isWhole || isToSeeInPart(view) || (isOfWhatThereIs && groups.length > 0);
  if (here === undefined || !isThere || !isLookAtAccessDue(view)) return undefined;
  const { user, credential } = here;
  const { lastLook, systemLookedAt = 0 } = state.access;
  const issue = issueOf(credential);
  const about = issueKey(scope, issue);
  const isSystemUnseen = isOpeningUnseen(view) && now - systemLookedAt > 10 * MINUTE_MS;
  const looksAtSystem =
    systemLookedAt === 0 || isSystemUnseen || state.problems.system !== undefined;
  // The first look at a new access is waited for; a later one only if somebody waits for its verdict.
  const isWaitedFor = isUnseenYet(view) || doesAnybodyWait(state);
  const step = stepOf(
    state,
    'confirmAccess',
    {
      about,
      summary: lastLook === undefined ? 'Confirm the access' : 'Look again at the access',
      effect: 'keeping',
      priority: isWaitedFor ? PRIORITY.finishesAGuest : PRIORITY.checks,
      until: nextDeadline(view),
      ...firstLook(state, stepKey('confirmAccess', about), { isWatched: isWaitedFor }),
    },
    {
      input: {
        reservationId: state.reservationId,
        userId: user.id,
        credentialId: credential.id,
        // A group that could not be joined is not expected: the look would wait for it in vain.
        groupIds: isWhole || groups.length === 0 ? plan.accessGroupIds : groups,
        ...(user.hungOn === undefined ? {} : { identityId: user.hungOn }),
        ...(user.window === undefined ? {} : { userWindow: user.window }),
        ...(credential.window === undefined ? {} : { credentialWindow: credential.window }),
        ...(lastLook?.trouble === undefined ? {} : { known: lastLook.trouble }),
        ...(state.hold === undefined ? {} : { isHeld: true }),
        ...(looksAtSystem ? { lookAtSystem: plan.acsSystemId } : {}),
      },
      about: {
        scope,
        userId: user.id,
        credentialId: credential.id,
        issue,
        fingerprint: fingerprintWith(view, issue),
        opensAt: plan.opensAt,
        begunAt: now,
        confirms:
          isWhole && issue === state.access.issue && !isBlocked(view) && !isWindowToMove(view),
      },
    },
  );
  return paced(state, step, now);
}

/** Whether the access is looked at although it lacks groups: while it is held nobody joins these. */
function isToSeeInPart(view: View): boolean {
  return view.state.hold !== undefined || isNewOneUnseen(view);
}

function isLookAtAccessDue(view: View): boolean {
  // Of what was refused there is nothing to confirm.
  const isReady = (!isBlocked(view) && !isWindowToMove(view)) || isNewOneUnseen(view);
  const isFirst = isUnseenYet(view) && isReady;
  return (
    isFirst || isAsked(view) || isAgainDue(view) || isOpeningUnseen(view) || hasLateMembership(view)
  );
}

/**
 * Whether no look has seen the access as planned, nor a trouble of it, after which the next look has its time. A look
 * at check-in may have seen an access that lacked a group yet: it has told nothing of what is there now.
 */
function isUnseenYet(view: View): boolean {
  const { access, hold } = view.state;
  const { lastLook } = access;
  const wanted = wantedFingerprint(view);
  const isConfirmed = access.confirmedFor === wanted;
  // A held stay is never confirmed: one look that sees the guest suspended is enough, once the suspension was answered.
  const isHeldAndSeen =
    hold !== undefined && (lastLook?.fingerprint === wanted || !isSuspended(view));
  const isInTrouble = lastLook?.trouble !== undefined && isAboutUse(view, lastLook);
  return !isConfirmed && !isHeldAndSeen && !isInTrouble;
}

/** Whether somebody asked for a look. */
function isAsked({ state }: View): boolean {
  return state.requests.open.some((r) => r.kind === 'check' && r.stage === 'pending');
}

/** Whether check-in has come and nobody has looked since: Salto KS takes its seats only then. */
function isOpeningUnseen({ state, plan, opensAt, now }: View): boolean {
  return now >= opensAt && state.access.seenOpening !== plan.opensAt;
}

/** Whether the next look at a trouble has its time. */
function isAgainDue(view: View): boolean {
  const lookAt = nextLookAt(view);
  return lookAt !== undefined && lookAt <= view.now;
}

/** When a stay with a trouble looks again: the sooner, the nearer its guest is. Epoch milliseconds. */
export function nextLookAt(view: View): number | undefined {
  const { access, problems } = view.state;
  const look = access.lastLook;
  if (look === undefined || !isAboutUse(view, look)) return undefined;
  if (look.trouble !== undefined) return lookAgainAt(look, view.opensAt);
  const late = lateRemovalOf(view);
  if (late !== undefined && look.at < late) return late;
  // If the access system has a trouble, and the guest's own access has none, a look an hour is enough.
  const hourly = Math.min(
    look.at + 6 * HOUR_MS,
    Math.max(look.at + HOUR_MS, view.opensAt - DAY_MS),
  );
  return problems.system === undefined ? undefined : hourly;
}

/** When no removal of before can be carried out any more on an object that is wanted again. Epoch milliseconds. */
function lateRemovalOf(view: View): number | undefined {
  const here = accessHere(view);
  const until = [here?.user, here?.credential, identityOf(view)]
    .map((entry) => entry?.mayGoUntil)
    .filter((at) => at !== undefined);
  return until.length === 0 ? undefined : Math.max(...until.map((at) => Date.parse(at)));
}

/** Whether a look was at the access that is wanted, or at what the guest gets in with while that is not there. */
function isAboutUse(view: View, { fingerprint }: Look): boolean {
  const before = accessHere(view) === undefined ? accessBefore(view) : undefined;
  const inUse =
    before === undefined
      ? wantedFingerprint(view)
      : fingerprintWith(view, issueOf(before.credential));
  return fingerprint === inUse;
}

function lookAgainAt({ at }: Look, opensAt: number): number {
  return Math.min(
    at + 6 * HOUR_MS,
    Math.max(at + 10 * MINUTE_MS, opensAt - DAY_MS),
    Math.max(at + MINUTE_MS, opensAt - HOUR_MS),
  );
}

/** A group that is not wanted any more may have been joined late: only a look can tell. What was joined is left in any case. */
function hasLateMembership(view: View): boolean {
  return entriesHere(view).some(
    (e) =>
      e.kind === 'membership' &&
      e.state === 'asked' &&
      isOutcomeUnseen(e, view.now) &&
      !view.plan.accessGroupIds.includes(e.id ?? ''),
  );
}

/** What comes first: check-in, the latest moment of any step, or the end of what is unconfirmed. A look that waits ends by then. */
function nextDeadline(view: View): number {
  const { state, opensAt, closesAt, now } = view;
  const unconfirmed = remaining(state.ledger).flatMap((e) =>
    e.unconfirmedUntil === undefined ? [] : [Date.parse(e.unconfirmedUntil)],
  );
  const next = [opensAt, latestOf(view), ...unconfirmed].filter((at) => at > now);
  return Math.max(now + ATTEMPT_MS, Math.min(closesAt, ...next));
}
