import type {
  Unconfirmed,
  Gone,
  IssueCredential,
  JoinAccessGroups,
  Joined,
  Made,
} from '../src/contract/steps.ts';
import { isSeamError } from '../src/seam/errors.ts';
import type { Call, Credential, Seam } from '../src/seam/port.ts';
import { chooseOne } from '../src/stay/keys.ts';
import { isSameInstant } from '../src/stay/window.ts';

import { currentAttempt, type Attempt } from './attempt.ts';
import { afterLook } from './looking-at-system.ts';
import type { Means } from './means.ts';
import { readerOf } from './paging.ts';
import { isStaying, onceGone, onUser } from './presence.ts';
import { doubtOf } from './unconfirmed.ts';
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
  const { call } = attempt;
  const { userId, groupIds } = input;
  const joined = hasNothingYet(input, attempt) ? [] : await seam.groupsOf(userId, call);
  for (const groupId of groupIds) {
    if (!joined.includes(groupId)) await join(seam, call, userId, groupId);
  }
  return doubtOf(input, attempt);
}

async function issue(seam: Seam, attempt: Attempt, input: IssueCredential): Promise<Made> {
  const candidates = hasNothingYet(input, attempt)
    ? []
    : (await credentialsOf(seam, attempt, input)).filter(isStaying);
  const { kept, doubles } = chooseOne(candidates, input.ours, () => true);
  for (const double of doubles) await seam.deleteCredential(double.id, attempt.call);
  const { id } = await keepOrCreate(seam, attempt, input, kept);
  return { id, ...doubtOf(input, attempt, doubles.length > 0) };
}

/** Whether a look could find nothing: the user is new, and no request of this step was sent before. */
function hasNothingYet(
  { isNewUser, again }: Pick<JoinAccessGroups, 'isNewUser' | 'again'>,
  { number }: Attempt,
): boolean {
  return isNewUser === true && !again && number === 1;
}

/** A request that was thought lost may have made the user a member meanwhile. */
async function join(seam: Seam, call: Call, userId: string, groupId: string): Promise<void> {
  try {
    await seam.joinGroup(userId, groupId, call);
  } catch (error) {
    if (!isSeamError(error, 'rejected')) throw error;
    if (!(await seam.groupsOf(userId, call)).includes(groupId)) throw error;
  }
}

async function keepOrCreate(
  seam: Seam,
  attempt: Attempt,
  input: IssueCredential,
  kept: Candidate | undefined,
): Promise<{ readonly id: string }> {
  const { call } = attempt;
  const { window } = input;
  if (kept === undefined) return createCredential(seam, attempt, input);
  if (window !== undefined && !isSameInstant(kept.endsAt, window.closesAt)) {
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
    // Some systems allow one per user: a request that was thought lost may have made it meanwhile.
    const [standing] = (await credentialsOf(seam, attempt, input)).toSorted(
      (a, b) => Number(isStaying(b)) - Number(isStaying(a)),
    );
    if (standing === undefined) throw error;
    return onceGone(standing);
  }
}

/** A credential as a look found it; nothing secret, since the server keeps it. */
type Candidate = Pick<Credential, 'id' | 'createdAt' | 'warnings' | 'errors'> & {
  readonly endsAt?: string;
};

/** The user's credentials of that method, but for those of the stay's other accesses. */
function credentialsOf(
  seam: Seam,
  attempt: Attempt,
  { userId, method, notOurs }: IssueCredential,
): Promise<readonly Candidate[]> {
  return readerOf(attempt).readAll({
    name: 'credentials',
    page: (cursor, call) =>
      seam.findCredentials({ userId, ...(cursor === undefined ? {} : { cursor }) }, call),
    pick: ({ id, createdAt, warnings, errors, schedule, ...credential }: Credential) =>
      credential.method === method && !notOurs.includes(id)
        ? {
            id,
            createdAt,
            warnings,
            errors,
            ...(schedule?.endsAt === undefined ? {} : { endsAt: schedule.endsAt }),
          }
        : undefined,
  });
}
