import type { ListPage, PassMemory } from '../../src/contract/reconciling.ts';
import type {
  NamedUser,
  SeenCredential,
  SeenIdentity,
  SeenUser,
} from '../../src/stay/reconciliation.ts';

/** The identities of guests, by the reservation ids in their keys. */
export function identitiesIn(
  pages: readonly ListPage[],
): ReadonlyMap<string, readonly SeenIdentity[]> {
  const identities = pages.flatMap((page) => (page.of === 'identities' ? page.identities : []));
  return Map.groupBy(identities, ({ reservationId }) => reservationId);
}

/** What the lists of one access system show. */
export interface SystemShown {
  readonly systemId: string;
  readonly count: number;
  readonly ours: readonly SeenUser[];
  readonly strangers: readonly string[];
  readonly credentials: readonly SeenCredential[];
}

/** What the pages show of one access system. `unknown`: the reservation ids in marks that nobody knows. */
export function systemIn(
  systemId: string,
  pages: readonly ListPage[],
  identities: ReadonlyMap<string, readonly SeenIdentity[]>,
  unknown: ReadonlySet<string>,
): SystemShown {
  const shown = { systemId, count: 0, ours: [] as SeenUser[], strangers: [] as string[] };
  const credentials: SeenCredential[] = [];
  const take = (user: SeenUser, isOurs: boolean): void => {
    if (isOurs) shown.ours.push(user);
    else if (user.isNew !== true) shown.strangers.push(user.id);
  };
  const isOnOwn = ({
    reservationId,
    identityId,
  }: Pick<NamedUser, 'reservationId' | 'identityId'>) =>
    (identities.get(reservationId) ?? []).some(
      ({ id, guestNumber }) => guestNumber === undefined && id === identityId,
    );
  for (const page of pages) {
    if (page.of === 'identities' || page.systemId !== systemId) continue;
    if (page.of === 'credentials') {
      for (const one of page.credentials) credentials.push({ ...one, systemId });
      continue;
    }
    shown.count += page.count;
    shown.strangers.push(...page.strangers);
    for (const user of page.marked) take({ ...user, systemId }, !unknown.has(user.reservationId));
    for (const { identityId, ...user } of page.named)
      take({ ...user, systemId }, isOnOwn({ ...user, identityId }));
  }
  return { ...shown, credentials };
}

/** Whether a system has users who have a reservation id for a name. */
export function hasNamed(systemId: string, pages: readonly ListPage[]): boolean {
  return pages.some(
    (page) => page.of === 'users' && page.systemId === systemId && page.named.length > 0,
  );
}

/**
 * Somebody else may have removed the key of one guest's identity. All keys at once are believed to be gone when two
 * passes see it.
 */
export function hasLostAllKeys(
  { systemId, ours, credentials }: SystemShown,
  before: Pick<PassMemory, 'credentials'>,
): boolean {
  const wereSeveral = (before.credentials[systemId] ?? 0) > 1;
  return credentials.length === 0 && wereSeveral && ours.some((user) => !user.isGoing);
}
