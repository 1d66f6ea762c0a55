import { ActivityFailure, isCancellation, log } from '@temporalio/workflow';

import type { Part, PassMemory } from '../../src/contract/reconciling.ts';
import type {
  NamedUser,
  SeenCredential,
  SeenIdentity,
  SeenUser,
} from '../../src/stay/reconciliation.ts';

import { runs, seam } from './pass-steps.ts';

/** What Seam's lists show, as far as they could be read to their end. */
export interface Survey {
  /** The access systems that were read, and how many users each has. */
  readonly systems: Map<string, number>;
  /** How many credentials each system showed, also where that was not believed. */
  readonly credentialCounts: Map<string, number>;
  /** The users that are a stay's, by its reservation id. */
  readonly users: Map<string, SeenUser[]>;
  readonly credentials: Map<string, SeenCredential>;
  readonly identities: Map<string, readonly SeenIdentity[]>;
  /** Ids of the users that nothing shows to be ours. */
  readonly strangers: Set<string>;
  /** Reservation ids that are ours by an identity's key or by an earlier pass, and of which Temporal knows no run. */
  readonly forgotten: string[];
  /** Systems whose lists could not be read to their end, or `identities`. */
  readonly unread: Set<string>;
}

const IDS_AT_ONCE = 500;

/** Reads everything that may be a stay's own. A list that cannot be read to its end counts as not read. */
export async function surveySeam(
  listedSystemIds: readonly string[],
  before: PassMemory,
): Promise<Survey> {
  const survey: Survey = {
    systems: new Map(),
    credentialCounts: new Map(),
    users: new Map(),
    credentials: new Map(),
    identities: new Map(),
    strangers: new Set(),
    forgotten: [],
    unread: new Set(),
  };
  await tryToRead(survey, 'identities', () => readIdentities(survey));
  await findForgotten(survey, before);
  const systemIds = new Set([...listedSystemIds, ...Object.keys(before.systems)]);
  const readOne = (systemId: string): Promise<void> =>
    tryToRead(survey, systemId, () => readSystem(survey, systemId, before));
  await Promise.all([...systemIds].map(readOne));
  return survey;
}

/** Goes through a list in groups, so that no step is told too much at once. */
export function groupsOf<T>(items: Iterable<T>, size: number): readonly (readonly T[])[] {
  const all = [...items];
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
    all.slice(at * size, (at + 1) * size),
  );
}

/** Reads the parts of a list until there is no next one. Throws {@link Unreadable} if they go in circles. */
export async function readWhole<P extends Part>(
  readPart: (from: { readonly cursor?: string }) => Promise<P>,
): Promise<readonly P[]> {
  const parts: P[] = [];
  const cursors = new Set<string>();
  for (let cursor: string | undefined; ;) {
    const part = await readPart(cursor === undefined ? {} : { cursor });
    parts.push(part);
    cursor = part.next;
    if (cursor === undefined) return parts;
    if (cursors.has(cursor)) throw new Unreadable('The parts of a list go in circles.');
    cursors.add(cursor);
  }
}

/** What was answered cannot be the whole list. */
class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

async function readIdentities(survey: Survey): Promise<void> {
  for (const { identities } of await readWhole(seam.surveyIdentities)) {
    for (const identity of identities) {
      const { reservationId } = identity;
      const others = survey.identities.get(reservationId) ?? [];
      survey.identities.set(reservationId, [...others, identity]);
    }
  }
}

async function findForgotten(survey: Survey, before: PassMemory): Promise<void> {
  const ids = new Set([...survey.identities.keys(), ...before.known, ...before.fading]);
  for (const group of groupsOf(ids, IDS_AT_ONCE)) {
    survey.forgotten.push(...(await runs.findForgotten(group)));
  }
}

async function readSystem(survey: Survey, systemId: string, before: PassMemory): Promise<void> {
  const users = await readWhole((from) =>
    seam.surveyUsers({ ...from, systemId, alsoOurs: survey.forgotten }),
  );
  const count = users.reduce((sum, part) => sum + part.count, 0);
  // A site does not lose everybody between two passes; an access system that lost its connection does.
  if (count === 0 && (before.systems[systemId] ?? 0) > 0) {
    throw new Unreadable('A site with users shows none.');
  }
  const named = users.flatMap((part) => part.named);
  const isOnOwn = ({ reservationId, identityId }: NamedUser): boolean =>
    (survey.identities.get(reservationId) ?? []).some(
      ({ id, guestNumber }) => guestNumber === undefined && id === identityId,
    );
  const ours = [...users.flatMap((part) => part.ours), ...named.filter(isOnOwn)];
  const credentials = await readCredentials(survey, systemId, ours, before);
  survey.systems.set(systemId, count);
  for (const user of ours) {
    survey.users.set(user.reservationId, [...(survey.users.get(user.reservationId) ?? []), user]);
  }
  for (const id of users.flatMap((part) => part.strangers)) survey.strangers.add(id);
  for (const user of named) if (!isOnOwn(user) && !user.isNew) survey.strangers.add(user.id);
  for (const one of credentials) survey.credentials.set(one.id, one);
}

async function readCredentials(
  survey: Survey,
  systemId: string,
  ours: readonly SeenUser[],
  before: PassMemory,
): Promise<readonly SeenCredential[]> {
  const parts = await readWhole((from) => seam.surveyCredentials({ ...from, systemId }));
  const credentials = parts.flatMap((part) => part.credentials);
  survey.credentialCounts.set(systemId, credentials.length);
  // One guest's key may be lost behind our back. All keys at once are believed to be when two passes see it.
  const wereSeveral = (before.credentials[systemId] ?? 0) > 1;
  if (credentials.length === 0 && wereSeveral && ours.some((user) => !user.isGoing)) {
    throw new Unreadable('A site with credentials shows none.');
  }
  return credentials;
}

async function tryToRead(survey: Survey, list: string, read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    const isSeams = error instanceof ActivityFailure || error instanceof Unreadable;
    if (!isSeams || isCancellation(error)) throw error;
    log.warn('A list of Seam’s could not be read', { step: list, why: error.message });
    survey.unread.add(list);
  }
}
