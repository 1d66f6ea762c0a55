import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes in moving an access: too early, too late, or by taking it away first. */
export const holdingBugs: readonly PlantedBug[] = [
  {
    name: 'window-moved-late',
    story:
      'An extension is told to Seam in the last minute only: the lock shuts at the old check-out.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        in: 'windowStep($view)',
        find: 'const $windowed = windowedOf($view);',
        replace: `
          const $windowed = windowedOf($view);
          if ($windowed.some((e) => isToMove($view, e)) && $view.now < $view.closesAt - 60_000)
            return { do: 'pause', until: $view.closesAt - 60_000 };
        `,
      },
    ],
  },
  {
    name: 'extension-made-anew',
    story: 'An extension removes the access and grants another: the door shuts in between.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        in: 'moveWindow',
        find: 'const $moved = await onUser($seam, $call, $userId, $work);',
        replace: `
          await $seam.deleteUser($userId, $call);
          const $moved = await onUser($seam, $call, $userId, $work);
        `,
      },
    ],
  },
  {
    name: 'granted-before-check-in',
    story: 'Where we hold the window, the grant does not wait: the room opens before check-in.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        in: 'makePlan',
        find: "$recipe.window === 'nightlatch'",
        replace: '$recipe.version === 0',
      },
    ],
  },
  {
    name: 'not-revoked-again',
    story: 'A check-in that moves later takes nothing back: the room opens on the old day.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        in: 'revokeBeforeGrantIsDue',
        find: 'if (isGrantDue($view)) return undefined;',
        replace: 'return undefined;',
      },
    ],
  },
  {
    name: 'old-place-left-first',
    story: 'A move between systems revokes first and grants then: the same doors shut in between.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        in: 'revokeElsewhere',
        find: '$mayRevokeAll || isOver($there)',
        replace: 'true',
      },
      {
        in: 'grant',
        find: 'resumingStep($view) ?? replacingStep($view) ?? grantingStep($view)',
        replace:
          'revokeElsewhere($view) ?? resumingStep($view) ?? replacingStep($view) ?? grantingStep($view)',
      },
    ],
  },
  {
    name: 'old-doors-kept',
    story: 'After a room move within a system the guest still opens the old room.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        in: 'leavingStep($view)',
        find: '$groupIds.length === 0',
        replace: '$groupIds.length <= $view.plan.accessGroupIds.length',
      },
    ],
  },
  {
    name: 'old-place-kept',
    story: 'After a move to another system the access at the old one stays.',
    caughtBy: 'I4 no doubles',
    edits: [
      {
        in: 'revokeElsewhere',
        find: 'return [revokeScopes($view, [$one])];',
        replace: 'return [];',
      },
    ],
  },
  {
    name: 'stuck-place-holds-up-others',
    story: 'A guest moves twice, and the second place is left only when the first one’s user goes.',
    caughtBy: 'I1 no stranger',
    byStory: 'is out of the room in between all the same',
    edits: [
      {
        in: 'revokeElsewhere',
        find: '[revokeGuestsBefore($view), ...$dues]',
        replace: '[revokeGuestsBefore($view), ...$dues.slice(0, 1)]',
      },
    ],
  },
  {
    name: 'failed-once-is-left',
    story: 'The next guest’s access failed once, and is not tried again while locks hold two keys.',
    caughtBy: 'I3 no lock-out',
    byStory: 'gets in although the first try to make their access failed',
    edits: [
      {
        in: 'decideLiving',
        find: 'longestUntried($state, $failed)',
        replace: '$failed[0]',
      },
    ],
  },
  {
    name: 'window-forgets-check-in',
    story: 'A later check-in is not told to Seam: the door opens on the old day.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        in: 'isSameWindow',
        find: '$a.opensAt === $b.opensAt && $a.closesAt === $b.closesAt',
        replace: '$a.closesAt === $b.closesAt',
      },
    ],
  },
  {
    name: 'margin-before-counted-twice',
    story:
      'A room with half an hour before check-in opens a whole hour before: it is being cleaned.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        in: 'windowAround',
        find: 'Date.parse($checkIn) - $before',
        replace: 'Date.parse($checkIn) - 2 * $before',
      },
    ],
  },
  {
    name: 'margin-forgotten-by-change',
    story:
      'A stay that was changed shuts at check-out: who packs in the hour after that is locked out.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        in: 'makePlan($request)',
        find: 'windowAround($checkIn, $checkOut, $listing)',
        replace:
          'windowAround($checkIn, $checkOut, $request.isNew ? $listing : { ...$listing, closesAfterMs: 0 })',
      },
    ],
  },
  {
    name: 'margin-forgotten-by-grant',
    story:
      'Where we hold the window, the grant waits for check-in: who may come before stands outside.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        in: 'makePlan($request)',
        find: '{ grantAt: $window.opensAt }',
        replace: '{ grantAt: $request.checkIn }',
      },
    ],
  },
  {
    name: 'margin-takes-new-stays',
    story: 'A stay that is put after its check-out opens for the margin: nobody has booked that.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        in: 'makePlan',
        find: '$request.isNew && Date.parse($checkOut) <= $now',
        replace: '$request.isNew && Date.parse($checkOut) + $request.listing.closesAfterMs <= $now',
      },
    ],
  },
  {
    name: 'margin-of-next-room-forgotten',
    story:
      'While a move into a room with a margin is not planned yet, check-out comes: the stay ends too soon.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        in: 'mayStayLonger',
        find: '$isElsewhere || mayBeLater($to, $from)',
        replace: 'mayBeLater($to, $from)',
      },
    ],
  },
];
