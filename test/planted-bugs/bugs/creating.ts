import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes in making a stay's objects: doubles, and what nobody remembers. */
export const creatingBugs: readonly PlantedBug[] = [
  {
    name: 'create-without-looking',
    story: 'A retried create does not look first: the guest has two access users.',
    caughtBy: 'I4 no doubles',
    edits: [
      {
        in: 'add',
        find: 'await usersOfStay($seam, $attempt, $input)',
        replace: '[]',
      },
    ],
  },
  {
    name: 'credential-without-looking',
    story: 'A retried create of a credential does not look first: a second PIN opens the door.',
    caughtBy: 'I4 no doubles',
    edits: [
      {
        in: 'issue',
        find: '(await credentialsOf($seam, $attempt, $input)).filter(isStaying)',
        replace: '[]',
      },
    ],
  },
  {
    name: 'doubles-left',
    story: 'Whoever finds two keeps one and leaves the other: two mobile keys open the door.',
    caughtBy: 'I4 no doubles',
    edits: [
      {
        in: 'chooseOne',
        find: '$all.filter(($one) => $one !== $kept)',
        replace: '[]',
      },
    ],
  },
  {
    name: 'held-one-removed',
    story: 'Of two the newest is kept: the door shuts on the guest who holds the older one.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        in: 'chooseOne',
        find: '$all.find(($one) => $one.id === $ours) ?? $all.find($isExact) ?? $all[0]',
        replace: '$all.at(-1)',
      },
    ],
  },
  {
    name: 'unconfirmed-dropped',
    story:
      'A create without a clean answer is not looked at again: what comes late stays a double.',
    caughtBy: 'I4 no doubles',
    edits: [
      {
        in: 'unconfirmedOf',
        find: 'if ($number === 1 && !$again && !$hadDoubles) return {};',
        replace: 'if ($number > 0 || $again || $hadDoubles) return {};',
      },
    ],
  },
  {
    name: 'ledger-written-late',
    story:
      'The ledger is written after the create only: a key whose answer was lost outlives the stay.',
    caughtBy: 'I2 nothing left',
    edits: [
      {
        in: 'askFor',
        find: 'for (const $key of $keys) $ledger = ask($ledger, $key, $facts);',
        replace: '',
      },
      {
        in: 'leaveUnconfirmed',
        find: 'for (const $key of $keys) $ledger = noteUnconfirmed($ledger, $key, $facts);',
        replace: '',
      },
    ],
  },
  {
    name: 'create-not-noted',
    story:
      'A stay that is cancelled during its first create believes that it has nothing to revoke.',
    caughtBy: 'I2 nothing left',
    edits: [
      {
        in: 'askFor',
        find: '{ ...$state, ledger: $ledger, lastCreateAt: $at }',
        replace: '{ ...$state, ledger: $ledger }',
      },
      {
        in: 'leaveUnconfirmed',
        find: '{ ...$state, ledger: $ledger, lastCreateAt: $at }',
        replace: '{ ...$state, ledger: $ledger }',
      },
    ],
  },
  {
    name: 'joined-twice-is-refused',
    story:
      'A group is joined again after a lost answer, and the refusal is taken for the last word.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        in: 'joinAll',
        find: 'join($seam, $attempt, $input, $groupId)',
        replace: '$seam.joinGroup($input.userId, $groupId, $attempt.call)',
      },
    ],
  },
  {
    name: 'key-by-prefix',
    story: 'The stay R-1 takes the access user of R-10 for its own, and removes it at its end.',
    caughtBy: 'I15 separate',
    edits: [
      {
        in: 'carriesMark',
        find: 'reservationOfName($fullName) === $reservationId',
        replace: '$fullName.startsWith(MARK + $reservationId)',
      },
    ],
  },
  {
    name: 'adopted-identity-removed',
    story: 'The guest’s own app account is used for the stay, and goes with it.',
    caughtBy: 'I15 separate',
    edits: [
      {
        in: 'identifyGuest',
        find: '$isStays ? {} : { kept: true }',
        replace: '{}',
      },
      {
        in: 'removeIdentity',
        find: "if (!isStayIdentity($identity.key)) return { outcome: 'kept' };",
        replace: '',
      },
    ],
  },
  {
    name: 'confirm-skipped',
    story:
      'A change is answered as applied before Seam shows it: the guest stands before a shut door.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        in: 'isLookAtAccessDue',
        find: 'isUnseenYet($view) && $isReady',
        replace: 'false',
      },
      {
        in: 'isConfirmed',
        find: '$view.state.access.confirmedFor === wantedFingerprint($view)',
        replace: 'true',
      },
    ],
  },
  {
    name: 'rotated-key-evicts',
    story: 'A refused API key is taken for a refusal for good: after its rotation nobody gets in.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        in: 'fromSeam',
        find: "tryAgain('SeamKeyRefused', $error.message, { facts: $facts, afterMs: KEY_WAIT_MS })",
        replace: "refuse('SeamKeyRefused', $error.message, $facts)",
      },
    ],
  },
];
