import { copyOf } from './copy.ts';
import { Refusal } from './refusal.ts';
import type { Wire } from './views/wire.ts';
import type { Workspace } from './workspace.ts';

/** How it stood at Seam from one moment of real time on. */
interface Snapshot {
  readonly from: number;
  readonly lists: Listed;
}

/** How far lists are behind gets, and how it stood for as long as a list may still tell of. */
export interface ListsLag {
  readonly ms: number;
  /** Oldest first, at least one. */
  readonly snapshots: Snapshot[];
  /** When something changed that is in no snapshot yet. */
  changedAt: number | undefined;
}

const LISTED = [
  'systems',
  'groups',
  'entrances',
  'users',
  'credentials',
  'identities',
  'identityByKey',
  'identityByEmail',
  'identityByPhone',
  'enrollments',
] as const;

type Listed = Pick<Workspace, (typeof LISTED)[number]>;

/** Lists of what guests are given. Systems, access groups and entrances are there from the start. */
const LAGGING = new Set([
  '/acs/users/list',
  '/acs/users/list_accessible_entrances',
  '/acs/credentials/list',
  '/acs/credentials/list_accessible_entrances',
  '/acs/access_groups/list',
  '/acs/access_groups/list_users',
  '/user_identities/list',
  '/user_identities/list_acs_users',
  '/user_identities/list_acs_systems',
  '/user_identities/list_accessible_entrances',
  '/user_identities/enrollment_automations/list',
]);

/** Has lists lag so many seconds behind gets from now on; 0: no more. What was before now they never tell. */
export function setListsLag(workspace: Workspace, seconds: number): void {
  const { real } = workspace.clock;
  workspace.listsLag =
    seconds === 0
      ? undefined
      : {
          ms: seconds * 1_000,
          snapshots: [{ from: real, lists: copyOfLists(workspace) }],
          changedAt: undefined,
        };
}

/** Notes that something may have changed. Whoever changes a workspace past Seam's routes has to say so. */
export function noteChange({ listsLag, clock }: Workspace): void {
  if (listsLag !== undefined) listsLag.changedAt = clock.real;
}

/** Keeps how it stands, if that is new: the clock is about to move on. */
export function keepPast(workspace: Workspace): void {
  const { listsLag, clock } = workspace;
  if (listsLag?.changedAt === undefined) return;
  const { snapshots, ms, changedAt } = listsLag;
  snapshots.push({ from: changedAt, lists: copyOfLists(workspace) });
  listsLag.changedAt = undefined;
  // The newest that is old enough is told of; those before it never again.
  const told = snapshots.findLastIndex(({ from }) => from <= clock.real - ms);
  if (told > 0) snapshots.splice(0, told);
}

/**
 * What a route answers: if it is a list that lags, as it was then. Whom the list is about is looked up as of now, and of
 * who was not there yet, nothing is listed.
 *
 * @param answerFrom answers from what a workspace holds; throws a Refusal
 */
export function answerWithLag(
  workspace: Workspace,
  path: string,
  answerFrom: (shown: Workspace) => Wire,
): Wire {
  const current = answerFrom(workspace);
  const past = LAGGING.has(path) ? listsThen(workspace) : undefined;
  if (past === undefined) return current;
  try {
    return answerFrom({ ...workspace, ...past });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return emptied(current);
  }
}

function listsThen({ listsLag, clock }: Workspace): Listed | undefined {
  if (listsLag === undefined) return undefined;
  const { snapshots, ms } = listsLag;
  return (snapshots.findLast(({ from }) => from <= clock.real - ms) ?? snapshots[0])?.lists;
}

function emptied(answer: Wire): Wire {
  const fields = Object.entries(answer).map(([name, value]) => [
    name,
    Array.isArray(value) ? [] : value,
  ]);
  return Object.fromEntries(fields) as Wire;
}

function copyOfLists(workspace: Workspace): Listed {
  return copyOf(Object.fromEntries(LISTED.map((name) => [name, workspace[name]]))) as Listed;
}
