import type { Status } from '../contract/status.ts';

/** Whether nobody gets in until the stay is released. Without a worker its phase alone tells. */
export function isHeld({ held, phase }: Status): boolean {
  return held !== undefined || phase === 'held';
}
