import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes in making a stay's objects: doubles, and what nobody remembers. */
export const creatingBugs: readonly PlantedBug[] = [
  {
    name: 'create-without-looking',
    story: 'A retried create does not look first: the guest has two access users.',
    caughtBy: 'I4 no doubles',
    edits: [
      {
        file: 'activities/adding.ts',
        find: 'const found = await usersOfStay(seam, attempt, input);',
        replace: 'const found: readonly Candidate[] = [];',
      },
    ],
  },
  {
    name: 'credential-without-looking',
    story: 'A retried create of a credential does not look first: a second PIN opens the door.',
    caughtBy: 'I4 no doubles',
    edits: [
      {
        file: 'activities/granting.ts',
        find: '(await credentialsOf(seam, attempt, input)).filter(isStaying)',
        replace: '[] as Candidate[]',
      },
    ],
  },
  {
    name: 'doubles-left',
    story: 'Whoever finds two keeps one and leaves the other: two mobile keys open the door.',
    caughtBy: 'I4 no doubles',
    edits: [
      {
        file: 'src/stay/keys.ts',
        find: 'doubles: oldestFirst.filter((c) => c !== kept)',
        replace: 'doubles: []',
      },
    ],
  },
  {
    name: 'held-one-removed',
    story: 'Of two the newest is kept: the door shuts on the guest who holds the older one.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        file: 'src/stay/keys.ts',
        find: 'oldestFirst.find((c) => c.id === ours) ?? oldestFirst.find(isExact) ?? oldestFirst[0]',
        replace: 'oldestFirst.at(-1)',
      },
    ],
  },
  {
    name: 'doubt-dropped',
    story:
      'A create without a clean answer is not looked at again: what comes late stays a double.',
    caughtBy: 'I4 no doubles',
    edits: [
      {
        file: 'activities/unconfirmed.ts',
        find: 'if (number === 1 && !again && !hadDoubles) return {};',
        replace: 'if (number > 0 || again || hadDoubles) return {};',
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
        file: 'workflows/creating.ts',
        find: '  stay.ledger = ask(stay.ledger, key);\n',
        replace: '',
      },
      {
        file: 'workflows/creating.ts',
        find: 'for (const key of keys) stay.ledger = note(stay.ledger, key, { unconfirmedUntil });',
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
        file: 'workflows/creating.ts',
        find: 'stay.ledger = ask(stay.ledger, key);\n  stay.lastCreateAt = Date.now();',
        replace: 'stay.ledger = ask(stay.ledger, key);',
      },
      {
        file: 'workflows/creating.ts',
        find: 'stay.lastCreateAt = Date.now() + ATTEMPT_MS;',
        replace: '',
      },
      {
        file: 'workflows/creating.ts',
        find: 'afterQuiet(stay.lastCreateAt, plan)',
        replace: 'afterQuiet(Date.now() + ATTEMPT_MS, plan)',
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
        file: 'activities/granting.ts',
        find: 'if (!joined.includes(groupId)) await join(seam, call, userId, groupId);',
        replace: 'await seam.joinGroup(userId, groupId, call);',
      },
    ],
  },
  {
    name: 'key-by-prefix',
    story: 'The stay R-1 takes the access user of R-10 for its own, and removes it at its end.',
    caughtBy: 'I15 separate',
    edits: [
      {
        file: 'src/stay/keys.ts',
        find: 'return reservationOfName(fullName) === reservationId;',
        replace: 'return fullName.startsWith(MARK + reservationId);',
      },
    ],
  },
  {
    name: 'adopted-identity-removed',
    story: 'The guest’s own app account is used for the stay, and goes with it.',
    caughtBy: 'I15 separate',
    edits: [
      {
        file: 'activities/identifying.ts',
        find: '...(isStays ? {} : { kept: true as const }),',
        replace: '',
      },
      {
        file: 'activities/revoking.ts',
        find: 'if (!isStayIdentity(identity.key)) return',
        replace: 'if (identity.key === identityId) return',
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
        file: 'src/stay/next-move.ts',
        find: 'if (s.confirmed === fingerprint) return undefined;',
        replace: 'if (fingerprint !== undefined) return undefined;',
      },
    ],
  },
  {
    name: 'rotated-key-evicts',
    story: 'A refused API key is taken for a refusal for good: after its rotation nobody gets in.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        file: 'activities/failures.ts',
        find: "return tryAgain('SeamKeyRefused', error.message, { facts, afterMs: KEY_WAIT_MS });",
        replace: "return refuse('SeamKeyRefused', error.message, facts);",
      },
    ],
  },
];
