import { expect, it } from 'vitest';

import type { StayLook } from '../../src/contract/reconciling.ts';
import { findOrphans } from '../../workflows/reconcile/orphans.ts';
import type { Survey } from '../../workflows/reconcile/survey.ts';

const KS = 'site-ks';
const STAYS = 50_000;
/** As many as are asked in one run. */
const ORPHANS = 2_000;
/** A workflow that takes 5 s for one answer is ended by the SDK, again and again. */
const MOST_MS = 2_500;

// An operator's mistake, or a lost database: nothing else in the pass may take long then.
it('finds what thousands of stays left in a house of ten thousands before a task is over', () => {
  const ids = Array.from({ length: STAYS }, (_, nth) => `R-${nth}`);
  const user = (id: string) => ({ id: `user of ${id}`, reservationId: id, systemId: KS });
  const key = (id: string) => ({ id: `key of ${id}`, systemId: KS, userId: user(id).id });
  const survey: Survey = {
    ...{ since: 0, systems: new Map([[KS, STAYS]]), credentialCounts: new Map() },
    users: new Map(ids.map((id) => [id, [user(id)]])),
    credentials: new Map(ids.map((id) => [key(id).id, key(id)])),
    credentialsOf: new Map(ids.map((id) => [user(id).id, [key(id)]])),
    ...{ identities: new Map(), strangers: new Set(), unread: new Set(), gone: new Set() },
  };
  const looks = ids.slice(0, ORPHANS).map((reservationId): StayLook => {
    return { reservationId, run: 'closed', ledger: [] };
  });
  const before = process.cpuUsage();
  const orphans = findOrphans(looks, survey, [KS]);
  const { user: ours, system } = process.cpuUsage(before);
  expect(orphans).toHaveLength(ORPHANS);
  expect(orphans[0]?.found).toEqual([
    { kind: 'access-user', id: 'user of R-0', systemId: KS },
    { kind: 'credential', id: 'key of R-0', systemId: KS, userId: 'user of R-0' },
  ]);
  expect((ours + system) / 1_000).toBeLessThan(MOST_MS);
});
