import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes in what a pass of the reconciler compares, and in what it believes of a list. */
export const reconcilingBugs: readonly PlantedBug[] = [
  {
    name: 'digest-forgets-the-groups',
    story:
      'Staff change the access groups of a guest in the house, and the guest is locked out for good.',
    caughtBy: 'I3 no lock-out',
    byStory: 'are the guest’s own again within six hours after somebody changed the groups',
    edits: [
      { in: 'doorsOf', find: '[$userId, $groupIds.toSorted(), $tag]', replace: '[$userId, $tag]' },
    ],
  },
  {
    name: 'orphan-by-a-list',
    story:
      'A terminated stay was put again, and the guest’s access is ended since a list is behind.',
    caughtBy: 'I3 no lock-out',
    byStory: 'is not ended by a list that is behind, when somebody has put it again',
    edits: [
      {
        in: 'reconcile',
        find: `
          const { toAsk: $toAsk, inTurn: $inTurn } = findSuspects($sources, $manner);
          const $looks = await lookAt($toAsk.slice(0, MOST_LOOKS));
        `,
        replace: `
          const { toAsk: $toAsk, inTurn: $inTurn } = findSuspects($sources, $manner);
          const $looks = (await lookAt($toAsk.slice(0, MOST_LOOKS))).map((look) =>
            $sources.listed.get(look.reservationId)?.[1] === 'stopped'
              ? { reservationId: look.reservationId, run: 'closed' as const, ledger: [] }
              : look,
          );
        `,
      },
    ],
  },
  {
    name: 'clean-in-the-middle',
    story:
      'A stay is asked while a second user of its is on the way out, stays, and goes on opening.',
    caughtBy: 'I4 no doubles',
    byStory: 'is asked again as long as it removes the second user',
    edits: [{ in: 'cleanlySeen', find: '$ledger.some(isChanging)', replace: 'false' }],
  },
  {
    name: 'late-is-lost',
    story: 'A worker is slow at a check-out, and a stay that was extended loses its access.',
    caughtBy: 'I3 no lock-out',
    byStory: 'has five minutes to begin its end: a worker may have much to do at that moment',
    edits: [
      {
        in: 'findUnreadable',
        find: 'Date.parse($closesAt) <= $overdueSince',
        replace: 'Date.parse($closesAt) <= Date.now()',
      },
    ],
  },
  {
    name: 'looked-at-in-the-last-pass',
    story: 'A house of thousands: whom the pass before has looked at waits for the next but one.',
    caughtBy: 'I12 not stuck',
    byStory: 'has each of them asked in one pass, whatever the pass before thought of it',
    edits: [{ in: 'begunWith', find: '$one.run === LOOKED_AT.run', replace: 'false' }],
  },
];
