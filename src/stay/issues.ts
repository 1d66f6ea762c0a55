import { issueOf, remaining, type Ledger, type LedgerEntry } from './ledger.ts';
import { isSameScope, type Scope } from './scope.ts';

/** Credentials of an access that a later issue has replaced, or is about to. */
export function earlierCredentials(
  ledger: Ledger,
  scope: Scope,
  issue: number,
): readonly LedgerEntry[] {
  return remaining(ledger).filter(
    (e) => e.kind === 'credential' && issueOf(e) < issue && isSameScope(e.scope, scope),
  );
}
