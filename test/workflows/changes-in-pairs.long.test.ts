import { describe } from 'vitest';

import { useRigForPairs, tellPairs } from './change-meetings.ts';

// The simulator plays these in simulation/pairs.test.ts too: at more points of a stay, and by the judges' rules alone.
describe('of two changes', () => {
  tellPairs(useRigForPairs('settled_changes_in_pairs'), 'settled');
});
