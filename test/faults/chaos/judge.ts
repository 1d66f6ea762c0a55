import type { Status } from '../../../src/contract/status.ts';
import type { SeamWatch } from '../seam-watch.ts';

import { judgeDoors, type Span } from './door-judge.ts';
import type { Sight } from './door-watch.ts';
import type { Guest } from './guest.ts';

/** Three deaths in a row, each of 15 s and a workflow task of 10 s, may lie before the first opening. */
const OPENS_WITHIN_MS = 90_000;
/** An attempt of 15 s, a workflow task of 10 s, and a start of a worker may lie before the look that finds it. */
const DOUBLE_AT_MOST_MS = 60_000;

/** How a stay ended: its last status, or a refusal, since its time was over before anybody planned it. */
export type End = Status | 'refused';

/** What is wrong with a stay that has ended, by its status and by what was seen at the doors. */
export function judgeGuest(
  { promised, scenario, wrongs }: Guest,
  end: End,
  sight: Sight,
  quietMs: number,
  troubles: readonly Span[],
): readonly string[] {
  const isLong = promised.closesAt - promised.opensAt >= OPENS_WITHIN_MS;
  const seen = [...new Set(wrongs), ...judgeDoors(scenario, promised, sight.sightings, troubles)];
  if (end === 'refused') return isLong ? [...seen, 'it was refused'] : seen;
  const { endedBy, phase, closesAt, listingId, absentSince = '', revokedAt = '' } = end;
  const isCancelled = promised.cancelled !== undefined;
  const isKept = isCancelled || promised.isCloseCall;
  const proofs = Date.parse(revokedAt) - Date.parse(absentSince);
  const said: readonly (readonly [boolean, string])[] = [
    [phase !== 'revoked', `it ended as ${phase}`],
    [!isKept && endedBy !== 'check-out', `it was ended by ${endedBy}, not by check-out`],
    [!isKept && Date.parse(closesAt ?? '') !== promised.closesAt, `a check-out was lost`],
    [!isKept && listingId !== promised.listingId, `a move was lost: it ended at ${listingId}`],
    [
      end.ledger.length > 0 && !(proofs >= quietMs),
      'the two proofs are not the quiet period apart',
    ],
    [isLong && !isCancelled && sight.sightings.length === 0, 'it never opened'],
    [sight.longestDoubleMs > DOUBLE_AT_MOST_MS, `two credentials for ${sight.longestDoubleMs} ms`],
  ];
  return [...seen, ...said.flatMap(([isWrong, what]) => (isWrong ? [what] : []))];
}

/** What is left at Seam, and who is let in, when every stay has ended. */
export function judgeHouse(seam: SeamWatch): readonly string[] {
  const { acs_users: users, credentials, user_identities: identities } = seam.objects();
  const left = { users, credentials, identities };
  return [
    ...Object.entries(left).flatMap(([kind, { length }]) =>
      length === 0 ? [] : [`${length} ${kind} are left at Seam`],
    ),
    ...[...seam.insiders()].map((id) => `a door lets ${id} in`),
  ];
}
