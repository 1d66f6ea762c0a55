import type { Status } from '../../src/contract/status.ts';

import { type Cell, struckRequest } from './cell.ts';
import type { LedgerLine, SeamWatch } from './seam-watch.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What is wrong with a stay that says it has ended: in the words of its status, at Seam, at the doors. */
export function examineEnd(
  status: Status,
  reservationId: string,
  seam: SeamWatch,
  quietMs: number,
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
      length === 0 ? [] : [`${length} ${kind} left at Seam`],
    ),
    ...(opens.length === 0 ? [] : [`open after the end: ${[...new Set(opens)].join(', ')}`]),
    ...(saysTwoProofs(status, quietMs) ? [] : ['the status does not say two proofs']),
    ...(showsTwoProofs(seam.requests(), reservationId, quietMs)
      ? []
      : ['Seam was not asked twice, the quiet period apart, after the last change']),
  ];
}

/** Whether the fault that the cell names has struck the call that it names. */
export function examineFault(cell: Cell, seam: SeamWatch): readonly string[] {
  const { site, outcome } = cell;
  const calls = seam.requests().filter(({ route }) => route === site.route);
  const struck = calls[struckRequest(cell) - 1];
  return struck?.fault === outcome ? [] : [`not injected: ${struck?.fault ?? 'no fault'}`];
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
