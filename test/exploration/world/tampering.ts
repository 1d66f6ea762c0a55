import { carryOut } from '../seam/carrying-out.ts';
import { findObject } from '../seam/objects.ts';

import type { World } from './world.ts';

/** What somebody does to an object of the stay's, behind its back. */
export type Tampering = 'removes' | 'suspends' | 'changes the window of';

/** Somebody else works on an object of the stay's. */
export function tamper(world: World, act: Tampering, id: string): World {
  const { seam, now } = world;
  const witness = { ...world.witness, isTampered: true as const };
  return { ...world, witness, seam: carryOut(seam, requestOf(world, act, id), now) };
}

function requestOf({ seam }: World, act: Tampering, id: string) {
  const window = findObject(seam, id)?.window;
  switch (act) {
    case 'removes':
      return { do: 'remove', id } as const;
    case 'suspends':
      return { do: 'change', id, facts: { isSuspended: true, isSuspendedByStaff: true } } as const;
    case 'changes the window of': {
      const closesAt = new Date(Date.parse(window?.closesAt ?? '') + 3_600_000).toISOString();
      return { do: 'change', id, facts: { window: { opensAt: '', ...window, closesAt } } } as const;
    }
  }
}

/** What staff have suspended is free again: all is well from here on. */
export function heal(world: World): World {
  const objects = world.seam.objects.map((o) => {
    if (!o.isSuspendedByStaff) return o;
    const { isSuspendedByStaff: _staff, ...free } = o;
    return { ...free, isSuspended: false };
  });
  return { ...world, seam: { ...world.seam, objects } };
}
