import type { PlantedBug } from '../../planted-bugs/planted-bug.ts';
import type { Invariant } from '../invariants/violation.ts';

import { endingBugs } from './ending-bugs.ts';
import { grantingBugs } from './granting-bugs.ts';
import { requestBugs } from './request-bugs.ts';
import { revokingBugs } from './revoking-bugs.ts';

/** A mistake that somebody could make in the core, and that the explorer must find. */
export interface CoreBug extends Omit<PlantedBug, 'caughtBy'> {
  readonly caughtBy: Invariant;
  /** The recipe whose stays show it, and what they must meet with. */
  readonly at: string;
  readonly requests: number;
  readonly faults: number;
}

/** Every mistake that the explorer must find. */
export const CORE_BUGS: readonly CoreBug[] = [
  ...grantingBugs,
  ...requestBugs,
  ...revokingBugs,
  ...endingBugs,
];
