import { isBlocked, isConfirmed } from './blocked.ts';
import { isPlanDue } from './desired.ts';
import { remaining } from './ledger.ts';
import { nextLookAt } from './looking.ts';
import type { WaitsFor, WaitStep } from './step.ts';
import { isSuspended } from './suspending.ts';
import { mayRevokeOthers } from './tidying.ts';
import { entriesOfGrant, entriesOfGuestsBefore, isGrantDue, type View } from './view.ts';
import { DAY_MS } from './when.ts';

interface Deadline {
  readonly until: number | undefined;
  readonly for: WaitsFor;
}

/** The wait until the next moment at which there may be something to do. `pauses` are ends of pauses, in epoch milliseconds. */
export function waitingStep(view: View, pauses: readonly number[]): WaitStep {
  const { opensAt, closesAt, now, planned } = view;
  const isReplacing = entriesOfGuestsBefore(view).length > 0;
  const deadlines: readonly Deadline[] = [
    { until: closesAt, for: 'check-out' },
    { until: opensAt, for: 'check-in' },
    { until: nextLookAt(view), for: 'next look' },
    { until: isReplacing ? planned.replaceBy : undefined, for: 'next try' },
    { until: isReplacing ? planned.earlier?.by : undefined, for: 'next try' },
    ...lateCreates(view),
    ...pauses.map((until): Deadline => ({ until, for: 'next try' })),
  ];
  const isNothingDue = pauses.length === 0 && isAsWanted(view);
  const soonest = soonestOf(deadlines, now) ?? { until: now + DAY_MS, for: 'change' };
  return { do: 'wait', ...soonest, isNothingDue };
}

/** The first of some deadlines that is still to come. */
function soonestOf(
  deadlines: readonly Deadline[],
  now: number,
): { readonly until: number; readonly for: WaitsFor } | undefined {
  let soonest: { readonly until: number; readonly for: WaitsFor } | undefined;
  for (const { until = 0, for: why } of deadlines) {
    if (until > now && until < (soonest?.until ?? Infinity)) soonest = { until, for: why };
  }
  return soonest;
}

/** What may come late of the access that the guest is leaving is looked for with its removal, and not before. */
function lateCreates(view: View): readonly Deadline[] {
  const all = remaining(view.state.ledger);
  const replaced = [...entriesOfGuestsBefore(view), ...all.filter((e) => e.isReplaced)];
  const lookedFor =
    mayRevokeOthers(view) || !isGrantDue(view) ? all : [...entriesOfGrant(view), ...replaced];
  return lookedFor.flatMap(({ unconfirmedUntil }): readonly Deadline[] =>
    unconfirmedUntil === undefined
      ? []
      : [{ until: Date.parse(unconfirmedUntil), for: 'late create' }],
  );
}

/** Everything that is due by the plan is confirmed. */
function isAsWanted(view: View): boolean {
  if (isPlanDue(view.state) || isBlocked(view)) return false;
  if (view.state.hold !== undefined) return isSuspended(view);
  return !isGrantDue(view) || isConfirmed(view);
}
