import type { Status } from '../../src/contract/status.ts';

import { type Asked, type Cell, heldRequest, struckRequest } from './cell.ts';
import type { LedgerLine, SeamWatch } from './seam-watch.ts';
import { type Step, stepOf } from './steps-of.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What the end of a stay is held to. */
interface End {
  readonly quietMs: number;
  /** How many identities are somebody else's and outlive the stay. */
  readonly staying: number;
}

/** What is wrong with a stay that says it has ended: in the words of its status, at Seam, at the doors. */
export function examineEnd(
  status: Status,
  reservationId: string,
  seam: SeamWatch,
  { quietMs, staying }: End,
): readonly string[] {
  const { acs_users, credentials, user_identities, enrollment_automations } = seam.objects();
  const left = { acs_users, credentials, user_identities, enrollment_automations };
  const opens = [-MINUTE, 0, HOUR].flatMap((offset) =>
    seam.doorsFor(reservationId, Date.now() + offset),
  );
  return [
    ...(status.phase === 'revoked' ? [] : [`ended as ${status.phase}`]),
    ...(status.endedBy === 'check-out' ? [] : [`ended by ${status.endedBy}`]),
    ...Object.entries(left).flatMap(([kind, { length }]) =>
      length === (kind === 'user_identities' ? staying : 0)
        ? []
        : [`${length} ${kind} left at Seam`],
    ),
    ...(opens.length === 0 ? [] : [`open after the end: ${[...new Set(opens)].join(', ')}`]),
    ...(saysTwoProofs(status, quietMs) ? [] : ['the status does not say two proofs']),
    ...(showsTwoProofs(seam.requests(), reservationId, quietMs)
      ? []
      : ['Seam was not asked twice, the quiet period apart, after the last change']),
  ];
}

/** Whether the fault that the cell names has struck the call that it names, and the death the same step. */
export function examineFault(
  cell: Cell,
  requests: readonly LedgerLine[],
  steps: readonly Step[],
): readonly string[] {
  const struck = lineOf(struckRequest(cell), requests);
  const held = lineOf(heldRequest(cell), requests);
  return [
    ...(struck?.fault === cell.outcome ? [] : [`not injected: ${struck?.fault ?? 'no fault'}`]),
    ...missed('the fault struck', cell, struck, steps),
    ...(cell.death === 'not' ? [] : missed('the worker died at', cell, held, steps)),
  ];
}

function lineOf({ route, nth }: Asked, requests: readonly LedgerLine[]): LedgerLine | undefined {
  return requests.filter((line) => line.route === route)[nth - 1];
}

function missed(
  what: string,
  { site }: Cell,
  line: LedgerLine | undefined,
  steps: readonly Step[],
): readonly string[] {
  const step = line && stepOf(steps, line)?.name;
  return step === site.step ? [] : [`${what} a call of ${step ?? 'no step'}`];
}

function saysTwoProofs({ absentSince, revokedAt }: Status, quietMs: number): boolean {
  if (absentSince === undefined || revokedAt === undefined) return false;
  return Date.parse(revokedAt) - Date.parse(absentSince) >= quietMs;
}

/** Looks for the stay's key that were answered after the last thing that was done. */
function showsTwoProofs(
  requests: readonly LedgerLine[],
  reservationId: string,
  quietMs: number,
): boolean {
  const changes = requests.filter((line) => isChange(line.route) && line.committed_at !== null);
  const lastChange = Math.max(0, ...changes.map((line) => Date.parse(line.committed_at ?? '')));
  const looks = requests
    .filter((line) => line.route === '/acs/users/list' && line.status === 200 && !line.fault)
    .filter((line) => line.parameters['search'] === reservationId)
    .map((line) => Date.parse(line.arrived_at))
    .filter((at) => at >= lastChange);
  return Math.max(...looks) - Math.min(...looks) >= quietMs;
}

function isChange(route: string): boolean {
  return !/\/(get|list|list_[a-z_]+)$/.test(route);
}
