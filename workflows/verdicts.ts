import type { Verdict } from '../src/contract/verdict.ts';

import type { Stay } from './stay.ts';

/** What the settled wish amounts to: an applied verdict with the window it stands for. */
export function appliedVerdict({ plan }: Stay): Verdict {
  if (plan === undefined) return { outcome: 'applied' };
  const { opensAt, closesAt, timeZone, note } = plan;
  return {
    outcome: 'applied',
    opensAt,
    closesAt,
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(note === undefined ? {} : { reason: note }),
  };
}
