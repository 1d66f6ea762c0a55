import { answer, END_APPLIED } from './answering.ts';
import type { OpenRequest, StayState } from './state.ts';

/** Whether a request holds or releases the stay: that belongs to no life, so that an end does not overtake it. */
export function isAboutHold({ kind }: Pick<OpenRequest, 'kind'>): boolean {
  return kind === 'hold' || kind === 'release';
}

/**
 * The put that was to be lived after the end was refused or cancelled. A hold or a release that came with it counts for
 * whatever life comes after, and is applied once nobody gets in.
 */
export function answerHoldsOfEnd(state: StayState): StayState {
  const { requests, life, recalled, lastCreateAt } = state;
  const open = requests.open.map((r) =>
    isAboutHold(r) && r.isAfterEnd ? { ...r, isAfterEnd: false } : r,
  );
  const next = { ...state, requests: { ...requests, open } };
  const isProven =
    life.phase === 'ended' || (life.phase === 'ending' && life.firstProofAt !== undefined);
  const isNothingThere = recalled !== undefined && lastCreateAt === undefined;
  return isProven || isNothingThere ? answer(next, END_APPLIED, isAboutHold) : next;
}
