import { condition } from '@temporalio/workflow';

import { remaining, settle, settleKept, type LedgerEntry } from '../src/stay/ledger.ts';
import { systemsOf } from '../src/stay/plan.ts';

import { continueInNewRun } from './continuing.ts';
import { recall } from './earlier-run.ts';
import type { Failed } from './interruptions.ts';
import { isoNow } from './now.ts';
import { findRemains, isFound, lookForHolders, takeInFound } from './remains.ts';
import { removeNewestFirst } from './removing.ts';
import type { Stay } from './stay.ts';
import { publish } from './timeline.ts';
import { appliedVerdict } from './verdicts.ts';

const DEFAULT_QUIET_MS = 600_000;
const CALM_PASSES = 8;
const CALM_MS = 30_000;

/** A cancelled stay has no window any more. */
const ENDED = { outcome: 'applied' } as const;

/**
 * Ends the stay: removes newest first, proves absence, waits the quiet period, and proves absence
 * again. It never gives up. Only a stay for which no creating step was ever scheduled, by this run or
 * by one that was stopped before it, has nothing to prove. A put that came meanwhile is lived as soon
 * as no create is in doubt.
 */
export async function end(stay: Stay): Promise<void> {
  stay.endBegan ??= Date.now();
  for (let pass = 0; stay.revokedAt === undefined; pass += 1) {
    publish(stay);
    if (stay.lastCreateAt === undefined) {
      // A put that is too old to be lived leaves what there is to whoever lives it.
      if (!stay.isRecallDue || stay.stale !== undefined) return settleEnd(stay);
      showOverdue(stay, await recall(stay, pass));
      continue;
    }
    if (stay.isLong && stay.unanswered === 0) await continueInNewRun(stay);
    // What Seam lists although it is said to be gone would have us run in circles.
    if (pass > CALM_PASSES) {
      if (stay.absentSince === undefined)
        showOverdue(stay, { type: 'RemovalNotDone', forGood: false });
      publish(stay);
      await condition(() => false, CALM_MS, { summary: 'Before the next pass' });
    }
    const there = removable(stay.ledger);
    if (there.length > 0) {
      await removeAll(stay, there, pass);
    } else if (stay.absentSince === undefined) {
      if (await isAbsent(stay, pass)) {
        stay.absentSince = isoNow();
        settleEndTickets(stay);
      }
    } else if (stay.putAgain && !isDoubtful(stay)) {
      return;
    } else if (Date.now() < quietUntil(stay)) {
      await beQuiet(stay);
    } else if (await isAbsent(stay, pass)) settleEnd(stay);
  }
}

/** Begins another life in the same run: what the put wants is planned as if it were new. */
export function beginAgain(stay: Stay): void {
  stay.putAgain = false;
  stay.endBegan = undefined;
  stay.absentSince = undefined;
  stay.revokedAt = undefined;
  stay.endedBy = undefined;
  stay.granted = undefined;
  stay.confirmed = undefined;
  stay.lookedAtOpening = undefined;
  stay.trouble = undefined;
  stay.held = false;
  stay.ledger = settleKept(stay.ledger);
  stay.isNewLife = true;
  stay.isReplanAsked = true;
  stay.problems.clearAll();
  stay.changed();
}

async function removeAll(stay: Stay, there: readonly LedgerEntry[], pass: number): Promise<void> {
  const failed = await removeNewestFirst(stay, there, pass);
  if (failed === undefined) return;
  showOverdue(stay, failed);
  await lookForHolders(stay, systemsOf(stay.ledger), [], pass);
}

async function isAbsent(stay: Stay, pass: number): Promise<boolean> {
  const found = await findRemains(stay, systemsOf(stay.ledger), [], pass);
  if (!isFound(found)) {
    showOverdue(stay, found);
    return false;
  }
  if (found.length > 0) {
    stay.absentSince = undefined;
    takeInFound(stay, found);
    return false;
  }
  stay.problems.clear('end');
  return true;
}

/** Sleeps until nothing that was ever sent can still commit; a put is lived sooner if nothing is in doubt. */
async function beQuiet(stay: Stay): Promise<void> {
  const left = Math.max(1, quietUntil(stay) - Date.now());
  await condition(() => stay.putAgain && !isDoubtful(stay), left, { summary: 'Quiet period' });
}

/** Counted from the first proof, and from the last moment at which any attempt could have sent a create. */
function quietUntil(stay: Stay): number {
  const { plan, orphan, quietPeriodMs } = stay;
  const quietMs = plan?.quietPeriodMs ?? orphan?.quietPeriodMs ?? quietPeriodMs ?? DEFAULT_QUIET_MS;
  const from = Math.max(Date.parse(stay.absentSince ?? isoNow()), stay.lastCreateAt ?? 0);
  const doubts = stay.ledger
    .map((e) => Date.parse(e.unconfirmedUntil ?? ''))
    .filter((at) => !Number.isNaN(at));
  return Math.max(from + quietMs, ...doubts);
}

function isDoubtful(stay: Stay): boolean {
  const now = Date.now();
  return stay.ledger.some(
    (e) => e.unconfirmedUntil !== undefined && Date.parse(e.unconfirmedUntil) > now,
  );
}

function settleEnd(stay: Stay): void {
  for (const entry of remaining(stay.ledger)) stay.ledger = settle(stay.ledger, entry, isoNow());
  stay.absentSince ??= isoNow();
  stay.revokedAt = isoNow();
  stay.problems.clearAll();
  settleEndTickets(stay);
  publish(stay);
}

/** Whoever asked for the end has it now; what came while it was under way is about the life after. */
function settleEndTickets(stay: Stay): void {
  const verdict = stay.endedBy === 'check-out' ? appliedVerdict(stay) : ENDED;
  stay.tickets.settle(verdict, (t) => !t.afterEnd || !stay.putAgain);
}

/** What has an id and can be removed by it; the rest goes along, or is found by its mark. */
function removable(ledger: readonly LedgerEntry[]): readonly LedgerEntry[] {
  return remaining(ledger).filter(
    (e) => e.id !== undefined && e.kind !== 'membership' && e.kind !== 'enrollment',
  );
}

function showOverdue(stay: Stay, failure: Failed | undefined): void {
  if (failure === undefined) return;
  // An age would stand still until the next pass, which may be hours away.
  const since = new Date(stay.endBegan ?? Date.now()).toISOString();
  stay.problems.show('end', 'RevocationOverdue', `since ${since}: ${failure.said ?? failure.type}`);
}
