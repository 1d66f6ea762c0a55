import type { Verdict } from '../src/contract/verdict.ts';

import type { Stay } from './stay.ts';

/** What the settled wish amounts to: an applied verdict with the window it stands for. */
export function appliedVerdict({ plan }: Stay): Verdict {
  if (plan === undefined) return { outcome: 'applied' };
  const { opensAt, closesAt, note } = plan;
  return { outcome: 'applied', opensAt, closesAt, ...(note === undefined ? {} : { reason: note }) };
}
