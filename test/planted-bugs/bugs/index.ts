import type { PlantedBug } from '../planted-bug.ts';

import { creatingBugs } from './creating.ts';
import { hearingBugs } from './hearing.ts';
import { holdingBugs } from './holding.ts';
import { mannersBugs } from './manners.ts';
import { owningBugs } from './owning.ts';
import { removingBugs } from './removing.ts';

/** Every mistake that the simulator must notice. */
export const plantedBugs: readonly PlantedBug[] = [
  ...creatingBugs,
  ...holdingBugs,
  ...removingBugs,
  ...hearingBugs,
  ...mannersBugs,
  ...owningBugs,
];
