import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes at the end of a stay: doors that stay open, and ends that are told too early. */
export const removingBugs: readonly PlantedBug[] = [
  {
    name: 'one-proof',
    story: 'Absence is proven once: a create that commits later opens the door for ever.',
    caughtBy: 'I7 honest end',
    edits: [
      {
        file: 'workflows/end.ts',
        find: '} else if (await isAbsent(stay, pass)) settleEnd(stay);',
        replace: '} else settleEnd(stay);',
      },
    ],
  },
  {
    name: 'no-quiet-period',
    story: 'The second proof follows the first at once: what commits later is never seen.',
    caughtBy: 'I7 honest end',
    edits: [
      {
        file: 'workflows/end.ts',
        find: 'return Math.max(from + quietMs, ...doubts);',
        replace: 'return Math.min(from, quietMs, ...doubts);',
      },
    ],
  },
  {
    name: 'quiet-from-the-beginning',
    story: 'The quiet period counts from the beginning of the end, and not from the first proof.',
    caughtBy: 'I7 honest end',
    edits: [
      {
        file: 'workflows/end.ts',
        find: 'const from = Math.max(Date.parse(stay.absentSince ?? isoNow()), stay.lastCreateAt ?? 0);',
        replace: 'const from = stay.endBegan ?? 0;',
      },
    ],
  },
  {
    name: 'being-deleted-is-gone',
    story: 'What Seam is still removing counts as gone: the stay closes while its key still opens.',
    caughtBy: 'I2 nothing left',
    edits: [
      {
        file: 'activities/revoking.ts',
        find: "if (left !== undefined) throw notGone('credential',",
        replace: "if (isStaying(left)) throw notGone('credential',",
      },
      {
        file: 'activities/revoking.ts',
        find: "if (left !== undefined) throw notGone('access user',",
        replace: "if (isStaying(left)) throw notGone('access user',",
      },
      {
        file: 'activities/proving.ts',
        find: 'pick: ({ id, fullName, identityId }: AccessUser): Candidate | undefined => {\n',
        replace:
          'pick: ({ id, fullName, identityId, ...signs }: AccessUser): Candidate | undefined => {\n' +
          '        if (!isStaying(signs)) return undefined;\n',
      },
      {
        file: 'activities/proving.ts',
        find: '...(user === undefined',
        replace: '...(!isStaying(user)',
      },
      {
        file: 'activities/proving.ts',
        find: 'pick: ({ id, systemId }: Credential): Remain => (',
        replace:
          'pick: ({ id, systemId, ...signs }: Credential) => !isStaying(signs) ? undefined : (',
      },
      {
        file: 'activities/proving.ts',
        find: 'return credential === undefined',
        replace: 'return !isStaying(credential)',
      },
    ],
  },
  {
    name: 'gives-up',
    story: 'A revocation that has failed a few times is reported as done.',
    caughtBy: 'I7 honest end',
    edits: [
      {
        file: 'workflows/end.ts',
        find: 'if (pass > CALM_PASSES)',
        replace: 'if (pass > 3) return settleEnd(stay);\n    if (pass > CALM_PASSES)',
      },
    ],
  },
  {
    name: 'refused-removal-fails-the-run',
    story: 'A removal that Seam refuses ends the workflow: nobody takes the rest away.',
    caughtBy: 'I2 nothing left',
    edits: [
      {
        file: 'workflows/removing.ts',
        find: "import { PRIORITY } from './policies.ts';",
        replace:
          "import { PRIORITY } from './policies.ts';\nimport { refuse } from '../src/contract/failures.ts';",
      },
      {
        file: 'workflows/removing.ts',
        find: '    failure ??= outcome.failed;',
        replace: "    throw refuse('SeamRejected', 'It does not go.');",
      },
    ],
  },
  {
    name: 'gone-is-a-failure',
    story: 'Removing what is gone already fails for ever: the stay never ends.',
    caughtBy: 'I12 not stuck',
    edits: [
      {
        file: 'src/seam/absence.ts',
        find: 'if (isAbsence(error, objects)) return absent;',
        replace: 'if (isAbsence(error, []) && objects.length === 0) return absent;',
      },
    ],
  },
  {
    name: 'no-answer-is-gone',
    story: 'No answer is taken for gone: a key that is still there is made anew, or forgotten.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        file: 'src/seam/absence.ts',
        find: 'if (isAbsence(error, objects)) return absent;',
        replace: 'if (isSeamError(error) && objects.length > 0) return absent;',
      },
    ],
  },
  {
    name: 'key-not-looked-for',
    story: 'The proofs look at known ids only: a key that no answer ever told of is left.',
    caughtBy: 'I2 nothing left',
    edits: [
      {
        file: 'activities/proving.ts',
        find: '...input.systemIds.map((systemId) => usersOfStay(seam, reader, own, systemId, input)),',
        replace: '',
      },
    ],
  },
  {
    name: 'identity-not-looked-for',
    story: 'The proofs forget the identity: the guest’s data stays at Seam after the stay.',
    caughtBy: 'I2 nothing left',
    edits: [
      {
        file: 'activities/proving.ts',
        find: 'input.withIdentity ? ownIdentity(seam, attempt, own, input) : [],',
        replace: '[],',
      },
    ],
  },
  {
    name: 'first-page-only',
    story: 'Of a list only the first page is read: the stay’s key on the second one is not found.',
    caughtBy: 'I2 nothing left',
    edits: [
      {
        file: 'activities/paging.ts',
        find: 'cursor = page.next;',
        replace: 'cursor = undefined;',
      },
    ],
  },
  {
    name: 'operator-cancels-the-end',
    story: 'A cancellation from the UI cancels the revocation too: the doors stay as they are.',
    caughtBy: 'I2 nothing left',
    edits: [
      {
        file: 'workflows/guest-stay.ts',
        find: 'return CancellationScope.nonCancellable(async () => {',
        replace: 'return CancellationScope.cancellable(async () => {',
      },
    ],
  },
  {
    name: 'check-out-two-minutes-late',
    story: 'A stay ends two minutes after check-out: where we hold the window, the room is open.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        file: 'src/stay/next-move.ts',
        find: 'if (now >= Date.parse(plan.closesAt)) return',
        replace: 'if (now >= Date.parse(plan.closesAt) + 120_000) return',
      },
      {
        file: 'src/stay/next-move.ts',
        find: '    { until: Date.parse(plan.closesAt), for:',
        replace: '    { until: Date.parse(plan.closesAt) + 120_000, for:',
      },
    ],
  },
  {
    name: 'check-out-a-minute-early',
    story: 'A stay ends a minute before check-out: the guest is shut out with the bags inside.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        file: 'src/stay/next-move.ts',
        find: 'if (now >= Date.parse(plan.closesAt)) return',
        replace: 'if (now >= Date.parse(plan.closesAt) - 60_000) return',
      },
    ],
  },
];
