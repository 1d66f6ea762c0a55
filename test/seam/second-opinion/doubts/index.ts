import type { Doubt } from '../doubt.ts';

import { credentialDoubts } from './credentials.ts';
import { otherDoubts } from './everything-else.ts';
import { identityDoubts } from './identities.ts';
import { userDoubts } from './users.ts';

/** All of them; docs/seam-second-opinion.md says what stands on each. */
export const doubts: readonly Doubt[] = [
  ...userDoubts,
  ...credentialDoubts,
  ...identityDoubts,
  ...otherDoubts,
];
