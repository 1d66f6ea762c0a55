import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  isCancellation,
  log,
} from '@temporalio/workflow';

import type { StepFacts } from '../../src/contract/failures.ts';
import type { ListPage, ListPlace } from '../../src/contract/reconciling.ts';

import { seam } from './pass-steps.ts';
import { identitiesIn } from './shown-in-lists.ts';

/** The pages of each of Seam's lists that was read to its end. */
export interface ReadLists {
  readonly pages: readonly ListPage[];
  readonly unread: Set<string>;
  /** Systems that no listing leads to any more, and that Seam does not have: nothing is there. */
  readonly gone: ReadonlySet<string>;
}

/** Each step that reads on is told them. Others have their turn in a later pass, when these have ended. */
const MOST_OWN = 5_000;

/** A pass is stopped after an hour, and Seam may ask for five minutes before each part. */
const READS_FOR_MS = 15 * 60_000;

/** Reads one list after the other, as far as each goes. What there is no time for counts as not read. */
export async function readLists(
  systemIds: readonly string[],
  listed: ReadonlyMap<string, unknown>,
  listedSystemIds: readonly string[],
): Promise<ReadLists> {
  const pages: ListPage[] = [];
  const unread = new Set<string>();
  const gone = new Set<string>();
  const places = new Set<string>();
  let own: readonly string[] = [];
  const until = Date.now() + READS_FOR_MS;
  for (let from: ListPlace | undefined = { list: 0 }; from !== undefined;) {
    const place: ListPlace = from;
    if (Date.now() >= until) {
      from = skipList(systemIds, unread, place, 'The lists before it took too long.');
      continue;
    }
    try {
      const part = await seam.surveySeam({ systemIds, from: place, alsoOurs: own });
      pages.push(...part.pages);
      const unlisted = [...identitiesIn(part.pages).keys()].filter((id) => !listed.has(id));
      own = [...unlisted, ...own].slice(0, MOST_OWN);
      from = part.next;
      if (part.waitMs !== undefined) await condition(() => false, part.waitMs);
      const isCircle = from !== undefined && places.has(keyOf(from));
      if (isCircle) from = skipList(systemIds, unread, from, 'The parts of a list go in circles.');
      if (from !== undefined) places.add(keyOf(from));
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
      const systemId = systemAt(systemIds, place);
      const isOfNoUse = systemId !== undefined && !listedSystemIds.includes(systemId);
      if (isOfNoUse && isNoSystem(error)) {
        gone.add(systemId);
        from = afterSystem(systemIds, place);
      } else from = skipList(systemIds, unread, place, whyOf(error));
      if (from !== undefined) places.add(keyOf(from));
    }
  }
  return { pages, unread, gone };
}

function keyOf({ list, cursor = '' }: ListPlace): string {
  return `${list} ${cursor}`;
}

/** Gives up a list, and with a list of users that of their credentials; answers where the next one begins. */
function skipList(
  systemIds: readonly string[],
  unread: Set<string>,
  at: ListPlace | undefined,
  why: string,
): ListPlace | undefined {
  noteUnread(unread, systemAt(systemIds, at) ?? 'identities', why);
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

/** Counts a list as not read, and says why in the log. */
export function noteUnread(unread: Set<string>, list: string, why: string): void {
  log.warn('A list of Seam’s could not be read', { step: list, why });
  unread.add(list);
}
