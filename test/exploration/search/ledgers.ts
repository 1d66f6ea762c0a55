import { issueOf, type LedgerEntry } from '../../../src/stay/ledger.ts';
import { scopeKey } from '../../../src/stay/scope.ts';
import type { StayState } from '../../../src/stay/state.ts';
import { findObject } from '../seam/objects.ts';
import type { World } from '../world/world.ts';

import { idOfTag, walkText, type Sink } from './walking.ts';

interface Terms {
  /** A list that lags may bring back what is just gone. */
  readonly mayFail: boolean;
  /** Also what decides nothing any more. */
  readonly tellsAll: boolean;
}

/** Hands a ledger to a sink: of what was removed and cannot come back only a trace. */
export function writeLedger(sink: Sink, world: World, { mayFail, tellsAll }: Terms): void {
  const traces = new Set<string>();
  for (const entry of world.state.ledger) {
    const isWhole = tellsAll || isLeft(world, entry) || (mayFail && isStillShown(world, entry));
    if (isWhole) sink.inner(entry, false);
    else traces.add(traceOf(world.state, entry));
  }
  for (const trace of [...traces].toSorted()) walkText(sink, trace);
}

/** Whether something of an entry is at Seam, or may come yet. */
export function isLeft(
  { seam, now }: World,
  { state, unconfirmedUntil, id }: LedgerEntry,
): boolean {
  return (
    state !== 'removed' ||
    (unconfirmedUntil !== undefined && Date.parse(unconfirmedUntil) > now) ||
    findObject(seam, id) !== undefined
  );
}

function isStillShown({ seam }: World, { id }: LedgerEntry): boolean {
  return seam.justGone.some(({ user }) => user.id === id);
}

/**
 * What decides of an entry that is gone: where it was, which guest's identity it was, and of a credential which one of the
 * stay, its code, and who still names it.
 */
function traceOf(state: StayState, entry: LedgerEntry): string {
  const { kind, scope, isNamed, kept } = entry;
  const where = `${scopeKey(scope)}${isNamed ? ', only named' : ''}`;
  if (kind === 'user-identity') return `${where} identity${kept ? ', kept' : ''}`;
  return kind === 'credential' ? `${where} ${credentialOf(state, entry)}` : where;
}

function credentialOf({ access, requests, ledger }: StayState, entry: LedgerEntry): string {
  const { id = '', tag, userId } = entry;
  const facts = {
    confirmed: id === access.credentialId,
    'to be replaced': requests.open.some(({ replaces = [] }) => replaces.includes(id)),
    [`on ${userId}`]: ledger.some((e) => e.id === userId && e.state !== 'removed'),
  };
  const known = Object.entries(facts).flatMap(([fact, is]) => (is ? [fact] : []));
  const code = tag === undefined ? [] : [idOfTag(tag)];
  return [`credential ${issueOf(entry)}`, ...known, ...code].join(', ');
}
