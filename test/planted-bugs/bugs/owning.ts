import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes in telling the stay's own from what is somebody else's. */
export const owningBugs: readonly PlantedBug[] = [
  {
    name: 'first-word-adopts',
    story: 'A reservation id that staff typed is evidence: the cleaner of 305 becomes its guest.',
    caughtBy: 'I15 separate',
    edits: [
      {
        in: 'usersOfStay',
        find: 'isOfStay($user, $claimant)',
        replace: `
          isOfStay($user, $claimant) ||
            $user.fullName.split(' ', 1)[0] === $claimant.reservationId
        `,
      },
    ],
  },
  {
    name: 'first-word-is-left',
    story: 'The proof of absence finds the cleaner of 305, whose access is then removed.',
    caughtBy: 'I15 separate',
    edits: [
      {
        in: 'usersOfStay',
        find: 'if (carriesMark($fullName, $reservationId)) return { id: $id };',
        replace: `
          if (carriesMark($fullName, $reservationId)) return { id: $id };
          if ($fullName.split(' ', 1)[0] === $reservationId) return { id: $id };
        `,
      },
    ],
  },
  {
    name: 'first-word-is-read',
    story: 'Where no worker answers, the guest of 305 is given the PIN of its cleaner.',
    caughtBy: 'I15 separate',
    edits: [
      {
        in: 'usersOf($seam, $reservationId)',
        find: 'if (await $isOurs($user)) $users.push($user);',
        replace: `
          if ((await $isOurs($user)) || $user.fullName.split(' ', 1)[0] === $reservationId)
            $users.push($user);
        `,
      },
      {
        in: 'findByKey',
        find: "$method === 'mobile_key' || carriesMark($user.fullName, $reservationId)",
        replace: "$method === 'mobile_key' || $method === 'code'",
      },
    ],
  },
  {
    name: 'guide-name-is-read-everywhere',
    story: 'A user of staff on the guest’s identity is read for the guest’s at Salto Space, too.',
    caughtBy: 'I15 separate',
    edits: [
      {
        in: 'isNamedByGuides',
        find: '$system.externalType === SALTO_KS_SITE',
        replace: "$system.externalType !== ''",
      },
    ],
  },
  {
    name: 'mark-without-its-end',
    story: 'What follows the mark is not looked at: nl:305:2b is taken for a guest of 305.',
    caughtBy: 'I15 separate',
    edits: [
      {
        in: 'MARKED',
        find: String.raw`/^nl:([A-Za-z0-9._-]{1,64})(?::[1-9]\d*)?$/`,
        replace: '/^nl:([A-Za-z0-9._-]{1,64})/',
      },
    ],
  },
  {
    name: 'mark-anywhere',
    story: 'The mark counts wherever it stands in a name, also in a note that staff made.',
    caughtBy: 'I15 separate',
    edits: [
      {
        in: 'reservationOfName',
        find: 'firstWordOf($fullName)',
        replace: "$fullName.split(' ').find((word) => word.startsWith(MARK)) ?? ''",
      },
    ],
  },
  {
    name: 'renamed-is-not-found',
    story: 'The stay looks for its user by name alone: once renamed, it gets a second one.',
    caughtBy: 'I4 no doubles',
    edits: [
      {
        in: 'usersOfStay',
        find: '[...$claimant.ids, ...$listed]',
        replace: '$listed',
      },
      {
        in: 'usersOfStay',
        find: '$ours === undefined ? [] : [$ours]',
        replace: '[]',
      },
    ],
  },
  {
    name: 'absence-by-name',
    story: 'Absence is proven by name alone: what staff have renamed opens the door for ever.',
    caughtBy: 'I2 nothing left',
    edits: [
      {
        in: 'proveAbsence',
        find: '$input.userIds.map($look)',
        replace: '[]',
      },
      {
        in: 'proveAbsence',
        find: '$input.credentialIds.map($look)',
        replace: '[]',
      },
      {
        in: 'removeAccessUser',
        find: 'const $answer = await $seam.deleteUser($userId, $call);',
        replace: `
          const user = await $seam.getUser($userId, $call);
          const isNamed = user?.fullName.startsWith('nl:') === true || user?.identityId !== undefined;
          const $answer = isNamed ? await $seam.deleteUser($userId, $call) : 'gone';
        `,
      },
    ],
  },
  {
    name: 'identity-is-evidence',
    story: 'Whoever hangs on the guest’s identity is taken for the guest, and removed at the end.',
    caughtBy: 'I15 separate',
    edits: [
      {
        in: 'usersOfStay($seam, $attempt, $input)',
        find: 'isOfStay($user, $claimant)',
        replace: `
          isOfStay($user, $claimant) ||
            ($user.identityId !== undefined && $user.identityId === $input.identityId)
        `,
      },
    ],
  },
  {
    name: 'guide-name-is-evidence',
    story: 'At a Salto KS mobile recipe whoever is called by the reservation alone is its guest.',
    caughtBy: 'I15 separate',
    edits: [
      {
        in: 'isOfStay($user, $stay)',
        find: '$isNamedByGuide && $identityId === $ownIdentityId',
        replace: '$isNamedByGuide && $identityId !== $stay.ids[0]',
      },
    ],
  },
  {
    name: 'guide-name-everywhere',
    story:
      'Also on the account’s identity the user has no mark: it is one with the one of staff there.',
    caughtBy: 'I15 separate',
    edits: [
      {
        in: 'namedByGuide',
        find: '$identity !== undefined && !$identity.kept && !$identity.shared',
        replace: '$identity !== undefined',
      },
    ],
  },
  {
    name: 'account-whatever-its-address',
    story: 'The account’s identity is used for each of its stays: the key goes to an old address.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        in: 'hasOtherAddress',
        find: '$identity.email.toLowerCase() !== $email.toLowerCase()',
        replace: '$identity.email.length === 0',
      },
    ],
  },
  {
    name: 'account-gets-the-address',
    story: 'The account’s identity gets the address of its newest stay: the others’ keys go there.',
    caughtBy: 'I15 separate',
    edits: [
      {
        in: 'identityFor($seam, $attempt)',
        find: 'if ($isReached && !hasOtherAddress($identity, $guest)) return $identity;',
        replace: `
          await $seam.updateIdentity($identity.id, { email: $guest.email ?? '' }, $attempt.call);
          return $identity;
        `,
      },
    ],
  },
  {
    name: 'used-identity-is-changed',
    story:
      'An app account that the guest had before is used for the stay, and given another address.',
    caughtBy: 'I15 separate',
    edits: [
      {
        in: 'findOrMake($seam, $attempt)',
        find: 'return onceGone($found);',
        replace: `
          const used = onceGone($found);
          const address = \`\${$attempt.number}@example.com\`;
          await $seam.updateIdentity(used.id, { email: address }, $attempt.call);
          return used;
        `,
      },
    ],
  },
  {
    name: 'identity-with-others-removed',
    story:
      'The stay’s identity goes although staff hung a user on it: Seam removes that user, too.',
    caughtBy: 'I15 separate',
    edits: [
      {
        in: 'removeIdentity',
        find: "if (await isSomebodys($seam, $call, $users)) return { outcome: 'kept' };",
        replace: '',
      },
      {
        in: 'ownIdentity',
        find: 'await isSomebodys($seam, $call, $others)',
        replace: '(await isSomebodys($seam, $call, $others)) && $others.length > 9',
      },
    ],
  },
  {
    name: 'guide-name-at-every-system',
    story:
      'On the stay’s own identity a name by the reservation is evidence also where no guide says so.',
    caughtBy: 'I15 separate',
    edits: [
      {
        in: 'usersOfStay',
        find: '$input.namedByGuideIn.includes($systemId)',
        replace: '$input.systemIds.includes($systemId)',
      },
    ],
  },
  {
    name: 'another-identity-not-seen',
    story:
      'Staff hang the guest’s user on another identity: the key goes there, also after check-in.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        in: 'hangBack',
        find: 'if ($identityId === undefined || $user.identityId === $identityId) return;',
        replace: 'return;',
      },
    ],
  },
  {
    name: 'lost-groups-not-seen',
    story: 'Staff take the guest out of every group: the check-in look has nothing to say of it.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        in: 'isGroupOver($entry, $userId, $groupIds)',
        find: "$entry.state === 'live' && $entry.userId === $userId",
        replace: "$groupIds.length > 0 && $entry.state === 'live' && $entry.userId === $userId",
      },
      {
        in: 'recordLook',
        find: '$input.groupIds.some(($id) => $joined.includes($id) && !$seen.groupIds.includes($id))',
        replace:
          '$seen.groupIds.length > 0 && $input.groupIds.some(($id) => $joined.includes($id) && !$seen.groupIds.includes($id))',
      },
    ],
  },
  {
    name: 'shell-is-there',
    story:
      'A user that staff removed at the console counts as there, since Seam still tells of it.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        in: 'isThere',
        find: "'deleted_externally'",
        replace: "'being_deleted'",
      },
    ],
  },
];
