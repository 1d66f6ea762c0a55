import { expect, it } from 'vitest';

import { useRig } from '../support/use-rig.ts';

const rig = useRig('seam_second_try');
let tries = 0;

it(
  'has a Temporal of its own where no stay is known, if its first try failed',
  { retry: 1 },
  async () => {
    tries += 1;
    await expect(rig.stays.show('R-1')).rejects.toThrow('R-1');
    await rig.stays.put(rig.reservation('R-1', 24, 48));
    expect(tries).toBe(2);
  },
);
