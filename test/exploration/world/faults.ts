import type { ActivityStep } from '../../../src/stay/step.ts';

import { removedBy } from './attempts.ts';
import { hiddenBy, stillShown } from './disturbing.ts';
import { nextInstant } from './moves.ts';
import { hasItsObject, mayBeLate, type How } from './playing.ts';
import type { World } from './world.ts';

/** Everything that may go wrong with a step. `hasEffect`: it has something to change at Seam. */
export function faultsOf(world: World, step: ActivityStep, hasEffect: boolean): readonly How[] {
  return [...commonFaults(world, step, hasEffect), ...specialFaults(world, step)];
}

/** What may go wrong with a step, whichever it is. */
function commonFaults(world: World, step: ActivityStep, hasEffect: boolean): readonly How[] {
  const isLateable = hasEffect && mayBeLate(step);
  const isRefusable = step.do !== 'recallStay' && step.do !== 'proveAbsence';
  const hasTime = step.until !== undefined && nextInstant(world) === undefined;
  return [
    'failed',
    ...(hasEffect ? (['failed, committed'] as const) : []),
    ...(isLateable
      ? ([
          'failed, commits late',
          'done at the second attempt',
          'done while the first attempt is under way',
        ] as const)
      : []),
    ...(isRefusable ? (['refused'] as const) : []),
    ...(isLateable ? (['refused, commits late'] as const) : []),
    ...(step.startWithin === undefined ? [] : (['not taken in time'] as const)),
    'failed, asked to wait',
    ...(hasTime ? (['out of time'] as const) : []),
    ...(hasTime && isLateable ? (['out of time, commits late'] as const) : []),
  ];
}

/** What may go wrong with this kind of step alone. */
function specialFaults(world: World, step: ActivityStep): readonly How[] {
  const { seam } = world;
  const looksAtSystem = typeof step.input === 'object' && 'lookAtSystem' in step.input;
  const system: readonly How[] = looksAtSystem ? ['the system is in trouble'] : [];
  switch (step.do) {
    case 'proveAbsence':
      return [
        ...(stillShown(world).length > 0 ? (['the list shows what is gone'] as const) : []),
        ...(hiddenBy(world, step).length > 0
          ? (['the list does not show what is there'] as const)
          : []),
      ];
    case 'confirmAccess':
      return [
        'the access is in trouble',
        'the door is offline',
        ...(step.input.groupIds.length > 0 ? (['the list does not show the group'] as const) : []),
        ...system,
      ];
    case 'suspendAccess':
      return ['the system suspends nobody'];
    case 'issueCredential': {
      const hasCode = seam.objects.some((o) => o.code !== undefined);
      return hasCode ? ['the same code again', 'the same code for ever', ...system] : system;
    }
    default:
      return removedBy(step) !== undefined && hasItsObject(world, step)
        ? ['it does not go']
        : system;
  }
}
