import type {
  Unconfirmed,
  Gone,
  IssueCredential,
  JoinAccessGroups,
  Joined,
  Made,
} from '../src/contract/steps.ts';
import { isSeamError, type SeamError } from '../src/seam/errors.ts';
import type { Credential, Seam } from '../src/seam/port.ts';
import { chooseOne } from '../src/stay/keys.ts';
import { isSameInstant } from '../src/stay/window.ts';

import { askAtOnce } from './asking-at-once.ts';
import { currentAttempt, type Attempt } from './attempt.ts';
import { forEachGroup } from './each-group.ts';
import { saysItIsThere, unexplained } from './lagging.ts';
import { afterLook } from './looking-at-system.ts';
import type { Means } from './means.ts';
import { readerOf } from './paging.ts';
import { hasStayedOn, isStaying, onceGone, onUser } from './presence.ts';
import { unconfirmedOf } from './unconfirmed.ts';
import { scheduleOf } from './windows.ts';

/** The steps that give the stay's access user its doors and its key. Each looks first, and makes what is absent. */
export function granting({ seam, clock }: Means) {
  return {
    async joinAccessGroups(input: JoinAccessGroups): Promise<Joined | Gone> {
      const attempt = currentAttempt(clock);
      const { call } = attempt;
      return afterLook(seam, call, input, () =>
        onUser(seam, call, input.userId, () => joinAll(seam, attempt, input)),
      );
    },

    async issueCredential(input: IssueCredential): Promise<Made | Gone> {
      const attempt = currentAttempt(clock);
      const { call } = attempt;
      return afterLook(seam, call, input, () =>
        onUser(seam, call, input.userId, () => issue(seam, attempt, input)),
      );
    },
  };
}

async function joinAll(
  seam: Seam,
  attempt: Attempt,
  input: JoinAccessGroups,
): Promise<Unconfirmed> {
  // A list may show a group yet that the user has left: whatever it shows, the group is joined.
  await forEachGroup(input.groupIds, (groupId) => join(seam, attempt, input, groupId));
  return unconfirmedOf(input, attempt);
}

async function issue(seam: Seam, attempt: Attempt, input: IssueCredential): Promise<Made> {
  const found = hasNothingYet(input, attempt)
    ? []
    : (await credentialsOf(seam, attempt, input)).filter(isStaying);
  // A double of an earlier PIN that the access system could not remove is not the new one: it would never be confirmed.
  const candidates = found.filter((one) => one.id === input.ours || !hasStayedOn(one));
  const { kept } = chooseOne(candidates, input.ours, () => true);
  const doubles = found.filter((one) => one !== kept);
  for (const double of doubles) await seam.deleteCredential(double.id, attempt.call);
  const { id } = await keepOrCreate(seam, attempt, input, kept);
  return { id, ...unconfirmedOf(input, attempt, doubles.length > 0) };
}

/** Whether a look could find nothing: the user is new, and no request of this step was sent before. */
function hasNothingYet(
  { isNewUser, again }: Pick<JoinAccessGroups, 'isNewUser' | 'again'>,
  { number }: Attempt,
): boolean {
  return isNewUser === true && !again && number === 1;
}

/** The user may be a member already: of a request that was thought lost, or because a list did not show it. */
async function join(
  seam: Seam,
  attempt: Attempt,
  input: JoinAccessGroups,
  groupId: string,
): Promise<void> {
  const { userId } = input;
  try {
    await seam.joinGroup(userId, groupId, attempt.call);
  } catch (error) {
    if (!isSeamError(error, 'rejected')) throw error;
    if (saysItIsMember(error)) return;
    if ((await seam.groupsOf(userId, attempt.call)).includes(groupId)) return;
    throw unexplained(error, attempt, !hasNothingYet(input, attempt));
  }
}

function saysItIsMember(error: SeamError): boolean {
  return saysItIsThere(error) && /group|member/.test(error.seamType ?? '');
}

async function keepOrCreate(
  seam: Seam,
  attempt: Attempt,
  input: IssueCredential,
  kept: Credential | undefined,
): Promise<{ readonly id: string }> {
  const { call } = attempt;
  const { window } = input;
  if (kept === undefined) return createCredential(seam, attempt, input);
  if (window !== undefined && !isSameInstant(kept.schedule?.endsAt, window.closesAt)) {
    await seam.updateCredential(kept.id, { endsAt: window.closesAt }, call);
  }
  return kept;
}

async function createCredential(
  seam: Seam,
  attempt: Attempt,
  input: IssueCredential,
): Promise<{ readonly id: string }> {
  const { userId, method, entranceIds, window } = input;
  try {
    return await seam.createCredential(
      {
        userId,
        method,
        ...(method === 'mobile_key' ? { isMultiPhone: true as const } : {}),
        ...(entranceIds === undefined ? {} : { entranceIds }),
        ...(window === undefined ? {} : { schedule: scheduleOf(window) }),
      },
      attempt.call,
    );
  } catch (error) {
    if (!isSeamError(error, 'rejected')) throw error;
    return standing(seam, attempt, input, error);
  }
}

/** Some systems allow one per user: a request that was thought lost may have made it meanwhile. */
async function standing(
  seam: Seam,
  attempt: Attempt,
  input: IssueCredential,
  refusal: SeamError,
): Promise<Credential> {
  const all = await credentialsOf(seam, attempt, { ...input, notOurs: [] });
  const staying = all.filter(isStaying);
  const made = staying.find(({ id }) => !input.notOurs.includes(id));
  if (made !== undefined) return made;
  // The one place is taken by another access of the stay.
  if (staying.length > 0) throw refusal;
  const [going] = all;
  if (going !== undefined) return onceGone(going);
  throw unexplained(refusal, attempt, !hasNothingYet(input, attempt));
}

/** The user's credentials of that method that are there by their ids, but for those of the stay's other accesses. */
async function credentialsOf(
  seam: Seam,
  attempt: Attempt,
  { userId, method, ours, notOurs }: IssueCredential,
): Promise<readonly Credential[]> {
  const listed = await readerOf(attempt).readAll({
    name: 'credentials',
    page: (cursor, call) =>
      seam.findCredentials({ userId, ...(cursor === undefined ? {} : { cursor }) }, call),
    pick: (credential: Credential) => (credential.method === method ? credential.id : undefined),
  });
  const ids = new Set([...(ours === undefined ? [] : [ours]), ...listed]);
  const wanted = [...ids].filter((id) => !notOurs.includes(id));
  const got = await askAtOnce(wanted.map((id) => seam.getCredential(id, attempt.call)));
  return got.filter((credential) => credential !== undefined);
}
