import { issueOf, remaining, type LedgerEntry } from './ledger.ts';
import { fingerprintOf, scopeOf, windowOf, type Plan } from './plan.ts';
import { isSameScope, scopeKey, type AccessScope } from './scope.ts';
import type { Planned, StayState } from './state.ts';
import {
  stepKey,
  TAKEN_WITHIN_MS,
  type ActivityName,
  type ActivityStep,
  type Effect,
  type StepOf,
  type Target,
} from './step.ts';
import { askedKey, type Try } from './tries.ts';

/** Who is at the door within so long is due. Milliseconds. */
export const SOON_MS = 3_600_000;

/** Attempts of a step before others get their turn: in about ten minutes with Temporal's pauses. */
const MOST_ATTEMPTS = 24;

/** A stay that has a plan, as its next step is decided. Instants are epoch milliseconds. */
export interface View {
  readonly state: StayState;
  readonly planned: Planned;
  readonly plan: Plan;
  /**
   * Of the access that the plan wants. What the guest is leaving has another: only moving a window, suspending and
   * resuming, revoking elsewhere and waiting look at that.
   */
  readonly scope: AccessScope;
  readonly opensAt: number;
  readonly closesAt: number;
  readonly now: number;
}

/** A step of the stay's, or a pause until a moment at which there may be one; undefined if nothing is due. */
export type Due = ActivityStep | Pause | undefined;

/** Nothing is due before a moment, in epoch milliseconds. */
interface Pause {
  readonly do: 'pause';
  readonly until: number;
}

/** The view of a stay by its plan. */
export function viewOf(state: StayState, planned: Planned, now: number): View {
  const { plan, guest } = planned;
  const { opensAt, closesAt } = windowOf(plan);
  return {
    state,
    planned,
    plan,
    scope: scopeOf(plan, guest),
    opensAt: Date.parse(opensAt),
    closesAt: Date.parse(closesAt),
    now,
  };
}

/** What of the access that the plan wants may be there. */
export function entriesHere({ state, scope }: View): readonly LedgerEntry[] {
  return remaining(state.ledger).filter((e) => isSameScope(e.scope, scope));
}

/** What of the access that the plan wants may be there, and of guests' identities, which stand for themselves. */
export function entriesOfGrant({ state, scope }: View): readonly LedgerEntry[] {
  return remaining(state.ledger).filter(
    (e) => e.scope.of === 'guest' || isSameScope(e.scope, scope),
  );
}

/** What is to be seen at Seam before the plan counts as granted, with the credential that is wanted. */
export function wantedFingerprint(view: View): string {
  return fingerprintWith(view, view.state.access.issue);
}

/** The same with the credential of another issue. */
export function fingerprintWith({ plan, planned }: View, issue: number): string {
  return `${fingerprintOf(plan, planned.guest)}|issue ${issue}`;
}

/** An access user and a credential with which the guest gets in. */
interface AccessThere {
  readonly user: LedgerEntry & { readonly id: string };
  readonly credential: LedgerEntry & { readonly id: string };
}

/** The live access user and the credential that is wanted, where the ledger has both with their ids. */
export function accessHere(view: View): AccessThere | undefined {
  const { issue } = view.state.access;
  return accessWith(view, (e) => issueOf(e) === issue);
}

/** The same with the newest credential that there is, while the one that is wanted is not there. */
export function accessBefore(view: View): AccessThere | undefined {
  return accessWith(view, () => true);
}

function accessWith(
  view: View,
  isIt: (credential: LedgerEntry) => boolean,
): AccessThere | undefined {
  const live = entriesHere(view).filter((e) => e.state === 'live');
  const user = live.find((e) => e.kind === 'access-user');
  const credential = live
    .filter((e) => e.kind === 'credential' && isIt(e))
    .toSorted((a, b) => issueOf(b) - issueOf(a))[0];
  return hasId(user) && hasId(credential) ? { user, credential } : undefined;
}

/** Whether the access may be there by now. Where Seam keeps no window (Salto Space), not before check-in. */
export function isGrantDue({ plan, now }: View): boolean {
  return plan.grantAt === undefined || now >= Date.parse(plan.grantAt);
}

/** What belongs to guests of the stay before the one that the plan is for. */
export function entriesOfGuestsBefore({ state, planned }: View): readonly LedgerEntry[] {
  // What an earlier run left in a system is the guest's before, if this guest came after another.
  return remaining(state.ledger).filter(({ scope }) =>
    scope.of === 'sighting' ? planned.replaceBy !== undefined : scope.guest < planned.guest,
  );
}

/**
 * Until when a step may go on: check-out, or the moment at which the access of the guest before has to go. Else a
 * look that waits for a slow lock would keep the old PIN alive. Epoch milliseconds.
 */
export function latestOf(view: View): number {
  const { closesAt, now, planned } = view;
  const { replaceBy = closesAt, earlier = { by: closesAt } } = planned;
  if (entriesOfGuestsBefore(view).length === 0) return closesAt;
  return Math.min(closesAt, ...[replaceBy, earlier.by].filter((by) => by > now));
}

/** The ids of access users outside of these scopes: they stay when the scopes are revoked. */
export function keptUserIds(state: StayState, scopes: readonly string[]): readonly string[] {
  return remaining(state.ledger).flatMap(({ kind, id, scope }) =>
    kind === 'access-user' && id !== undefined && !scopes.includes(scopeKey(scope)) ? [id] : [],
  );
}

/** Everything that a stay has at Seam, as what is to be revoked. */
export const EVERYTHING: Target = { keptUserIds: [] };

/** What special terms a step has. */
interface SpecialTerms {
  readonly about?: string;
  readonly summary: string;
  readonly effect: Effect;
  readonly priority: number;
  readonly until?: number | undefined;
  readonly attempts?: number;
  readonly startWithin?: number;
  readonly isLookedAtLate?: true;
  readonly isFinal?: true;
}

/** Makes a step of its name, its terms, its input and what it is about. */
export function stepOf<N extends ActivityName>(
  { requests, life }: StayState,
  name: N,
  terms: SpecialTerms,
  what: Pick<StepOf<N>, 'input' | 'about'>,
): ActivityStep {
  const { about = '', until, isFinal = false, ...others } = { ...bounded(life), ...terms };
  return {
    do: name,
    key: stepKey(name, about),
    ...others,
    ...(until === undefined ? {} : { until }),
    isFinal,
    received: requests.received,
    overtaking: requests.overtaking,
    ...what,
    // One name, and what belongs to it: the compiler does not see that for a name that it does not know.
  } as unknown as ActivityStep;
}

/** If a stay has more than one thing to do, no step delays the others for ever: its attempts are counted. */
function bounded({ phase }: StayState['life']): { readonly attempts?: number } {
  return phase === 'living' || phase === 'ending' ? { attempts: MOST_ATTEMPTS } : {};
}

/** A look has few attempts the first time; one that nobody waits for is not watched then. */
export function firstLook(
  { tries }: StayState,
  key: string,
  { isWatched }: { readonly isWatched: boolean },
): { readonly attempts?: number; readonly startWithin?: number } {
  if (tries[key] !== undefined) return {};
  return isWatched ? { attempts: 8 } : { attempts: 8, startWithin: TAKEN_WITHIN_MS };
}

/** A step, unless it was refused for good or has to wait after its last try. */
export function paced(state: StayState, step: ActivityStep, now: number): Due {
  if (state.tries[step.key]?.isRefused) return undefined;
  return pauseOfStep(state, step, now) ?? step;
}

/** Of what is due the step that was not tried for longest; the earliest pause, if there is none. */
export function longestUntried<D extends Due>(
  { tries }: Pick<StayState, 'tries'>,
  dues: readonly D[],
): D | undefined {
  const triedAt = (due: D): number => (isStep(due) ? (tries[due.key]?.at ?? 0) : 0);
  const [first] = dues.filter(isStep).toSorted((a, b) => triedAt(a) - triedAt(b));
  if (first !== undefined) return first;
  const pauses = dues.filter(isPause);
  return pauses.toSorted((a, b) => a.until - b.until)[0];
}

function isStep<D extends Due>(due: D): due is D & ActivityStep {
  return due !== undefined && due.do !== 'pause';
}

function isPause<D extends Due>(due: D): due is D & Pause {
  return due?.do === 'pause';
}

/** Whether anybody waits for a verdict, also for that of a put whose life begins once this one is over. */
export function doesAnybodyWait({ requests }: Pick<StayState, 'requests'>): boolean {
  return requests.open.some((r) => r.signal === undefined && r.told === undefined);
}

/** The pause after the last try of a step, or for which Seam asked, while it lasts. */
export function pauseOfStep({ tries }: StayState, step: ActivityStep, now: number): Due {
  return pauseOf(tries[askedKey(step.do)], now) ?? pauseOf(tries[step.key], now);
}

/** The pause after a try, while it lasts. */
function pauseOf(tried: Try | undefined, now: number): Due {
  return tried !== undefined && tried.notBefore > now
    ? { do: 'pause', until: tried.notBefore }
    : undefined;
}

function hasId<E extends LedgerEntry>(entry: E | undefined): entry is E & { readonly id: string } {
  return entry?.id !== undefined;
}
