import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes in what few stays are asked for: another guest, a new PIN, a hold, a cancellation that comes first. */
export const newRequestBugs: readonly PlantedBug[] = [
  {
    name: 'anybody-is-the-same-guest',
    story: 'Another guest is given the PIN of the one before, who goes on getting in with it.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        in: 'guestOfPlan',
        find: 'isSameGuest($before, $guest.value)',
        replace: 'isSameGuest($before, $guest.value) || true',
      },
    ],
  },
  {
    name: 'address-does-not-matter',
    story: 'The guest has another address, and the key still goes to the one before.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        in: 'guestOfPlan',
        find: '($isSame && $isSameWay) || $others',
        replace: '$isSame || $others',
      },
    ],
  },
  {
    name: 'guest-before-stays',
    story: 'The guest who was replaced opens the door until check-out.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        in: 'revokeGuestsBefore',
        find: '$scopes.length === 0',
        replace: '$scopes.length >= 0',
      },
      {
        in: 'revokeElsewhere($view)',
        find: '!isAwaited($e, $now)',
        replace: `
          !isAwaited($e, $now) &&
            !($e.scope.of === 'access' && $e.scope.guest < $view.planned.guest)
        `,
      },
    ],
  },
  {
    name: 'nothing-is-reissued',
    story: 'A new PIN is asked for and answered as applied, and it is the old one.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        in: 'receiveReissue',
        find: '$access.issue + ($isFirst ? 0 : 1)',
        replace: '$access.issue',
      },
    ],
  },
  {
    name: 'old-pin-is-left',
    story: 'After a new PIN was issued the old one still opens.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        in: 'removeEarlierIssues',
        find: '$mayRevokeAll || $e.isReplaced',
        replace: 'false',
      },
    ],
  },
  {
    name: 'held-reissue-is-applied',
    story: 'While a stay is held a new PIN is answered as applied, and there is none.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        in: 'beginWait',
        find: '!isPendingForPlan($r) && !waitsForRelease($state, $r)',
        replace: '!isPendingForPlan($r)',
      },
    ],
  },
  {
    name: 'hold-is-believed',
    story: 'A hold is answered as applied without anything that keeps the guest out.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        in: 'suspendingStep',
        find: '$state.hold === undefined',
        replace: '$state.hold === undefined || $state.hold.since > 0',
      },
      {
        in: 'isAsWanted',
        find: 'isSuspended($view)',
        replace: 'isSuspended($view) || true',
      },
    ],
  },
  {
    name: 'hold-ends-with-a-life',
    story: 'A stay that is held is cancelled and put again, and its guest gets in.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        in: 'beginLife',
        find: '$isHeld && $state.hold === undefined ? { hold: { since: $now } } : {}',
        replace: '$isHeld ? { hold: { since: $now } } : { hold: undefined }',
      },
    ],
  },
  {
    name: 'unanswered-suspension-stays',
    story:
      'A hold that is released at once keeps the guest out, because nobody waited for its answer.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        in: 'resumingStep',
        find: '$e.suspendedAt !== undefined || $e.isSwitching',
        replace: '$e.suspendedAt !== undefined',
      },
    ],
  },
  {
    name: 'cancellation-is-forgotten',
    story: 'A put that is older than a cancellation which came before it opens the door.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        in: 'rememberingState($id, $revision)',
        find: '$revision === undefined ? {} : { revision: $revision }',
        replace: '$revision === undefined ? {} : { revision: 0 }',
      },
      {
        in: 'noteCancelled',
        find: 'newestOf($requests.heard.cancelled, $revision)',
        replace: '$requests.heard.cancelled',
      },
    ],
  },
];
