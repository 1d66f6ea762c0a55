import type { Unconfirmed } from './activities-granting.ts';
import { isRemovable, issueOf, type EntryKey, type Ledger, type LedgerEntry } from './ledger.ts';
import { isSameScope } from './scope.ts';
import type { StayState } from './state.ts';
import { ATTEMPT_MS, type Failure } from './step.ts';

/*
 * The life of a create without a clean answer: until `unconfirmedUntil` it may still commit (`isUnconfirmed`). While
 * nothing of it has an id, it can only be waited for (`isAwaited`). Then somebody has to see what became of it
 * (`isOutcomeUnseen`): if it is of the access that is wanted, its creating step is taken once more, which adopts what it
 * finds and else asks once more, and `unconfirmedUntil` goes with its answer; if it is of one that the guest leaves, its
 * removal looks for it. If the creating step is refused at the first attempt, `unconfirmedUntil` is over with that; a
 * refusal at a later attempt may hide another create, and puts it off. A removed entry keeps it too: what was removed may
 * be made once more until then (`lateUntil`).
 */

/** Whether a create without a clean answer may still commit. `now` is epoch milliseconds. */
export function isUnconfirmed({ unconfirmedUntil }: LedgerEntry, now: number): boolean {
  return unconfirmedUntil !== undefined && Date.parse(unconfirmedUntil) > now;
}

/**
 * Whether it can only be waited for: a request for it may still be carried out, and there is nothing
 * of it that could be removed by an id of its own. `now` is epoch milliseconds.
 */
export function isAwaited(entry: LedgerEntry, now: number): boolean {
  return isUnconfirmed(entry, now) && !isRemovable(entry) && !entry.isProofDue;
}

/** Whether a create can commit late no more, and no answer has told yet what became of it. */
export function isOutcomeUnseen({ unconfirmedUntil }: LedgerEntry, now: number): boolean {
  return unconfirmedUntil !== undefined && Date.parse(unconfirmedUntil) <= now;
}

/**
 * Until when a late request may still be carried out for something that was removed: a create that brings it
 * back, or a leave of what is joined again. None if that is over by `now`, in epoch milliseconds.
 */
export function lateUntil(
  ledger: Ledger,
  { kind, scope, id, issue }: EntryKey,
  now: number,
): string | undefined {
  const late = ledger.flatMap((e) =>
    e.kind === kind &&
    isSameScope(e.scope, scope) &&
    (id === undefined || e.id === id) &&
    (issue === undefined || issueOf(e) === issue) &&
    e.state === 'removed'
      ? [e.unconfirmedUntil ?? '']
      : [],
  );
  return late
    .filter((until) => Date.parse(until) > now)
    .toSorted()
    .at(-1);
}

/** Until when a create of that kind may still commit in that scope, whichever entry it was for. */
export function unconfirmedOfKind(ledger: Ledger, { kind, scope }: EntryKey): string | undefined {
  return ledger
    .flatMap((e) =>
      e.kind === kind && isSameScope(e.scope, scope) ? (e.unconfirmedUntil ?? []) : [],
    )
    .toSorted()
    .at(-1);
}

/**
 * Until when a request that was under way may still be carried out, and when it can have been sent last. Of a first
 * attempt that was refused nothing is under way: it is over in the very moment of that try (`isLateRetake` compares the
 * two), so that nobody looks once more.
 */
export function unconfirmedWithoutAnswer(
  { quietPeriodMs, lastCreateAt: before = 0 }: Pick<StayState, 'quietPeriodMs' | 'lastCreateAt'>,
  now: number,
  { isFirstAttempt }: Pick<Failure, 'isFirstAttempt'> = {},
): { readonly lastCreateAt: number; readonly unconfirmedUntil: string } {
  if (isFirstAttempt)
    return { lastCreateAt: Math.max(now, before), unconfirmedUntil: new Date(now).toISOString() };
  const lastCreateAt = now + ATTEMPT_MS;
  return { lastCreateAt, unconfirmedUntil: new Date(lastCreateAt + quietPeriodMs).toISOString() };
}

/**
 * Until when a request of the step, or of one before it, may still be carried out, by the stay's clock: a
 * worker's may be minutes off. What a step before it had left unconfirmed is not over sooner for an answer.
 */
export function unconfirmedAfterAnswer(
  { quietPeriodMs, lastCreateAt = 0 }: StayState,
  answer: Unconfirmed,
  now: number,
  before?: string,
): Unconfirmed {
  const sentAt = Math.max(now, lastCreateAt);
  const own = answer.unconfirmedUntil === undefined ? 0 : sentAt + quietPeriodMs;
  const until = Math.max(own, Date.parse(before ?? '') || 0);
  return until > now ? { unconfirmedUntil: new Date(until).toISOString() } : {};
}
