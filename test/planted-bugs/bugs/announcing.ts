import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes in what others are told of a stay. */
export const announcingBugs: readonly PlantedBug[] = [
  {
    name: 'untold-by-the-next-run',
    story: 'The desk never hears of the hold at which the stay went on in another run.',
    caughtBy: 'I19 told',
    isTold: true,
    edits: [
      {
        in: 'withOwnEvents',
        find: '{ ...$state, outbox: { ...$outbox, waiting: $waiting } }',
        replace: '{ ...$state, outbox: { ...$outbox, waiting: [] } }',
      },
    ],
  },
  {
    name: 'newest-event-first',
    story: 'A guest is told of the PIN before the last one, which came later.',
    caughtBy: 'I19 told',
    isTold: true,
    edits: [
      {
        in: 'nextFor',
        find: '$queue.find(({ to: $to }) => $to.includes($endpoint))',
        replace: '$queue.findLast(({ to: $to }) => $to.includes($endpoint))',
      },
    ],
  },
  {
    name: 'refused-event-dropped',
    story: 'The desk was restarting for a minute, and never hears that the PIN is there.',
    caughtBy: 'I19 told',
    isTold: true,
    edits: [
      {
        in: 'deliverEvent',
        find: 'throw again($why, $left > 0 ? Math.min($pause, $left) : $pause);',
        replace: "return { outcome: 'delivered' };",
      },
    ],
  },
  {
    name: 'handed-over-twice',
    story:
      'An event comes twice under two numbers, because a worker died when it had handed it over.',
    caughtBy: 'I19 told',
    isTold: true,
    edits: [
      {
        in: 'takeOne',
        find: '$heard !== undefined && $number <= $heard.number',
        replace: 'false',
      },
    ],
  },
];
