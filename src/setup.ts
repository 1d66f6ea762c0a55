import { setTimeout as delay } from 'node:timers/promises';

import type { ConnectionLike } from '@temporalio/client';
import { type SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';

import { grpcStatus } from './client/grpc-status.ts';

/** Names of search attributes and their types, as in `STAY_SEARCH_ATTRIBUTES`. */
export type SearchAttributes = Readonly<Record<string, SearchAttributeType>>;

/** Search attributes that cannot be registered. `next` is what a person can do about it. */
export class SearchAttributeError extends Error {
  override readonly name = 'SearchAttributeError';
  readonly next: string;

  constructor(message: string, next: string, options?: ErrorOptions) {
    super(message, options);
    this.next = next;
  }
}

/** Temporal's numbers for the types (enum IndexedValueType of its API). */
const TYPE_NUMBERS: Readonly<Record<SearchAttributeType, number>> = {
  TEXT: 1,
  KEYWORD: 2,
  INT: 3,
  DOUBLE: 4,
  BOOL: 5,
  DATETIME: 6,
  KEYWORD_LIST: 7,
};

/** How long a server may take to know what was registered, in milliseconds. */
const KNOWN_WITHIN_MS = 30_000;
const LOOK_AGAIN_MS = 200;

const REMOVE = 'temporal operator search-attribute remove';

const ALREADY_EXISTS = 6;
/** What Temporal Cloud, or a cluster with access control, answers to the operator service. */
const REFUSALS: ReadonlySet<number | undefined> = new Set([7, 12, 16]);

/**
 * Registers the search attributes that the namespace lacks, and waits until the server knows them.
 * Safe to repeat.
 *
 * @throws SearchAttributeError if one exists with another type, or we may not register them;
 * Temporal's own error if it cannot be reached
 */
export async function registerSearchAttributes(
  connection: ConnectionLike,
  namespace: string,
  wanted: SearchAttributes,
): Promise<void> {
  const missing = await missingSearchAttributes(connection, namespace, wanted);
  if (missing.length === 0) return;
  await addSearchAttributes(connection, namespace, pick(wanted, missing));
  const deadline = Date.now() + KNOWN_WITHIN_MS;
  while ((await missingSearchAttributes(connection, namespace, wanted)).length > 0) {
    if (Date.now() > deadline) {
      throw new SearchAttributeError(
        `Temporal took the search attributes ${missing.join(', ')} and does not show them`,
        'Try again in a minute; if it stays so, look at the visibility store of the cluster.',
      );
    }
    await delay(LOOK_AGAIN_MS);
  }
}

/**
 * The names among the wanted search attributes that the namespace does not have. A workflow that
 * sets one of these is stuck: its workflow task fails until somebody registers it.
 *
 * @throws SearchAttributeError if one exists with another type; Temporal's own error
 */
export async function missingSearchAttributes(
  connection: ConnectionLike,
  namespace: string,
  wanted: SearchAttributes,
): Promise<readonly string[]> {
  const found = await registered(connection, namespace);
  for (const [name, type] of Object.entries(wanted)) {
    const existing = found.get(name);
    if (existing === undefined || existing === type) continue;
    throw new SearchAttributeError(
      `The search attribute ${name} is registered with type ${existing}, and ${type} is needed`,
      `Use another namespace, or remove it: ${REMOVE} --name ${name}`,
    );
  }
  return Object.keys(wanted).filter((name) => !found.has(name));
}

/**
 * Asks for search attributes without a look at what is there, or waiting for it.
 *
 * @throws SearchAttributeError if we may not; Temporal's own error
 */
export async function addSearchAttributes(
  connection: ConnectionLike,
  namespace: string,
  wanted: SearchAttributes,
): Promise<void> {
  const searchAttributes = Object.fromEntries(
    Object.entries(wanted).map(([name, type]) => [name, TYPE_NUMBERS[type]]),
  );
  try {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  } catch (error) {
    // Somebody else's setup was faster.
    if (grpcStatus(error) === ALREADY_EXISTS) return;
    if (!REFUSALS.has(grpcStatus(error))) throw error;
    const list = Object.entries(wanted).map(
      ([name, type]) => `${name} (${TypedSearchAttributes.toMetadataType(type)})`,
    );
    throw new SearchAttributeError(
      `Temporal does not let us register search attributes in namespace ${namespace}`,
      `Have whoever runs the namespace add ${list.join(', ')}.`,
      { cause: error },
    );
  }
}

/** The custom search attributes of the namespace, and the type of each. */
async function registered(
  connection: ConnectionLike,
  namespace: string,
): Promise<ReadonlyMap<string, string>> {
  try {
    const list = await connection.operatorService.listSearchAttributes({ namespace });
    return new Map(
      Object.entries(list.customAttributes).map(([name, number]) => [name, typeOf(number)]),
    );
  } catch (error) {
    if (!REFUSALS.has(grpcStatus(error))) throw error;
    return aliased(connection, namespace);
  }
}

/** The same, from what a namespace says of itself: {"Keyword07": "StayPhase"}. */
async function aliased(
  connection: ConnectionLike,
  namespace: string,
): Promise<ReadonlyMap<string, string>> {
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  const columns = Object.entries(config?.customSearchAttributeAliases ?? {});
  return new Map(
    columns.map(([column, name]) => {
      const type = column.replace(/^Custom/, '').replace(/\d+$/, '');
      return [name, TypedSearchAttributes.toSearchAttributeType(type) ?? type];
    }),
  );
}

function typeOf(number: number): string {
  const entry = Object.entries(TYPE_NUMBERS).find(([, known]) => known === number);
  return entry?.[0] ?? `number ${number}`;
}

function pick(wanted: SearchAttributes, names: readonly string[]): SearchAttributes {
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => names.includes(name)));
}
