import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes in who is helped first while the queue of a workspace is long, and in what its length means. */
export const waitingBugs: readonly PlantedBug[] = [
  {
    name: 'arrivals-before-departures',
    story: 'A guest whose check-out has come gets in until all who arrive have their keys.',
    caughtBy: 'I17 in turn',
    inHouses: true,
    edits: [{ in: 'PRIORITY', find: '1', replace: '4' }],
  },
  {
    name: 'breadth-first',
    story: 'Every guest who arrives has an access user before the first of them has a key.',
    caughtBy: 'I17 in turn',
    inHouses: true,
    edits: [
      { in: 'priorityOfGrant', find: 'if ($begun) return PRIORITY.finishesAGuest;', replace: '' },
    ],
  },
  {
    name: 'next-week-before-tonight',
    story: 'Who walks in waits until next week’s bookings have their keys.',
    caughtBy: 'I17 in turn',
    inHouses: true,
    edits: [
      {
        in: 'priorityOfGrant',
        find: '$view.opensAt - $view.now < SOON_MS',
        replace: 'true',
      },
    ],
  },
  {
    name: 'behind-its-own-look',
    story:
      'Whoever asks for a new PIN at check-in waits until all who arrive have their keys, and the lost one opens.',
    caughtBy: 'I17 in turn',
    inHouses: true,
    edits: [
      {
        in: 'overtakes',
        find: 'if (isInTheWay($state, $step)) return true;',
        replace: '',
      },
    ],
  },
  {
    name: 'stays-longer-behind-arrivals',
    story: 'Who stays longer stands before a shut door until all who arrive have their keys.',
    caughtBy: 'I17 in turn',
    inHouses: true,
    edits: [
      {
        in: 'priorityOfMove',
        find: '$isBegun || isKeptOut($view, $moved, $wanted)',
        replace: '$isBegun',
      },
    ],
  },
  {
    name: 'queue-time-is-a-failure',
    story: 'While a whole house leaves, stays say that Seam does not answer, and it does.',
    caughtBy: 'I18 patient',
    inHouses: true,
    edits: [
      {
        in: 'activityOf',
        find: '$within === undefined ? {} : { scheduleToStartTimeout: $within }',
        replace: '{ scheduleToStartTimeout: 5_000 }',
      },
      {
        in: 'outcomeOfTimeout',
        find: "{ outcome: 'interrupted', isNotTaken: true }",
        replace: "{ outcome: 'failed', failure: { type: 'SeamUnavailable' } }",
      },
    ],
  },
  {
    name: 'long-queue-is-nobody-at-work',
    story: 'A stay whose step waits for its turn says that no worker is there.',
    caughtBy: 'I18 patient',
    inHouses: true,
    edits: [{ in: 'showProgress', find: '$seen.nobodyPolls', replace: '$seen.attempts === 0' }],
  },
  {
    name: 'orphans-left',
    story: 'Somebody terminates a stay, and its guest keeps the key for good.',
    caughtBy: 'I2 nothing left',
    inHouses: true,
    edits: [{ in: 'findOrphans', find: '$found.length === 0', replace: 'true' }],
  },
];
