import type { PlantedBug } from '../planted-bug.ts';

import { announcingBugs } from './announcing.ts';
import { creatingBugs } from './creating.ts';
import { decidingBugs } from './deciding.ts';
import { hearingBugs } from './hearing.ts';
import { holdingBugs } from './holding.ts';
import { keyBugs } from './keys.ts';
import { newRequestBugs } from './new-requests.ts';
import { owningBugs } from './owning.ts';
import { paceBugs } from './pace.ts';
import { reconcilingBugs } from './reconciling.ts';
import { removingBugs } from './removing.ts';
import { replayBugs } from './replay.ts';
import { resettingBugs } from './resetting.ts';
import { secrecyBugs } from './secrecy.ts';
import { waitingBugs } from './waiting.ts';

/** Every mistake that the simulator, or a story, must notice. */
export const plantedBugs: readonly PlantedBug[] = [
  ...creatingBugs,
  ...holdingBugs,
  ...removingBugs,
  ...hearingBugs,
  ...decidingBugs,
  ...paceBugs,
  ...secrecyBugs,
  ...replayBugs,
  ...owningBugs,
  ...newRequestBugs,
  ...waitingBugs,
  ...announcingBugs,
  ...resettingBugs,
  ...reconcilingBugs,
  ...keyBugs,
];
