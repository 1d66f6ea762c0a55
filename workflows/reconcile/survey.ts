import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  isCancellation,
  log,
} from '@temporalio/workflow';

import type { StepFacts } from '../../src/contract/failures.ts';
import type { ListPage, ListPlace, PassMemory } from '../../src/contract/reconciling.ts';
import type {
  NamedUser,
  SeenCredential,
  SeenIdentity,
  SeenUser,
} from '../../src/stay/reconciliation.ts';

import { runs, seam } from './pass-steps.ts';

/** What Seam's lists show, as far as they could be read to their end. */
export interface Survey {
  /** When the first of them was read, epoch milliseconds. */
  readonly since: number;
  /** The access systems that were read, and how many users each has. */
  readonly systems: ReadonlyMap<string, number>;
  /** How many credentials each system showed, also where that was not believed. */
  readonly credentialCounts: ReadonlyMap<string, number>;
  /** The users that are a stay's, by its reservation id. */
  readonly users: ReadonlyMap<string, readonly SeenUser[]>;
  readonly credentials: ReadonlyMap<string, SeenCredential>;
  readonly credentialsOf: ReadonlyMap<string, readonly SeenCredential[]>;
  readonly identities: ReadonlyMap<string, readonly SeenIdentity[]>;
  /** Ids of the users that nothing shows to be ours. */
  readonly strangers: ReadonlySet<string>;
  /** Systems whose lists could not be read to their end, or `identities`. */
  readonly unread: ReadonlySet<string>;
}

/** What is known to be ours before Seam is read. */
export interface Evidence {
  readonly memory: Pick<PassMemory, 'systems' | 'credentials'>;
  /** Reservation ids of stays that are listed, or that an earlier pass knew. */
  readonly ids: ReadonlySet<string>;
  /** Those of them that are listed: of these Temporal knows a run. */
  readonly listed: ReadonlyMap<string, unknown>;
}

/** The pages of each of Seam's lists that was read to its end. */
interface ReadLists {
  readonly pages: readonly ListPage[];
  readonly unread: Set<string>;
  /** Systems that no listing leads to any more, and that Seam does not have: nothing is there. */
  readonly gone: ReadonlySet<string>;
}

const IDS_AT_ONCE = 500;
/** Each step that reads on is told them. Others have their turn in a later pass, when these have ended. */
const MOST_OWN = 5_000;

/** Reads everything that may be a stay's own. A list that cannot be read to its end counts as not read. */
export async function surveySeam(
  listedSystemIds: readonly string[],
  evidence: Evidence,
): Promise<Survey> {
  const systemIds = [...new Set([...listedSystemIds, ...Object.keys(evidence.memory.systems)])];
  const since = Date.now();
  const { pages, unread, gone } = await readLists(systemIds, evidence.listed, listedSystemIds);
  const identities = identitiesIn(unread.has('identities') ? [] : pages);
  const strange = await findUnknown(pages, new Set([...evidence.ids, ...identities.keys()]));
  const survey = {
    systems: new Map<string, number>(),
    credentialCounts: new Map<string, number>(),
    users: new Map<string, SeenUser[]>(),
    credentials: new Map<string, SeenCredential>(),
    credentialsOf: new Map<string, SeenCredential[]>(),
    strangers: new Set<string>(),
    ...{ since, identities, unread },
  };
  for (const systemId of systemIds) {
    if (unread.has(systemId) || gone.has(systemId)) continue;
    // Which of those who have a reservation id for a name are guests, the identities alone tell.
    if (unread.has('identities') && hasNamed(systemId, pages)) {
      leaveUnread(unread, systemId, 'It has users of whom only an identity tells whose they are.');
      continue;
    }
    const system = systemIn(systemId, pages, identities, strange);
    // A site does not lose everybody between two passes; an access system that lost its connection does.
    if (system.count === 0 && (evidence.memory.systems[systemId] ?? 0) > 0) {
      leaveUnread(unread, systemId, 'A site with users shows none.');
      continue;
    }
    survey.credentialCounts.set(systemId, system.credentials.length);
    if (hasLostAllKeys(system, evidence.memory)) {
      leaveUnread(unread, systemId, 'A site with credentials shows none.');
    } else addSystem(survey, system);
  }
  return survey;
}

/** Goes through a list in groups, so that no step is told too much at once. */
export function groupsOf<T>(items: Iterable<T>, size: number): readonly (readonly T[])[] {
  const all = [...items];
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
    all.slice(at * size, (at + 1) * size),
  );
}

/** Reads one list after the other, as far as each goes. */
async function readLists(
  systemIds: readonly string[],
  listed: Evidence['listed'],
  listedSystemIds: readonly string[],
): Promise<ReadLists> {
  const pages: ListPage[] = [];
  const unread = new Set<string>();
  const gone = new Set<string>();
  const places = new Set<string>();
  let own: readonly string[] = [];
  for (let from: ListPlace | undefined = { list: 0 }; from !== undefined;) {
    const place: ListPlace = from;
    try {
      const part = await seam.surveySeam({ systemIds, from: place, alsoOurs: own });
      pages.push(...part.pages);
      const unlisted = [...identitiesIn(part.pages).keys()].filter((id) => !listed.has(id));
      own = [...unlisted, ...own].slice(0, MOST_OWN);
      from = part.next;
      if (part.waitMs !== undefined) await condition(() => false, part.waitMs);
      const isCircle = from !== undefined && places.has(keyOf(from));
      if (isCircle) from = leave(systemIds, unread, from, 'The parts of a list go in circles.');
      if (from !== undefined) places.add(keyOf(from));
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
      const systemId = systemAt(systemIds, place);
      const isOfNoUse = systemId !== undefined && !listedSystemIds.includes(systemId);
      if (isOfNoUse && isNoSystem(error)) {
        gone.add(systemId);
        from = afterSystem(systemIds, place);
      } else from = leave(systemIds, unread, place, whyOf(error));
      if (from !== undefined) places.add(keyOf(from));
    }
  }
  return { pages, unread, gone };
}

function keyOf({ list, cursor = '' }: ListPlace): string {
  return `${list} ${cursor}`;
}

/** Gives up a list, and with a list of users that of their credentials; answers where the next one begins. */
function leave(
  systemIds: readonly string[],
  unread: Set<string>,
  at: ListPlace | undefined,
  why: string,
): ListPlace | undefined {
  leaveUnread(unread, systemAt(systemIds, at) ?? 'identities', why);
  return afterSystem(systemIds, at);
}

function systemAt(systemIds: readonly string[], at: ListPlace | undefined): string | undefined {
  return systemIds[Math.ceil((at?.list ?? 0) / 2) - 1];
}

/** Where the lists of the next system begin. */
function afterSystem(
  systemIds: readonly string[],
  at: ListPlace | undefined,
): ListPlace | undefined {
  const list = at?.list ?? 0;
  const next = list + (list % 2 === 1 ? 2 : 1);
  return next <= 2 * systemIds.length ? { list: next } : undefined;
}

function isNoSystem({ cause }: ActivityFailure): boolean {
  const facts = cause instanceof ApplicationFailure ? cause.details?.[0] : undefined;
  return (facts as StepFacts | undefined)?.seamType === 'acs_system_not_found';
}

/** What the last attempt failed of, by its type alone: an `Activity failed` in the log has the rest. */
function whyOf({ cause, message }: ActivityFailure): string {
  return (cause instanceof ApplicationFailure ? cause.type : cause?.message) ?? message;
}

function leaveUnread(unread: Set<string>, list: string, why: string): void {
  log.warn('A list of Seam’s could not be read', { step: list, why });
  unread.add(list);
}

function identitiesIn(pages: readonly ListPage[]): ReadonlyMap<string, readonly SeenIdentity[]> {
  const identities = new Map<string, SeenIdentity[]>();
  for (const page of pages) {
    if (page.of !== 'identities') continue;
    for (const identity of page.identities) push(identities, identity.reservationId, identity);
  }
  return identities;
}

/** The reservation ids in marks that nobody knows: neither the pass, nor Temporal. */
async function findUnknown(
  pages: readonly ListPage[],
  ours: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const unsure = new Set<string>();
  for (const page of pages) {
    if (page.of !== 'users') continue;
    for (const { reservationId } of page.marked)
      if (!ours.has(reservationId)) unsure.add(reservationId);
  }
  const unknown = new Set<string>();
  for (const group of groupsOf(unsure, IDS_AT_ONCE)) {
    for (const id of await runs.findForgotten(group)) unknown.add(id);
  }
  return unknown;
}

/** What the lists of one access system show. */
interface SystemShown {
  readonly systemId: string;
  readonly count: number;
  readonly ours: readonly SeenUser[];
  readonly strangers: readonly string[];
  readonly credentials: readonly SeenCredential[];
}

function systemIn(
  systemId: string,
  pages: readonly ListPage[],
  identities: Survey['identities'],
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

function hasNamed(systemId: string, pages: readonly ListPage[]): boolean {
  return pages.some(
    (page) => page.of === 'users' && page.systemId === systemId && page.named.length > 0,
  );
}

/** One guest's key may be lost behind our back. All keys at once are believed to be when two passes see it. */
function hasLostAllKeys(
  { systemId, ours, credentials }: SystemShown,
  before: Evidence['memory'],
): boolean {
  const wereSeveral = (before.credentials[systemId] ?? 0) > 1;
  return credentials.length === 0 && wereSeveral && ours.some((user) => !user.isGoing);
}

interface Gathered {
  readonly systems: Map<string, number>;
  readonly users: Map<string, SeenUser[]>;
  readonly credentials: Map<string, SeenCredential>;
  readonly credentialsOf: Map<string, SeenCredential[]>;
  readonly strangers: Set<string>;
}

function addSystem(survey: Gathered, system: SystemShown): void {
  survey.systems.set(system.systemId, system.count);
  for (const user of system.ours) push(survey.users, user.reservationId, user);
  for (const id of system.strangers) survey.strangers.add(id);
  for (const one of system.credentials) {
    survey.credentials.set(one.id, one);
    if (one.userId !== undefined) push(survey.credentialsOf, one.userId, one);
  }
}

function push<T>(groups: Map<string, T[]>, key: string, item: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}
