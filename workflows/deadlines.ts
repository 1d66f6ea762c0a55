import { remaining } from '../src/stay/ledger.ts';
import { mayStayLonger } from '../src/stay/wish.ts';

import { Interrupted } from './interruptions.ts';
import { ATTEMPT_MS } from './policies.ts';
import type { Stay } from './stay.ts';

/** When the plan in force closes although the wish has a newer word, which does not put that off. */
export function closesAnyway({ applied, plan, wish, isNewLife }: Stay): number | undefined {
  if (plan === undefined || applied === undefined || isNewLife) return undefined;
  return mayStayLonger(wish, applied) ? undefined : Date.parse(plan.closesAt);
}

/** When the stay closes, in epoch milliseconds, as far as that can be told before its wish is planned. */
export function closingOf(stay: Stay): number | undefined {
  return stay.isPlanned() ? Date.parse(stay.plan?.closesAt ?? '') : closesAnyway(stay);
}

/** Milliseconds until check-out; not above zero once it has come. */
export function msUntilClosing(stay: Stay): number {
  return (closingOf(stay) ?? Number.POSITIVE_INFINITY) - Date.now();
}

/** Milliseconds until the plan opens or closes, whichever is next: a round ends by then. */
export function msUntilDeadline(stay: Stay): number {
  const opening = Date.parse(stay.plan?.opensAt ?? '') - Date.now();
  // A round that is shorter than an attempt could not tell a slow step from one that nobody takes.
  const left = [opening, msUntilClosing(stay)]
    .filter((ms) => ms > 0)
    .map((ms) => Math.max(ms, ATTEMPT_MS));
  return Math.min(Number.POSITIVE_INFINITY, ...left);
}

/** Milliseconds until the next doubt runs out; none if one has. */
export function msUntilDoubt({ ledger }: Stay): number {
  const doubts = remaining(ledger).flatMap((e) =>
    e.unconfirmedUntil === undefined ? [] : [Date.parse(e.unconfirmedUntil) - Date.now()],
  );
  return Math.max(0, Math.min(Number.POSITIVE_INFINITY, ...doubts));
}

/**
 * Throws {@link Interrupted} if the main line acts on a wish that is not the newest, or if check-out
 * has come: what is being done is the end's to finish.
 */
export function interruptIfOver(stay: Stay): void {
  stay.interruptIfOutdated();
  if (msUntilClosing(stay) <= 0) throw new Interrupted();
}
