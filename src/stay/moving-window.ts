import { issueKey } from './issues.ts';
import { remaining, type LedgerEntry } from './ledger.ts';
import { windowIn, type Plan } from './plan.ts';
import { isSameScope } from './scope.ts';
import { PRIORITY, stepKey } from './step.ts';
import {
  accessHere,
  latestOf,
  longestUntried,
  paced,
  SOON_MS,
  stepOf,
  type Due,
  type View,
} from './view.ts';
import { isSameWindow, type Window } from './window.ts';

type Windowed = LedgerEntry & { readonly window: Window };

/** The step that moves a window in place: the credential stays, and so does the PIN. */
export function windowStep(view: View): Due {
  const windowed = windowedOf(view);
  const toMove = windowed.filter((e) => isToMove(view, e));
  const isOwn = (e: Windowed): boolean => isSameScope(e.scope, view.scope);
  const ownFirst = [...toMove.filter(isOwn), ...toMove.filter((e) => !isOwn(e))];
  // What is refused, or fails, of the access that the guest leaves keeps nothing from the new one.
  const dues = ownFirst.map((entry) => moveOf(view, entry, windowed));
  return longestUntried(view.state, dues);
}

/** The step that moves one window, with the other that hangs together with it. */
function moveOf(view: View, moved: Windowed, windowed: readonly Windowed[]): Due {
  const { state, plan, now } = view;
  const { scope } = moved;
  const held = windowed.filter((e) => isSameScope(e.scope, scope));
  const user = held.find((e) => e.kind === 'access-user');
  // One credential at a time: after a reissue there are two for a while.
  const credential =
    moved.kind === 'credential' ? moved : held.find((e) => e.kind === 'credential');
  const both = [user, credential].filter((e) => e !== undefined);
  const about = aboutMoveOf(moved);
  const isOwn = isSameScope(scope, view.scope);
  const window = windowIn(plan, isOwn, moved.window);
  // A room that the guest leaves is not opened again, if it has shut before Seam answered.
  const latest = latestOf(view);
  const until = isOwn ? latest : Math.min(latest, Date.parse(moved.window.closesAt));
  const step = stepOf(
    state,
    'moveWindow',
    {
      about,
      summary: 'Move the window',
      effect: 'keeping',
      priority: priorityOfMove(view, moved, window),
      until,
    },
    {
      input: {
        window,
        ...(user?.id === undefined ? {} : { userId: user.id }),
        ...(credential?.id === undefined ? {} : { credentialId: credential.id }),
        again: state.tries[stepKey('moveWindow', about)] !== undefined,
        quietPeriodMs: plan.quietPeriodMs,
      },
      about: {
        keys: both.map(({ kind, issue }) => ({ kind, scope, ...(issue && { issue }) })),
        window,
      },
    },
  );
  return paced(state, step, now);
}

/** Where credentials have the window, as at Latch, each is moved by itself. */
function aboutMoveOf({ kind, scope, issue }: LedgerEntry): string {
  return issueKey(scope, kind === 'credential' ? issue : undefined);
}

/**
 * A door that is to shut now comes first; then a guest who has no key yet, or is kept out now or soon; then one who is
 * in the house, or comes or leaves within the hour; then who comes later.
 */
function priorityOfMove(view: View, moved: Windowed, wanted: Window): number {
  const { now } = view;
  const held = moved.window;
  if (isIn(held, now) && !isIn(wanted, now)) return PRIORITY.shutsADoor;
  const near = [held.closesAt, wanted.opensAt].some((at) => Date.parse(at) - now < SOON_MS);
  if (!near) return PRIORITY.worksAhead;
  const isBegun = isSameScope(moved.scope, view.scope) && accessHere(view) === undefined;
  if (isBegun || isKeptOut(view, moved, wanted)) return PRIORITY.finishesAGuest;
  return PRIORITY.beginsAGuest;
}

/** Whether the guest is to be in the house now, and Seam may not let them in, or shuts them out within the hour and too early. */
function isKeptOut(
  { state, now }: View,
  { window, isWindowChanged }: Windowed,
  wanted: Window,
): boolean {
  if (state.hold !== undefined || !isIn(wanted, now)) return false;
  const until = Math.min(now + SOON_MS, Date.parse(wanted.closesAt));
  return isWindowChanged === true || !isIn(window, now) || Date.parse(window.closesAt) < until;
}

function isIn({ opensAt, closesAt }: Window, now: number): boolean {
  return Date.parse(opensAt) <= now && now < Date.parse(closesAt);
}

/**
 * The access that the guest is about to leave follows the plan as well, since it opens until then. One
 * that has shut meanwhile stays shut: its room may be somebody else's. One that would open only after
 * the stay opens nothing until it is removed, and Seam could not end it before its start. The access of
 * a guest who was replaced is not moved at all, and one that is replaced by another of the guest's is not extended.
 */
function isToMove(view: View, entry: Windowed): boolean {
  const { plan, planned, scope, now, closesAt } = view;
  const isOwn = isSameScope(entry.scope, scope);
  if (!isOwn && (entry.scope.of !== 'access' || entry.scope.guest < planned.guest)) return false;
  const { opensAt, closesAt: shuts } = entry.window;
  if (entry.isReplaced && closesAt >= Date.parse(shuts)) return false;
  const isInUse = now < Date.parse(shuts) && Date.parse(opensAt) < closesAt;
  return (isOwn || isInUse) && !isAsPlanned(plan, isOwn, entry);
}

function isAsPlanned(plan: Plan, isOwn: boolean, { window, isWindowChanged }: Windowed): boolean {
  return !isWindowChanged && isSameWindow(window, windowIn(plan, isOwn, window));
}

/**
 * Whether Seam has another window than the plan's of the access that is wanted, so that there is nothing to confirm
 * yet.
 */
export function isWindowToMove(view: View): boolean {
  return wantedToMove(view).length > 0;
}

/** What of the access that is wanted has another window than the plan's. */
function wantedToMove(view: View): readonly Windowed[] {
  return windowedOf(view).filter(
    (e) => isSameScope(e.scope, view.scope) && !e.isReplaced && isToMove(view, e),
  );
}

function windowedOf({ state }: View): readonly Windowed[] {
  return remaining(state.ledger).filter(hasWindow);
}

function hasWindow(entry: LedgerEntry): entry is Windowed {
  return entry.window !== undefined;
}

/** Whether the access that is wanted has another window than the plan's, which Seam refuses to move. */
export function isWindowRefused(view: View): boolean {
  const { tries } = view.state;
  return wantedToMove(view).some(
    (e) => tries[stepKey('moveWindow', aboutMoveOf(e))]?.isRefused === true,
  );
}
