import { setTimeout as sleep } from 'node:timers/promises';

import { isSeamError } from '../../../src/seam/errors.ts';
import type { AccessUser, Call, Page, Seam, UserIdentity } from '../../../src/seam/port.ts';
import { inTime } from '../stories/story.ts';

/** How many objects with a mark are there still. */
export interface Left {
  readonly users: number;
  readonly identities: number;
  /** Of these, how many Seam says it is removing. */
  readonly onTheirWay: number;
}

interface Found {
  readonly users: readonly AccessUser[];
  readonly identities: readonly UserIdentity[];
}

const BETWEEN_LOOKS_MS = 1_000;

/**
 * Removes every user whose name begins with `mark` and every identity whose key does, and looks until
 * two looks in a row have found none: a create whose answer was lost may be carried out late. Gives up
 * after `withinMs`. Answers what is left. Throws a SeamError where Seam cannot be asked.
 */
export async function removeAll(seam: Seam, mark: string, withinMs: number): Promise<Left> {
  const call = { deadline: Date.now() + withinMs };
  let clean = 0;
  for (;;) {
    const found = await look(seam, {}, mark, call);
    clean = found.users.length + found.identities.length === 0 ? clean + 1 : 0;
    const isLast = Date.now() + BETWEEN_LOOKS_MS > call.deadline;
    if (clean === 2 || isLast) return leftOf(found);
    await removeFound(seam, mark, found, call);
    await sleep(BETWEEN_LOOKS_MS);
  }
}

/** Removes once what a search for the mark of one story finds; {@link removeAll} comes for the rest. */
export async function removeOnce(seam: Seam, mark: string): Promise<void> {
  const call = inTime();
  await removeFound(seam, mark, await look(seam, { search: mark }, mark, call), call);
}

/** A search is Seam's own and may miss something; without one the whole workspace is read. */
async function look(
  seam: Seam,
  by: { readonly search?: string },
  mark: string,
  call: Call,
): Promise<Found> {
  const users = await whole((cursor) => seam.findUsers({ ...by, ...cursor }, call));
  const identities = await whole((cursor) => seam.findIdentities({ ...by, ...cursor }, call));
  return {
    users: users.filter(({ fullName }) => fullName.startsWith(mark)),
    identities: identities.filter(({ key }) => key?.startsWith(mark) === true),
  };
}

async function whole<T>(page: (from: { cursor?: string }) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  for (let from: { cursor?: string } | undefined = {}; from !== undefined;) {
    const { items, next }: Page<T> = await page(from);
    all.push(...items);
    from = next === undefined ? undefined : { cursor: next };
  }
  return all;
}

async function removeFound(
  seam: Seam,
  mark: string,
  { users, identities }: Found,
  call: Call,
): Promise<void> {
  for (const { id } of users) {
    await unlessRefused(async () => {
      for (const pin of (await seam.findCredentials({ userId: id }, call)).items) {
        await unlessRefused(() => seam.deleteCredential(pin.id, call));
      }
    });
    await unlessRefused(() => seam.deleteUser(id, call));
  }
  for (const { id } of identities) {
    await unlessRefused(() => removeIdentity(seam, mark, id, call));
  }
}

/** Seam removes an identity together with its users, so one on which somebody else's user hangs is left. */
async function removeIdentity(seam: Seam, mark: string, id: string, call: Call): Promise<void> {
  const users = await seam.usersOfIdentity(id, call);
  if (users.some(({ fullName }) => !fullName.startsWith(mark))) return;
  const enrollments = await seam.listEnrollments(id, call);
  for (const enrollment of enrollments === 'route-gone' ? [] : enrollments) {
    await unlessRefused(() => seam.deleteEnrollment(enrollment.id, call));
  }
  await seam.deleteIdentity(id, call);
}

/** What Seam refuses, or does not answer, is there at the next look. */
async function unlessRefused(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isSeamError(error) || error.kind === 'key-refused') throw error;
  }
}

function leftOf({ users, identities }: Found): Left {
  const leaving = [...users, ...identities].filter(({ warnings }) =>
    warnings.includes('being_deleted'),
  );
  return { users: users.length, identities: identities.length, onTheirWay: leaving.length };
}
