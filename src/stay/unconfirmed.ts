import { isRemovable, issueOf, type EntryKey, type Ledger, type LedgerEntry } from './ledger.ts';
import { isSameScope } from './scope.ts';

/*
 * The life of a create without a clean answer: until `unconfirmedUntil` it may still commit (`isUnconfirmed`). While
 * nothing of it has an id, it can only be waited for (`isAwaited`). Afterwards a look tells what became of it
 * (`isLookDue`), and the look clears `unconfirmedUntil`. A removed entry keeps it: what was removed may be made
 * once more until then (`lateUntil`).
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

/** Whether a create can commit late no more, so that a look can tell what became of it. */
export function isLookDue({ unconfirmedUntil }: LedgerEntry, now: number): boolean {
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
