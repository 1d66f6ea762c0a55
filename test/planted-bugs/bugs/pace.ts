import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes in the pace of requests: Seam is asked more often than it wants to be. */
export const paceBugs: readonly PlantedBug[] = [
  {
    name: 'retry-after-ignored',
    story: 'Seam asks to be left alone and is asked again at once: it locks everybody out.',
    caughtBy: 'I14 polite',
    edits: [
      {
        in: 'fromSeam',
        find: '$asked === undefined ? {} : { afterMs: $asked }',
        replace: '{}',
      },
    ],
  },
  {
    name: 'no-wait-between-rounds',
    story: 'The next round begins at once although Seam asked for minutes.',
    caughtBy: 'I14 polite',
    edits: [
      {
        in: 'noteTry',
        find: 'Math.max(pauseAfter($count), $facts.againAfterMs ?? 0)',
        replace: 'pauseAfter($count)',
      },
      {
        in: 'recordFailure',
        find: '$isAsked ? noteAskedToWait($tried, $name, $now, $ms) : $tried',
        replace: '$tried',
      },
    ],
  },
];
