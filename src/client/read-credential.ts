import type { Status } from '../contract/status.ts';
import type { AccessUser, Call, Credential, Seam } from '../seam/port.ts';
import {
  carriesMark,
  guestNumberIn,
  isOfStay,
  SALTO_KS_SITE,
  stayIdentityKey,
} from '../stay/keys.ts';

import { StayError } from './errors.ts';

/** What the guest opens the door with. The code is secret: show it to the guest, keep it nowhere. */
export interface GuestCredential {
  readonly accessMethod: string;
  readonly code?: string;
  /** `issuing`: the access system has not confirmed it yet; `in-trouble`: Seam shows an error on it. */
  readonly state: 'issued' | 'issuing' | 'in-trouble';
  /** The stay is held: this opens nothing until it is released. */
  readonly held?: true;
}

/** The part of Seam that a credential is read through. */
export type CredentialReader = Pick<
  Seam,
  'getCredential' | 'findUsers' | 'findCredentials' | 'getIdentity' | 'getSystem'
>;

const READ_WITHIN_MS = 15_000;

/**
 * Reads a stay's credential from Seam: by the id in its status or, where no worker tells it, from the
 * access user that carries the stay's mark; of several guests, the newest one's.
 *
 * @throws StayError `NoCredential`; SeamError
 */
export async function readCredential(
  seam: CredentialReader,
  status: Status,
): Promise<GuestCredential> {
  const call = {
    deadline: Date.now() + READ_WITHIN_MS,
    signal: AbortSignal.timeout(READ_WITHIN_MS),
  };
  const found =
    status.credentialId === undefined
      ? await findByKey(seam, status.reservationId, call)
      : await seam.getCredential(status.credentialId, call);
  if (found === undefined) throw noCredential(status);
  return {
    accessMethod: found.method,
    ...(found.code === undefined ? {} : { code: found.code }),
    state: stateOf(found),
    ...(status.phase === 'held' ? { held: true } : {}),
  };
}

function stateOf(credential: Credential): GuestCredential['state'] {
  if (credential.errors.length > 0) return 'in-trouble';
  const lacksCode = credential.method === 'code' && credential.code === undefined;
  return lacksCode || credential.isSynced === false ? 'issuing' : 'issued';
}

async function findByKey(
  seam: CredentialReader,
  reservationId: string,
  call: Call,
): Promise<Credential | undefined> {
  for (const user of ofNewestGuest(await usersOf(seam, reservationId, call))) {
    const { items } = await seam.findCredentials({ userId: user.id }, call);
    // A user that is the stay's by its identity alone was given a mobile key and no PIN.
    const isGiven = ({ method }: Credential): boolean =>
      method === 'mobile_key' || carriesMark(user.fullName, reservationId);
    const newest = items
      .filter(isGiven)
      .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
    if (newest !== undefined) return newest;
  }
  return undefined;
}

/** The guest before has no right left, and what opens for them is nothing for the one who asks now. */
function ofNewestGuest(users: readonly AccessUser[]): readonly AccessUser[] {
  const newest = Math.max(...users.map(({ fullName }) => guestNumberIn(fullName)));
  return users.filter(({ fullName }) => guestNumberIn(fullName) === newest);
}

async function usersOf(
  seam: CredentialReader,
  reservationId: string,
  call: Call,
): Promise<readonly AccessUser[]> {
  const own = await seam.getIdentity({ key: stayIdentityKey(reservationId) }, call);
  const claimant = { reservationId, ids: [], ownIdentityId: own?.id };
  const users: AccessUser[] = [];
  const isOurs = async (user: AccessUser): Promise<boolean> =>
    isOfStay(user, claimant) &&
    (carriesMark(user.fullName, reservationId) || (await isNamedByGuides(seam, user, call)));
  let cursor: string | undefined;
  do {
    const page = await seam.findUsers({ search: reservationId, ...(cursor && { cursor }) }, call);
    // Seam's search is a partial match: it also answers with users of others whose name contains the id.
    for (const user of page.items) if (await isOurs(user)) users.push(user);
    cursor = page.next;
  } while (cursor !== undefined);
  return users;
}

/** Whether a user is in a system whose mobile guides name a stay's user by the reservation id: Salto KS alone. */
async function isNamedByGuides(
  seam: CredentialReader,
  { systemId }: AccessUser,
  call: Call,
): Promise<boolean> {
  return (await seam.getSystem(systemId, call)).externalType === SALTO_KS_SITE;
}

function noCredential({ reservationId, phase }: Status): StayError {
  const subject = `The stay for reservation ${reservationId}`;
  if (phase === 'held') {
    const next = 'Release it if the guest is to get in.';
    return new StayError('NoCredential', `${subject} is held, and has no credential.`, next);
  }
  return phase === 'revoking' || phase === 'revoked'
    ? new StayError(
        'NoCredential',
        `${subject} has ended.`,
        'Put the reservation again if the guest comes back.',
      )
    : new StayError(
        'NoCredential',
        `${subject} has no credential yet.`,
        'Look at the stay: it says what it waits for.',
      );
}
