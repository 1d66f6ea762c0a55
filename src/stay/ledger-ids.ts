import { issueOf, type EntryKey, type Ledger } from './ledger.ts';
import { isSameScope, systemOf, type Scope } from './scope.ts';

/** Ids of that kind that the ledger has under another key: neither adopted nor counted as doubles there. */
export function idsUnderOtherKeys(ledger: Ledger, key: EntryKey): readonly string[] {
  const { kind, scope, issue } = key;
  return ledger.flatMap((e) =>
    e.kind === kind &&
    e.state !== 'removed' &&
    e.id !== undefined &&
    !(isSameScope(e.scope, scope) && (issue === undefined || issueOf(e) === issue))
      ? [e.id]
      : [],
  );
}

/** The access groups that an access is in, as far as the ledger knows. */
export function groupsIn(ledger: Ledger, scope: Scope): readonly string[] {
  return ledger.flatMap((e) =>
    e.kind === 'membership' &&
    e.state === 'live' &&
    e.id !== undefined &&
    isSameScope(e.scope, scope)
      ? [e.id]
      : [],
  );
}

/** Those of the access systems of a ledger that only checks have named. */
export function systemsOnlyNamed(ledger: Ledger): readonly string[] {
  const known = systemsOf(ledger.filter(({ isNamed }) => !isNamed));
  return systemsOf(ledger).filter((id) => !known.includes(id));
}

/** The access systems in which a ledger has asked for anything. */
export function systemsOf(ledger: Ledger): readonly string[] {
  return [...new Set(ledger.flatMap(({ scope }) => systemOf(scope) ?? []))];
}
