import type { CoreBug } from './core-bugs.ts';

const PIN = 'salto-ks-pin';

/** Mistakes in a stay that lives on, about what the guest has no right to any more. */
export const revokingBugs: readonly CoreBug[] = [
  {
    name: 'guest-before-kept',
    story: 'Another guest has the room, and the one before still opens it.',
    caughtBy: 'I5 no lost word',
    ...{ at: PIN, requests: 1, faults: 0 },
    edits: [
      {
        in: 'entriesOfGuestsBefore',
        find: '$scope.guest < $planned.guest',
        replace: '$scope.guest < $planned.guest - 1',
      },
      {
        in: 'revokeElsewhere',
        find: '$e.scope.of !== "guest" && !isSameScope($e.scope, $scope)',
        replace: '$e.scope.of === "sighting" && !isSameScope($e.scope, $scope)',
      },
    ],
  },
  {
    name: 'guest-before-keeps-too-long',
    story:
      'The new guest’s access is refused, and the guest before opens the door until check-out.',
    caughtBy: 'I1 no stranger',
    ...{ at: PIN, requests: 1, faults: 1 },
    edits: [
      {
        in: 'revokeGuestsBeforeAtOnce',
        find: 'const $isAtOnce = $isEarly || $now >= ($planned.replaceBy ?? 0) || $isInTheWay || $isHeld;',
        replace: 'const $isAtOnce = $isEarly;',
      },
    ],
  },
  {
    name: 'old-room-kept',
    story: 'The guest moves to another system, and the key of the old room goes on opening it.',
    caughtBy: 'I5 no lost word',
    ...{ at: PIN, requests: 1, faults: 0 },
    edits: [
      {
        in: 'revokeElsewhere',
        find: 'mayRevokeOthers($view)',
        replace: '$view.state.hold !== undefined',
      },
      { in: 'revokeElsewhere', find: '$mayRevokeAll || isOver($there)', replace: '$mayRevokeAll' },
    ],
  },
  {
    name: 'named-is-asked-for',
    story:
      'A check names a system by what is no id, the run is terminated, and the end is never proven.',
    caughtBy: 'I12 not stuck',
    ...{ at: PIN, requests: 1, faults: 1 },
    edits: [{ in: 'expectLeftIn', find: '!$onlyNamedIn.includes($id)', replace: 'true' }],
  },
  {
    name: 'old-doors-kept',
    story: 'After a move next door the guest still opens the old room.',
    caughtBy: 'I5 no lost word',
    ...{ at: PIN, requests: 1, faults: 0 },
    edits: [
      {
        in: 'leavingStep',
        find: '$groupIds.length === 0',
        replace: '$groupIds.length <= 1',
      },
    ],
  },
  {
    name: 'old-pin-kept',
    story: 'A guest is given a new PIN, and the old one goes on opening the door.',
    caughtBy: 'I5 no lost word',
    ...{ at: PIN, requests: 1, faults: 0 },
    edits: [
      {
        in: 'removeEarlierIssues',
        find: '$mayRevokeAll || $e.isReplaced',
        replace: 'false',
      },
    ],
  },
  {
    name: 'needed-key-removed',
    story: 'What a reissue is to replace is taken before the new PIN is confirmed.',
    caughtBy: 'I3 no lock-out',
    ...{ at: PIN, requests: 1, faults: 1 },
    edits: [
      {
        in: 'removeEarlierIssues',
        find: 'mayRevokeOthers($view) || isNewOneSeen($view)',
        replace: 'true',
      },
    ],
  },
  {
    name: 'old-pin-kept-after-a-refused-look',
    story: 'Seam refused a look once, and nobody looks at the new PIN: both open until check-out.',
    caughtBy: 'I1 no stranger',
    ...{ at: PIN, requests: 1, faults: 1 },
    edits: [
      {
        in: 'receiveReissue',
        find: '{ ...mayLook($once), access: $wanted }',
        replace: '{ ...$once, access: $wanted }',
      },
      // Tries of a look have one key, whichever credential it is at.
      {
        in: 'lookingStep',
        find: 'const $about = issueKey($scope, $issue);',
        replace: 'const $about = "";',
      },
      {
        in: 'isBlocked',
        find: 'stepKey("confirmAccess", issueKey($view.scope, $access.issue))',
        replace: 'stepKey("confirmAccess")',
      },
    ],
  },
  {
    name: 'found-and-ignored',
    story: 'A proof of absence finds a user, and the stay takes it for gone.',
    caughtBy: 'I2 nothing left',
    ...{ at: PIN, requests: 0, faults: 1 },
    edits: [{ in: 'recordProof', find: '$found.length > 0', replace: '$found.length > 1' }],
  },
  {
    name: 'late-double-of-a-held-stay',
    story: 'A suspension forgets that a double may come: it comes, and lets the guest in.',
    caughtBy: 'I2 nothing left',
    ...{ at: PIN, requests: 1, faults: 1 },
    edits: [
      {
        in: 'switched',
        find: '$e.id === $userId ? { ...$entry, ...$facts } : $e',
        replace: `
          $e.id === $userId
            ? (({ unconfirmedUntil: _until, ...others }) => ({ ...others, ...$facts }))($entry)
            : $e
        `,
      },
    ],
  },
  {
    name: 'interrupted-removal-forgotten',
    story: 'A key is removed, wanted back, and answered as applied: the guest has none.',
    caughtBy: 'I5 no lost word',
    ...{ at: 'salto-space-mobile', requests: 2, faults: 0 },
    edits: [{ in: 'isWanted', find: 'return $isHere && $isCurrent;', replace: 'return false;' }],
  },
];
