import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes where an operator resets a run. */
export const resettingBugs: readonly PlantedBug[] = [
  {
    name: 'number-given-again',
    story: 'After a reset the desk drops what it hears of the stay: the numbers are old ones.',
    caughtBy: 'I19 told',
    withResets: true,
    edits: [
      {
        in: 'takeOne',
        find: 'Math.max($number, $announcer.sequence + 1)',
        replace: '$number',
      },
    ],
  },
  {
    name: 'overtaken-by-itself',
    story:
      'A stay that is reset takes its own put for an old one, because a change came after it, and the guest stands outside.',
    caughtBy: 'I3 no lock-out',
    withResets: true,
    edits: [
      {
        in: 'withoutRequests',
        find: '$record.status.orphaned !== true',
        replace: 'true',
      },
    ],
  },
];
