import { expect, it } from 'vitest';

import type { LedgerEntry } from '../../src/stay/ledger.ts';
import type { Scope } from '../../src/stay/scope.ts';
import { seamIdsOf } from '../../src/stay/seam-ids.ts';

const scope: Scope = { of: 'guest', workspace: 'default', guest: 1 };
const entry = (more: Partial<LedgerEntry>): LedgerEntry => ({
  kind: 'access-user',
  state: 'live',
  scope,
  ...more,
});

it('a stay is found by what it has at Seam, not by a group of others nor by what is gone', () => {
  const ledger = [
    entry({ kind: 'user-identity', id: 'person' }),
    entry({ id: 'user' }),
    entry({ kind: 'membership', id: 'group' }),
    entry({ kind: 'credential', id: 'old', state: 'removed' }),
    entry({ kind: 'credential', id: 'new' }),
    entry({ kind: 'enrollment', state: 'asked' }),
    entry({ id: 'x'.repeat(41) }),
  ];
  expect(seamIdsOf(ledger)).toEqual(['new', 'user', 'person']);
});

it('of very many the newest are kept', () => {
  const ledger = Array.from({ length: 50 }, (_, nth) => entry({ id: `user-${nth}` }));
  const ids = seamIdsOf(ledger);
  expect(ids).toHaveLength(40);
  expect([ids[0], ids[39]]).toEqual(['user-49', 'user-10']);
});
