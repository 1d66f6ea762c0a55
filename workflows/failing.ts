import { log } from '@temporalio/workflow';

import type { StaySteps } from '../src/contract/steps.ts';

import { closingOf } from './deadlines.ts';
import type { Failed } from './interruptions.ts';
import type { Stay } from './stay.ts';

const AT_RISK_MS = 3_600_000;

/** Shows and logs why a step has not succeeded yet. */
export function showFailure(stay: Stay, step: keyof StaySteps, failed: Failed): void {
  if (failed.type === 'NotConfirmedYet' && stay.trouble !== undefined) return;
  const type = isExtensionAtRisk(stay, step) ? 'ExtensionAtRisk' : failed.type;
  stay.problems.show('step', type, failed.said);
  log.warn('A step has not succeeded yet', { step, problem: failed.type });
}

/** Whether Seam may shut the door at a check-out that is no more, because it has not been told. */
function isExtensionAtRisk(stay: Stay, step: keyof StaySteps): boolean {
  const held = stay.ledger.find((e) => e.state === 'live' && e.window !== undefined)?.window;
  if (held === undefined || !(Date.parse(held.closesAt) - Date.now() < AT_RISK_MS)) return false;
  const closesAt = closingOf(stay) ?? Number.POSITIVE_INFINITY;
  const isTold = step === 'moveWindow' || (step === 'planStay' && !stay.isNewLife);
  return isTold && closesAt > Date.parse(held.closesAt);
}
