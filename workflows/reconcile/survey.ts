import type { ListPage, PassMemory } from '../../src/contract/reconciling.ts';
import type { SeenCredential, SeenIdentity, SeenUser } from '../../src/stay/reconciliation.ts';

import { runs } from './pass-steps.ts';
import { noteUnread, readLists } from './read-lists.ts';
import {
  hasLostAllKeys,
  hasNamed,
  identitiesIn,
  type SystemShown,
  systemIn,
} from './shown-in-lists.ts';

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
  /** Systems that no listing leads to any more, and that Seam does not have. */
  readonly gone: ReadonlySet<string>;
}

/** What is known to be ours before Seam is read. */
export interface Evidence {
  readonly memory: Pick<PassMemory, 'systems' | 'credentials'>;
  /** Reservation ids of stays that are listed, or that an earlier pass knew. */
  readonly ids: ReadonlySet<string>;
  /** Those of them that are listed: of these Temporal knows a run. */
  readonly listed: ReadonlyMap<string, unknown>;
}

const IDS_AT_ONCE = 500;

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
    ...{ since, identities, unread, gone },
  };
  for (const systemId of systemIds) {
    if (unread.has(systemId) || gone.has(systemId)) continue;
    // Which of those who have a reservation id for a name are guests, the identities alone tell.
    if (unread.has('identities') && hasNamed(systemId, pages)) {
      noteUnread(unread, systemId, 'It has users of whom only an identity tells whose they are.');
      continue;
    }
    const system = systemIn(systemId, pages, identities, strange);
    // A site does not lose everybody between two passes; an access system that lost its connection does.
    if (system.count === 0 && (evidence.memory.systems[systemId] ?? 0) > 0) {
      noteUnread(unread, systemId, 'A site with users shows none.');
      continue;
    }
    survey.credentialCounts.set(systemId, system.credentials.length);
    if (hasLostAllKeys(system, evidence.memory)) {
      noteUnread(unread, systemId, 'A site with credentials shows none.');
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
