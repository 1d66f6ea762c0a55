import type { Status } from '../contract/status.ts';

/** Whether nobody gets in until the stay is released: a hold that is not carried out yet leaves the doors as they were. */
export function isHeld({ phase }: Status): boolean {
  return phase === 'held';
}
