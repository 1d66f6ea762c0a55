import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes in telling the stay's own from what is somebody else's. */
export const owningBugs: readonly PlantedBug[] = [
  {
    name: 'first-word-adopts',
    story: 'A reservation id that staff typed is evidence: the cleaner of 305 becomes its guest.',
    caughtBy: 'I15 separate',
    edits: [
      {
        file: 'activities/adding.ts',
        find: 'isOfStay(user, claimant) &&',
        replace:
          "(isOfStay(user, claimant) || user.fullName.split(' ', 1)[0] === reservationId) &&",
      },
    ],
  },
  {
    name: 'first-word-is-left',
    story: 'The proof of absence finds the cleaner of 305, whose access is then removed.',
    caughtBy: 'I15 separate',
    edits: [
      {
        file: 'activities/proving.ts',
        find: 'if (carriesMark(fullName, reservationId)) return { id };',
        replace:
          'if (carriesMark(fullName, reservationId)) return { id };\n' +
          "        if (fullName.split(' ', 1)[0] === reservationId) return { id };",
      },
    ],
  },
  {
    name: 'first-word-is-read',
    story: 'Where no worker answers, the guest of 305 is given the PIN of its cleaner.',
    caughtBy: 'I15 separate',
    edits: [
      {
        file: 'src/client/read-credential.ts',
        find: 'if (await isOurs(user)) users.push(user);',
        replace:
          "if ((await isOurs(user)) || user.fullName.split(' ', 1)[0] === reservationId) users.push(user);",
      },
      {
        file: 'src/client/read-credential.ts',
        find: "method === 'mobile_key' || carriesMark(user.fullName, reservationId);",
        replace: "method === 'mobile_key' || method === 'code';",
      },
    ],
  },
  {
    name: 'guide-name-is-read-everywhere',
    story: 'A user of staff on the guest’s identity is read for the guest’s at Salto Space, too.',
    caughtBy: 'I15 separate',
    edits: [
      {
        file: 'src/client/read-credential.ts',
        find: '.externalType === SALTO_KS_SITE;',
        replace: ".externalType !== '';",
      },
    ],
  },
  {
    name: 'mark-without-its-end',
    story: 'What follows the mark is not looked at: nl:305:2b is taken for a guest of 305.',
    caughtBy: 'I15 separate',
    edits: [
      {
        file: 'src/stay/keys.ts',
        find: '{1,64})(?::[1-9]\\d*)?$/;',
        replace: '{1,64})/;',
      },
    ],
  },
  {
    name: 'mark-anywhere',
    story: 'The mark counts wherever it stands in a name, also in a note that staff made.',
    caughtBy: 'I15 separate',
    edits: [
      {
        file: 'src/stay/keys.ts',
        find: "MARKED.exec(fullName.split(' ', 1)[0] ?? '')?.[1];",
        replace:
          "MARKED.exec(fullName.split(' ').find((word) => word.startsWith(MARK)) ?? '')?.[1];",
      },
    ],
  },
  {
    name: 'renamed-is-not-found',
    story: 'The stay looks for its user by name alone: once renamed, it gets a second one.',
    caughtBy: 'I4 no doubles',
    edits: [
      {
        file: 'activities/adding.ts',
        find: 'if (ours === undefined || found.some(({ id }) => id === ours)) return found;',
        replace: 'if (found.length >= 0 || ours === undefined) return found;',
      },
      {
        file: 'activities/adding.ts',
        find: 'ids: ours === undefined ? [] : [ours],',
        replace: 'ids: [],',
      },
    ],
  },
  {
    name: 'absence-by-name',
    story: 'Absence is proven by name alone: what staff have renamed opens the door for ever.',
    caughtBy: 'I2 nothing left',
    edits: [
      {
        file: 'activities/proving.ts',
        find: '...input.userIds.map((id) => stillThere(seam, attempt, reader, id)),',
        replace: '',
      },
      {
        file: 'activities/proving.ts',
        find: '...input.credentialIds.map((id) => credentialStillThere(seam, attempt, id)),',
        replace: '',
      },
      {
        file: 'activities/revoking.ts',
        find: 'const answer = await seam.deleteUser(userId, attempt.call);',
        replace:
          'const user = await seam.getUser(userId, attempt.call);\n' +
          "      const isNamed = user?.fullName.startsWith('nl:') === true || user?.identityId !== undefined;\n" +
          "      const answer = isNamed ? await seam.deleteUser(userId, attempt.call) : 'gone';",
      },
    ],
  },
  {
    name: 'identity-is-evidence',
    story: 'Whoever hangs on the guest’s identity is taken for the guest, and removed at the end.',
    caughtBy: 'I15 separate',
    edits: [
      {
        file: 'activities/adding.ts',
        find: 'isOfStay(user, claimant) &&',
        replace:
          '(isOfStay(user, claimant) || (user.identityId !== undefined && user.identityId === input.identityId)) &&',
      },
    ],
  },
  {
    name: 'guide-name-is-evidence',
    story: 'At a Salto KS mobile recipe whoever is called by the reservation alone is its guest.',
    caughtBy: 'I15 separate',
    edits: [
      {
        file: 'src/stay/keys.ts',
        find: '(isNamedByGuide && identityId === ownIdentityId)',
        replace: '(isNamedByGuide && identityId !== ids[0])',
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
        file: 'workflows/vocabulary.ts',
        find: 'identity !== undefined && !identity.kept && !identity.shared;',
        replace: 'identity !== undefined;',
      },
    ],
  },
  {
    name: 'account-whatever-its-address',
    story: 'The account’s identity is used for each of its stays: the key goes to an old address.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        file: 'activities/identifying.ts',
        find: 'identity.email.toLowerCase() !== email.toLowerCase()',
        replace: 'identity.email.length === 0',
      },
    ],
  },
  {
    name: 'account-gets-the-address',
    story: 'The account’s identity gets the address of its newest stay: the others’ keys go there.',
    caughtBy: 'I15 separate',
    edits: [
      {
        file: 'activities/identifying.ts',
        find: 'if (isReached && !hasOtherAddress(identity, guest)) return identity;',
        replace:
          'await seam.updateIdentity(identity.id, { email: guest.email ?? "" }, attempt.call);\n' +
          '    return identity;',
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
        file: 'activities/identifying.ts',
        find: 'return onceGone(keyed ?? (await createOrAdopt(seam, attempt, wanted)));',
        replace:
          'const identity = onceGone(keyed ?? (await createOrAdopt(seam, attempt, wanted)));\n' +
          '  const email = `${attempt.number}@example.com`;\n' +
          '  await seam.updateIdentity(identity.id, { email }, attempt.call);\n' +
          '  return identity;',
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
        file: 'activities/revoking.ts',
        find: "if (await isSomebodys(seam, call, users)) return { outcome: 'kept' };",
        replace: '',
      },
      {
        file: 'activities/proving.ts',
        find: 'const isForeign = await isSomebodys(seam, attempt.call, others);',
        replace:
          'const isForeign = (await isSomebodys(seam, attempt.call, others)) && users.length > 9;',
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
        file: 'activities/proving.ts',
        find: 'const isNamedByGuide = input.namedByGuideIn.includes(systemId);',
        replace: 'const isNamedByGuide = input.systemIds.includes(systemId);',
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
        file: 'activities/confirming.ts',
        find: 'if (identityId === undefined || user.identityId === identityId) return;',
        replace: 'if (identityId !== "") return;',
      },
    ],
  },
  {
    name: 'lost-groups-not-seen',
    story: 'Staff take the guest out of every group: the check-in look has nothing to say of it.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        file: 'workflows/holding.ts',
        find: "if (isLeft && !seen.groupIds.includes(entry.id ?? ''))",
        replace:
          "if (isLeft && seen.groupIds.length > 0 && !seen.groupIds.includes(entry.id ?? ''))",
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
        file: 'activities/presence.ts',
        find: "isStaying(object) && !object.errors.includes('deleted_externally');",
        replace: "isStaying(object) && !object.errors.includes('being_deleted');",
      },
    ],
  },
];
