import { issueKey } from './issues.ts';
import { idsUnderOtherKeys } from './ledger-ids.ts';
import { findEntry, type EntryKey, type LedgerEntry } from './ledger.ts';
import { identityOf } from './planned-guest.ts';
import type { Scope } from './scope.ts';
import { PRIORITY, stepKey, type ActivityStep, type InputOf } from './step.ts';
import { isOutcomeUnseen, isUnconfirmed, lateUntil } from './unconfirmed.ts';
import { entriesHere, latestOf, SOON_MS, stepOf, type View } from './view.ts';

type CreatingName = 'identifyGuest' | 'enrollPhone' | 'addAccessUser' | 'issueCredential';

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
export function create<N extends CreatingName>(
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
  if (isLive && !isOutcomeUnseen(known, now) && isAsWanted) return undefined;
  const terms = { ...granting(view, key.scope, key.issue), summary };
  const isTried = state.tries[stepKey(name, terms.about)] !== undefined;
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
export function isEarlierRunUnderWay({ state, scope, now }: View): boolean {
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

/** The terms of a step that grants: what it is about, its priority, and how long it is tried. */
export function granting(view: View, scope: Scope = view.scope, issue?: number) {
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
