import type { Situation } from '../src/stay/next-move.ts';

import { closesAnyway } from './deadlines.ts';
import type { Stay } from './stay.ts';

/** The stay as the choice of its next move sees it. */
export function situationOf(stay: Stay): Situation {
  const { wish, putAgain, plan, ledger, granted, confirmed, lookedAtOpening, blocked } = stay;
  return {
    cancelled: wish.cancelled.value || putAgain,
    plan: stay.isPlanned() ? plan : undefined,
    ...{ ledger, granted, confirmed, lookedAtOpening, blocked },
    inTrouble: stay.trouble !== undefined,
    lookAsked: stay.isLookAsked,
    closesAnyway: closesAnyway(stay),
  };
}
