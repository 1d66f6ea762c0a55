import { desiredOf } from './desired.ts';
import type { OpenRequest, StayState } from './state.ts';

/** The stay ends or has ended. */
export function isEnding({ life }: StayState): boolean {
  return life.phase === 'ending' || life.phase === 'ended';
}

/** The stay ends or has ended, and no put waits to be lived afterwards. */
export function isEnded(state: StayState): boolean {
  const { phase } = state.life;
  if (phase === 'superseded' || phase === 'refused') return true;
  return isEnding(state) && !state.requests.open.some(isPendingPut);
}

/** Somebody has cancelled the stay, which does not end yet. */
export function isCancelled(state: StayState): boolean {
  return !isEnding(state) && desiredOf(state).cancelled?.value === true;
}

function isPendingPut({ kind, stage }: OpenRequest): boolean {
  return kind === 'put' && stage === 'pending';
}

/** Whether there was no stay when a cancellation came, and no put has come since. */
export function isRemembering({ life, requests }: StayState): boolean {
  const isRemembered = life.phase === 'ending' && life.rememberedUntil !== undefined;
  return isRemembered && !requests.open.some(isPendingPut);
}
