import type { FaultOutcome } from './fault-plan.ts';
import { nextUuid } from './random.ts';
import { iso, isoOrNull, type Wire } from './views/wire.ts';
import type { Workspace } from './workspace.ts';

/** One request as the ledger keeps it; instants are real time, in milliseconds since the epoch. */
export interface LedgerEntry {
  readonly requestId: string;
  readonly method: string;
  readonly route: string;
  readonly parameters: Wire;
  readonly arrivedAt: number;
  /** When its work was done; stays null if it was refused or never done. */
  committedAt: number | null;
  answeredAt: number | null;
  /** The status that was sent; stays null if nothing was. */
  status: number | null;
  /** The status of the work itself, also where its answer was lost. */
  workStatus: number | null;
  fault: FaultOutcome | 'outage' | null;
  isHeld: boolean;
}

/** Enters a request that has just arrived. */
export function enter(
  workspace: Workspace,
  method: string,
  route: string,
  parameters: Wire,
): LedgerEntry {
  const entry: LedgerEntry = {
    requestId: nextUuid(workspace.requestIds),
    method,
    route,
    parameters,
    arrivedAt: workspace.clock.real,
    committedAt: null,
    answeredAt: null,
    status: null,
    workStatus: null,
    fault: null,
    isHeld: false,
  };
  workspace.ledger.push(entry);
  return entry;
}

/** An entry as `GET /_sandbox/requests` shows it. */
export function ledgerEntryView(entry: LedgerEntry): Wire {
  return {
    request_id: entry.requestId,
    method: entry.method,
    route: entry.route,
    parameters: entry.parameters,
    arrived_at: iso(entry.arrivedAt),
    committed_at: isoOrNull(entry.committedAt),
    answered_at: isoOrNull(entry.answeredAt),
    status: entry.status,
    work_status: entry.workStatus,
    fault: entry.fault,
    is_held: entry.isHeld,
  };
}
