import { tryAgain } from '../src/contract/failures.ts';
import type { ConfirmAccess, Seen } from '../src/contract/steps.ts';
import { isSeamError } from '../src/seam/errors.ts';
import type { AccessUser, Call, Credential, Entrance, Seam } from '../src/seam/port.ts';
import { isUngranted, readTrouble, type AccessTrouble } from '../src/stay/trouble.ts';
import { hasWindow, isSameInstant } from '../src/stay/window.ts';

import { askAtOnce } from './asking-at-once.ts';
import { currentAttempt, lookAgainAfter, type Attempt } from './attempt.ts';
import { isEmailTaken } from './in-the-way.ts';
import { lookAtSystem } from './looking-at-system.ts';
import type { Means } from './means.ts';
import { isThere, onUser } from './presence.ts';
import { scheduleOf } from './windows.ts';

// Seam subscribes a Salto KS user when the stay begins; until then it is not a trouble.
const SUBSCRIPTION_TAKES_MS = 20_000;
// A list may lag behind what was just written: who was not in it then is not taken for taken out.
const LAG_LOOKS = 4;

/** An access as one look found it. */
interface Look {
  readonly user: AccessUser;
  readonly credential: Credential;
  readonly entrances: readonly Entrance[];
  readonly now: number;
}

/** Where a user gets in. */
interface Doors {
  readonly groupIds: readonly string[];
  readonly entrances: readonly Entrance[];
}

/** The step that looks whether an access is granted, and what is wrong with it. */
export function confirming({ seam, clock, tagOf }: Means) {
  return {
    async confirmAccess(input: ConfirmAccess): Promise<Seen> {
      const attempt = currentAttempt(clock);
      const { call } = attempt;
      const [user, credential, system, doors] = await askAtOnce([
        seam.getUser(input.userId, call),
        seam.getCredential(input.credentialId, call),
        lookAtSystem(seam, call, input),
        // It may go while it is looked at: that is no refusal, which would end all looks.
        onUser(seam, call, input.userId, () => doorsOf(seam, call, input)),
      ]);
      const gone = [
        ...(isThere(user) && !('gone' in doors) ? [] : [input.userId]),
        ...(isThere(credential) ? [] : [input.credentialId]),
        ...(await goneIdentity(seam, call, user, input.identityId)),
      ];
      if (gone.length > 0 || 'gone' in doors || !isThere(user) || !isThere(credential)) {
        return { gone, groupIds: input.groupIds, windowDiffers: false, ...system };
      }
      const seen = await onUser(seam, call, user.id, () =>
        lookAtAccess(seam, attempt, { user, credential, ...doors }, input, tagOf),
      );
      return 'windowDiffers' in seen
        ? { ...seen, ...system }
        : { ...seen, groupIds: input.groupIds, windowDiffers: false, ...system };
    },
  };
}

async function lookAtAccess(
  seam: Seam,
  attempt: Attempt,
  { user, credential, groupIds, entrances }: Omit<Look, 'now'> & Doors,
  input: ConfirmAccess,
  tagOf: Means['tagOf'],
): Promise<Seen> {
  await hangBack(seam, attempt, user, input.identityId);
  waitForGroups(attempt, input.groupIds, groupIds);
  const look = { user, credential, entrances, now: attempt.serverTime() };
  const trouble = await reasonOf(seam, attempt, troubleOf(look, input), look, input);
  await judge(seam, attempt, look, input, trouble);
  return {
    gone: [],
    groupIds,
    windowDiffers: !hasWindows(look, input),
    ...(trouble === undefined ? {} : { trouble }),
    ...(credential.code === undefined ? {} : { tag: tagOf(input.reservationId, credential.code) }),
  };
}

/** The identity, if it was removed or merged into another: the user does not hang on it any more. */
async function goneIdentity(
  seam: Seam,
  call: Call,
  user: AccessUser | undefined,
  id: string | undefined,
): Promise<readonly string[]> {
  if (id === undefined || (isThere(user) && user.identityId === id)) return [];
  const identity = await seam.getIdentity({ id }, call);
  return isThere(identity) && identity.id === id ? [] : [id];
}

/** Hangs a user that somebody hung on another identity back on the guest's, whose phone is to get the key. */
async function hangBack(
  seam: Seam,
  { call, number }: Attempt,
  user: AccessUser,
  identityId: string | undefined,
): Promise<void> {
  if (identityId === undefined || user.identityId === identityId) return;
  const again = { afterMs: lookAgainAfter(number), benign: true } as const;
  try {
    await seam.linkUser(user.id, identityId, call);
  } catch (error) {
    if (!isSeamError(error, 'rejected')) throw error;
    const why = 'The guest’s identity has another access user in this system.';
    throw tryAgain('UserInTheWay', why, again);
  }
  throw tryAgain('NotConfirmedYet', 'The user is being hung back on the guest’s identity.', again);
}

/** Gives a list that does not show all the groups yet some time, before they are taken for left. */
function waitForGroups(
  { number }: Attempt,
  wanted: readonly string[],
  shown: readonly string[],
): void {
  if (number >= LAG_LOOKS || wanted.every((id) => shown.includes(id))) return;
  const why = 'Seam does not show every access group yet.';
  throw tryAgain('NotConfirmedYet', why, { afterMs: lookAgainAfter(number), benign: true });
}

async function doorsOf(
  seam: Seam,
  call: Call,
  { userId, groupIds: wanted }: ConfirmAccess,
): Promise<Doors> {
  const [groupIds, entrances] = await askAtOnce([
    wanted.length === 0 ? [] : seam.groupsOf(userId, call),
    entrancesOf(seam, call, userId),
  ]);
  return { groupIds, entrances };
}

/** The doors that the user opens. A system that cannot tell them delays nobody. */
async function entrancesOf(seam: Seam, call: Call, userId: string): Promise<readonly Entrance[]> {
  try {
    return await seam.entrancesOf(userId, call);
  } catch (error) {
    if (isSeamError(error, 'rejected')) return [];
    throw error;
  }
}

/** Throws as long as something is on its way: a trouble of the access itself is told at once. */
async function judge(
  seam: Seam,
  { call, number }: Attempt,
  look: Look,
  input: ConfirmAccess,
  trouble: AccessTrouble | undefined,
): Promise<void> {
  const { user } = look;
  const { known, userWindow } = input;
  const isStillWithoutSeat = trouble === 'NoSeatLeft' && known === trouble;
  if (isStillWithoutSeat && userWindow !== undefined && user.pending.length === 0) {
    // Seam may give a seat that falls free only to a user that is touched.
    await seam.updateUser(user.id, { schedule: scheduleOf(userWindow) }, call);
  }
  if (isUngranted(trouble) || isComplete(look, input)) return;
  throw tryAgain('NotConfirmedYet', 'Seam does not show everything as carried out yet.', {
    afterMs: lookAgainAfter(number),
    benign: true,
  });
}

function troubleOf(
  { user, credential, entrances, now }: Look,
  { userWindow, isHeld }: ConfirmAccess,
): AccessTrouble | undefined {
  return readTrouble({
    userErrors: user.errors,
    userWarnings: user.warnings,
    credentialErrors: credential.errors,
    isSuspended: user.isSuspended,
    isHeld: isHeld === true,
    ...(user.isSubscribed === undefined ? {} : { isSubscribed: user.isSubscribed }),
    // A site may free the seat of whom we suspended.
    shouldBeSubscribed:
      isHeld !== true &&
      userWindow !== undefined &&
      now >= Date.parse(userWindow.opensAt) + SUBSCRIPTION_TAKES_MS &&
      now < Date.parse(userWindow.closesAt),
    isDoorInTrouble: entrances.some((door) => door.isOnline === false || door.errors.length > 0),
  });
}

/** What the access system refused it may have refused over somebody else's user, which is then the reason to name. */
async function reasonOf(
  seam: Seam,
  attempt: Attempt,
  trouble: AccessTrouble | undefined,
  { user }: Look,
  { identityId }: ConfirmAccess,
): Promise<AccessTrouble | undefined> {
  if (trouble !== 'AccessSystemRefused' || identityId === undefined) return trouble;
  const identity = await seam.getIdentity({ id: identityId }, attempt.call);
  const isTaken =
    identity !== undefined && (await isEmailTaken(seam, attempt, identity, user.systemId));
  return isTaken ? 'UserInTheWay' : trouble;
}

/** Nothing is on its way any more, a PIN has its code, and a stay that has begun and is not held has its seat. */
function isComplete(
  { user, credential, now }: Look,
  { userWindow, isHeld }: ConfirmAccess,
): boolean {
  const isSeatDue =
    isHeld !== true &&
    userWindow !== undefined &&
    now >= Date.parse(userWindow.opensAt) &&
    now < Date.parse(userWindow.closesAt);
  return (
    user.pending.length === 0 &&
    credential.isSynced !== false &&
    (credential.method !== 'code' || credential.code !== undefined) &&
    !(isSeatDue && user.isSubscribed === false)
  );
}

function hasWindows({ user, credential, now }: Look, input: ConfirmAccess): boolean {
  const { userWindow, credentialWindow } = input;
  return (
    (userWindow === undefined || hasWindow(user.schedule ?? {}, userWindow, now)) &&
    (credentialWindow === undefined ||
      isSameInstant(credential.schedule?.endsAt, credentialWindow.closesAt))
  );
}
