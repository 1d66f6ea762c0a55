import type {
  AccessOfStay,
  ListPage,
  ListPlace,
  SurveySteps,
} from '../src/contract/reconciling.ts';
import { isReservationId } from '../src/contract/reservation.ts';
import { isSeamError } from '../src/seam/errors.ts';
import type { AccessUser, Call, Credential, Seam, UserIdentity } from '../src/seam/port.ts';
import {
  guestNumberIn,
  reservationOfIdentity,
  reservationOfName,
  SALTO_KS_SITE,
} from '../src/stay/keys.ts';
import type {
  SeenAccess,
  SeenCredential,
  SeenIdentity,
  SeenUser,
} from '../src/stay/reconciliation.ts';

import { askAtOnce } from './asking-at-once.ts';
import { currentAttempt, type Clock } from './attempt.ts';
import { waitAsked } from './failures.ts';

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

/** So much is read in one attempt: what it answers is half a megabyte at most, and it ends well in time. */
const MOST_ITEMS = 3_000;
const MOST_ON_A_PAGE = 500;
const READS_FOR_MS = 6_000;

/**
 * The reconciler's look at Seam's lists, page by page. A name is read here and goes no further: what
 * nothing shows to be ours is told by its id alone.
 */
export function surveying(means: SurveyMeans): SurveySteps {
  const { clock } = means;
  return {
    async surveySeam({ systemIds, from, alsoOurs }) {
      const { call } = currentAttempt(clock);
      const until = clock() + READS_FOR_MS;
      const pages: ListPage[] = [];
      const ours = new Set(alsoOurs);
      let next: ListPlace | undefined = from;
      for (
        let items = 0;
        next !== undefined && items + MOST_ON_A_PAGE <= MOST_ITEMS && clock() < until;
      ) {
        const place: ListPlace = next;
        try {
          const read = await readPage(means, { systemIds, place, ours }, call);
          pages.push(read.page);
          items += read.items;
          next = placeAfter(place, read.next, systemIds);
        } catch (error) {
          // The next attempt begins with it, and is tried again by itself.
          if (pages.length === 0) throw error;
          const waitMs = isSeamError(error) ? waitAsked(error) : undefined;
          return { pages, next: place, ...(waitMs && { waitMs }) };
        }
      }
      return { pages, ...(next && { next }) };
    },

    async lookAtAccesses(accesses) {
      const { call } = currentAttempt(clock);
      const seen: SeenAccess[] = [];
      for (const [lookedAt, access] of accesses.entries()) {
        try {
          seen.push(await lookAtAccess(means, access, call));
        } catch (error) {
          // One that has gone meanwhile, or that Seam does not tell of, is no reason to read no other.
          if (isSeamError(error, 'rejected')) continue;
          // The next attempt begins with it, and is tried again by itself.
          if (lookedAt === 0) throw error;
          const waitMs = isSeamError(error) ? waitAsked(error) : undefined;
          return { seen, lookedAt, ...(waitMs && { waitMs }) };
        }
      }
      return { seen, lookedAt: accesses.length };
    },
  };
}

async function lookAtAccess(
  { seam, tagOf }: SurveyMeans,
  { reservationId, userId, credentialId }: AccessOfStay,
  call: Call,
): Promise<SeenAccess> {
  const [groupIds, credential] = await askAtOnce([
    seam.groupsOf(userId, call),
    credentialId === undefined ? undefined : seam.getCredential(credentialId, call),
  ]);
  const code = credential?.code;
  const tag = code && tagOf(reservationId, code);
  return { userId, groupIds, ...(tag && { tag }) };
}

/** A page of a list as it is told, how much it had, and where the list goes on. */
interface ReadPage {
  readonly page: ListPage;
  readonly items: number;
  readonly next: string | undefined;
}

interface Place {
  readonly systemIds: readonly string[];
  readonly place: ListPlace;
  /** Reservation ids that an identity has shown to be ours. */
  readonly ours: Set<string>;
}

function placeAfter(
  { list }: ListPlace,
  cursor: string | undefined,
  systemIds: readonly string[],
): ListPlace | undefined {
  if (cursor !== undefined) return { list, cursor };
  return list < 2 * systemIds.length ? { list: list + 1 } : undefined;
}

async function readPage(means: SurveyMeans, place: Place, call: Call): Promise<ReadPage> {
  const { list, cursor } = place.place;
  const from = cursor === undefined ? {} : { cursor };
  const systemId = place.systemIds[Math.ceil(list / 2) - 1];
  if (systemId === undefined) return readIdentities(means, from, place.ours, call);
  return list % 2 === 1
    ? readUsers(means, { ...from, systemId }, place.ours, call)
    : readCredentials(means, { ...from, systemId }, call);
}

async function readIdentities(
  means: SurveyMeans,
  from: { readonly cursor?: string },
  ours: Set<string>,
  call: Call,
): Promise<ReadPage> {
  const { items, next } = await means.seam.findIdentities(from, call);
  const identities = items.flatMap((one) => seenIdentity(one, isNew(means, one)));
  for (const { reservationId } of identities) ours.add(reservationId);
  return { page: { of: 'identities', identities }, items: items.length, next };
}

async function readUsers(
  means: SurveyMeans,
  of: { readonly systemId: string; readonly cursor?: string },
  ours: ReadonlySet<string>,
  call: Call,
): Promise<ReadPage> {
  const { items, next } = await means.seam.findUsers(of, call);
  const claims = items.flatMap((user) => claimOf(user) ?? []);
  const toSeen = ({ user, reservationId }: Claim) =>
    seenUser(user, reservationId, isNew(means, user));
  const named = await namedOf(means, { systemId: of.systemId, claims, ours }, call);
  const marked = claims.filter((claim) => !isNamed(claim));
  const claimed = new Set([...marked, ...named].map(({ user }) => user.id));
  const strangers = items.filter((user) => !claimed.has(user.id) && !isNew(means, user));
  const page: ListPage = {
    ...{ of: 'users', systemId: of.systemId, count: items.length },
    marked: marked.map(toSeen),
    named: named.map((claim) => ({ ...toSeen(claim), identityId: claim.onIdentity })),
    strangers: strangers.map(({ id }) => id),
  };
  return { page, items: items.length, next };
}

async function readCredentials(
  { seam }: SurveyMeans,
  of: { readonly systemId: string; readonly cursor?: string },
  call: Call,
): Promise<ReadPage> {
  const { items, next } = await seam.findCredentials(of, call);
  const credentials = items.filter((one) => !isGoing(one)).map(seenCredential);
  const page: ListPage = { of: 'credentials', systemId: of.systemId, credentials };
  return { page, items: items.length, next };
}

function isNew(
  { clock, quietPeriodMs }: SurveyMeans,
  { createdAt }: { readonly createdAt: string },
): boolean {
  return Date.parse(createdAt) > clock() - quietPeriodMs;
}

function seenIdentity(
  { id, key = '', accessUserIds: userIds }: UserIdentity,
  isYoung: boolean,
): readonly SeenIdentity[] {
  const reservationId = reservationOfIdentity(key);
  if (reservationId === undefined || !isReservationId(reservationId)) return [];
  const guestNumber = guestNumberIn(key);
  return [
    {
      ...{ id, reservationId, userIds },
      ...(guestNumber > 1 && { guestNumber }),
      ...(isYoung && { isNew: true as const }),
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

/**
 * Those that may be a stay's by their whole name: where a guide names users so, and only if somebody knows
 * that stay, since it may be a person's name.
 */
async function namedOf(
  { seam, knownStays }: SurveyMeans,
  of: {
    readonly systemId: string;
    readonly claims: readonly Claim[];
    readonly ours: ReadonlySet<string>;
  },
  call: Call,
): Promise<readonly (Claim & { readonly onIdentity: string })[]> {
  const { systemId, ours } = of;
  const named = of.claims.filter(isNamed);
  const unsure = named.map((claim) => claim.reservationId).filter((id) => !ours.has(id));
  const known = unsure.length === 0 ? ours : await knownStays([...new Set(unsure)]);
  const made = named.filter(({ reservationId: id }) => ours.has(id) || known.has(id));
  if (made.length === 0) return [];
  const { externalType } = await seam.getSystem(systemId, call);
  return externalType === SALTO_KS_SITE ? made : [];
}

function claimOf(user: AccessUser): Claim | undefined {
  const { fullName, identityId } = user;
  const marked = reservationOfName(fullName);
  if (marked !== undefined) return { user, reservationId: marked };
  return identityId !== undefined && isReservationId(fullName)
    ? { user, reservationId: fullName, onIdentity: identityId }
    : undefined;
}

function seenUser(
  user: AccessUser,
  reservationId: string,
  isYoung: boolean,
): Omit<SeenUser, 'systemId'> {
  const { id, schedule } = user;
  const inTrouble = user.isSuspended || user.errors.length > 0;
  return {
    id,
    reservationId,
    ...(schedule && { startsAt: schedule.startsAt }),
    ...(schedule?.endsAt && { endsAt: schedule.endsAt }),
    ...(isGoing(user) && { isGoing: true as const }),
    ...(inTrouble && { inTrouble: true as const }),
    ...(user.isSubscribed === false && { isUnsubscribed: true as const }),
    ...(isYoung && { isNew: true as const }),
  };
}

function seenCredential({ id, userId, schedule }: Credential): Omit<SeenCredential, 'systemId'> {
  return {
    id,
    ...(userId && { userId }),
    ...(schedule?.endsAt && { endsAt: schedule.endsAt }),
  };
}

function isGoing({ warnings, errors }: Pick<AccessUser, 'warnings' | 'errors'>): boolean {
  return warnings.includes('being_deleted') || errors.includes('deleted_externally');
}
