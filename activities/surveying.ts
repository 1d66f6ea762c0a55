import type { SurveySteps } from '../src/contract/reconciling.ts';
import { isReservationId } from '../src/contract/reservation.ts';
import type { AccessUser, Credential, Seam, UserIdentity } from '../src/seam/port.ts';
import {
  guestNumberIn,
  reservationOfIdentity,
  reservationOfName,
  SALTO_KS_SITE,
} from '../src/stay/keys.ts';
import type { SeenCredential, SeenIdentity, SeenUser } from '../src/stay/reconciliation.ts';

import { currentAttempt, type Clock } from './attempt.ts';

/** What the reconciler's reading of Seam works with. */
export interface SurveyMeans {
  readonly seam: Seam;
  readonly clock: Clock;
  readonly quietPeriodMs: number;
  /** A short keyed digest of a stay and a code of it. */
  readonly tagOf: (reservationId: string, code: string) => string;
  /** Those of the reservation ids of which Temporal knows a run that was a stay. */
  readonly knownStays: (reservationIds: readonly string[]) => Promise<ReadonlySet<string>>;
}

/**
 * The reconciler's look at Seam's lists, page by page. A name is read here and goes no further: what
 * nothing shows to be ours is told by its id alone.
 */
export function surveying({
  seam,
  clock,
  quietPeriodMs,
  tagOf,
  knownStays,
}: SurveyMeans): SurveySteps {
  const isNew = ({ createdAt }: { readonly createdAt: string }): boolean =>
    Date.parse(createdAt) > clock() - quietPeriodMs;

  const toSeen = ({ user, reservationId }: Claim): SeenUser =>
    seenUser(user, reservationId, isNew(user));

  return {
    async surveyIdentities(from) {
      const { items, next } = await seam.findIdentities(from, currentAttempt(clock).call);
      const identities = items.flatMap((identity) => seenIdentity(identity, isNew(identity)));
      return { identities, ...(next && { next }) };
    },

    async surveyUsers({ alsoOurs, ...of }) {
      const { call } = currentAttempt(clock);
      const { items, next } = await seam.findUsers(of, call);
      const claims = items.flatMap((user) => claimOf(user) ?? []);
      const known = new Set([
        ...(await knownStays([...new Set(claims.map((claim) => claim.reservationId))])),
        ...alsoOurs,
      ]);
      const made = claims.filter((claim) => known.has(claim.reservationId));
      const mayBeNamed =
        made.some(isNamed) &&
        (await seam.getSystem(of.systemId, call)).externalType === SALTO_KS_SITE;
      const ours = made.filter((claim) => !isNamed(claim)).map(toSeen);
      const named = mayBeNamed
        ? made.filter(isNamed).map((claim) => ({ ...toSeen(claim), identityId: claim.onIdentity }))
        : [];
      const claimed = new Set([...ours, ...named].map(({ id }) => id));
      const strangers = items.filter((user) => !claimed.has(user.id) && !isNew(user));
      return {
        ...{ ours, named, strangers: strangers.map(({ id }) => id), count: items.length },
        ...(next && { next }),
      };
    },

    async surveyCredentials(of) {
      const { items, next } = await seam.findCredentials(of, currentAttempt(clock).call);
      const credentials = items.filter((it) => !isGoing(it)).map(seenCredential);
      return { credentials, ...(next && { next }) };
    },

    async lookAtAccesses(accesses) {
      const { call } = currentAttempt(clock);
      const seen = [];
      for (const { reservationId, userId, credentialId } of accesses) {
        const groupIds = await seam.groupsOf(userId, call);
        const code = credentialId && (await seam.getCredential(credentialId, call))?.code;
        const tag = code && tagOf(reservationId, code);
        seen.push({ userId, groupIds, ...(tag && { tag }) });
      }
      return seen;
    },
  };
}

function seenIdentity(
  { id, key = '', accessUserIds: userIds }: UserIdentity,
  isNew: boolean,
): readonly SeenIdentity[] {
  const reservationId = reservationOfIdentity(key);
  if (reservationId === undefined || !isReservationId(reservationId)) return [];
  const guestNumber = guestNumberIn(key);
  return [
    {
      ...{ id, reservationId, userIds },
      ...(guestNumber > 1 && { guestNumber }),
      ...(isNew && { isNew }),
    },
  ];
}

/** Which stay's a user may be by its name. */
interface Claim {
  readonly user: AccessUser;
  readonly reservationId: string;
  /** It carries no mark: it is the stay's only if this identity is the stay's own. */
  readonly onIdentity?: string;
}

function isNamed(claim: Claim): claim is Claim & { readonly onIdentity: string } {
  return claim.onIdentity !== undefined;
}

function claimOf(user: AccessUser): Claim | undefined {
  const { fullName, identityId } = user;
  const marked = reservationOfName(fullName);
  if (marked !== undefined) return { user, reservationId: marked };
  return identityId !== undefined && isReservationId(fullName)
    ? { user, reservationId: fullName, onIdentity: identityId }
    : undefined;
}

function seenUser(user: AccessUser, reservationId: string, isNew: boolean): SeenUser {
  const { id, systemId, schedule } = user;
  const inTrouble = user.isSuspended || user.errors.length > 0;
  return {
    id,
    systemId,
    reservationId,
    ...(schedule && { startsAt: schedule.startsAt }),
    ...(schedule?.endsAt && { endsAt: schedule.endsAt }),
    ...(isGoing(user) && { isGoing: true as const }),
    ...(inTrouble && { inTrouble: true as const }),
    ...(user.isSubscribed === false && { isUnsubscribed: true as const }),
    ...(isNew && { isNew }),
  };
}

function seenCredential({ id, systemId, userId, schedule }: Credential): SeenCredential {
  return {
    id,
    systemId,
    ...(userId && { userId }),
    ...(schedule?.endsAt && { endsAt: schedule.endsAt }),
  };
}

function isGoing({ warnings, errors }: Pick<AccessUser, 'warnings' | 'errors'>): boolean {
  return warnings.includes('being_deleted') || errors.includes('deleted_externally');
}
