import { issueOf, remaining, type Ledger, type LedgerEntry } from './ledger.ts';
import { isSameScope, scopeKey, type Scope } from './scope.ts';

/** What an issue of an access is told apart by, in the key of the step that makes it. */
export function issueKey(scope: Scope, issue = 1): string {
  return issue === 1 ? scopeKey(scope) : `${scopeKey(scope)} issue ${issue}`;
}

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
