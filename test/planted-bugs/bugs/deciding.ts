import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes between two steps: what is refused too much, ends too soon, or is done once more at once. */
export const decidingBugs: readonly PlantedBug[] = [
  {
    name: 'refusal-takes-all-with-it',
    story:
      'An extension and a move to nowhere in one breath: both are refused, and the guest is shut out.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        in: 'requestsAtFault($pending)',
        find: '$atFault.length > 0 ? $atFault : $pending',
        replace: '$pending',
      },
    ],
  },
  {
    name: 'extension-not-waited-for',
    story:
      'An extension that is told in the last second is not planned yet at check-out: the stay ends.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        in: 'endOf',
        find: '$now >= $closesAt && !$mayLengthen',
        replace: '$now >= $closesAt',
      },
    ],
  },
];
