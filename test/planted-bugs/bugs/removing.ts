import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes at the end of a stay: doors that stay open, and ends that are told too early. */
export const removingBugs: readonly PlantedBug[] = [
  {
    name: 'one-proof',
    story: 'Absence is proven once: a create that commits later opens the door for ever.',
    caughtBy: 'I7 honest end',
    edits: [
      {
        in: 'recordProof',
        find: 'recordFirstProof($state, $life, $now)',
        replace: 'recordSecondProof(recordFirstProof($state, $life, $now), $life, $now, $now)',
      },
    ],
  },
  {
    name: 'no-quiet-period',
    story: 'The second proof follows the first at once: what commits later is never seen.',
    caughtBy: 'I7 honest end',
    edits: [
      {
        in: 'quietUntil',
        find: 'Math.max($from + $quietMs, ...$doubts)',
        replace: 'Math.min($from, $quietMs, ...$doubts)',
      },
    ],
  },
  {
    name: 'quiet-from-the-beginning',
    story: 'The quiet period counts from the beginning of the end, and not from the first proof.',
    caughtBy: 'I7 honest end',
    edits: [
      {
        in: 'decideEnding($state, $life)',
        find: 'quietUntil($state, $provenAt)',
        replace: 'quietUntil({ ...$state, lastCreateAt: 0 }, $life.since)',
      },
    ],
  },
  {
    name: 'being-deleted-is-gone',
    story: 'What Seam is still removing counts as gone: the stay closes while its key still opens.',
    caughtBy: 'I2 nothing left',
    edits: [
      {
        in: 'removeCredential',
        find: '$left !== undefined',
        replace: 'isStaying($left)',
      },
      {
        in: 'removeAccessUser',
        find: '$left !== undefined',
        replace: 'isStaying($left)',
      },
      {
        in: 'usersOfStay',
        find: '() => $reader.readAll({ name: $name, page: $page, pick: $pick })',
        replace: `
          () => $reader.readAll({
            name: $name,
            page: $page,
            pick: (user) => isStaying(user) ? $pick(user) : undefined,
          })
        `,
      },
      {
        in: 'stillThere',
        find: '$user === undefined ? [] : $found',
        replace: 'isStaying($user) ? $found : []',
      },
      {
        in: 'stillThere',
        find: '$reader.readAll({ name: $name, page: $page, pick: $pick })',
        replace: `
          $reader.readAll({
            name: $name,
            page: $page,
            pick: (credential) => isStaying(credential) ? $pick(credential) : undefined,
          })
        `,
      },
      {
        in: 'credentialStillThere',
        find: '$credential === undefined',
        replace: '!isStaying($credential)',
      },
    ],
  },
  {
    name: 'gives-up',
    story: 'A revocation that has failed a few times is reported as done.',
    caughtBy: 'I7 honest end',
    edits: [
      {
        in: 'decideEnding',
        find: 'const $removing = removingStep($state, EVERYTHING, $now, FINAL);',
        replace: `
          if (Object.values($state.tries).some(({ count }) => count > 1)) return { do: 'close' };
          const $removing = removingStep($state, EVERYTHING, $now, FINAL);
        `,
      },
    ],
  },
  {
    name: 'refused-removal-fails-the-run',
    story: 'A removal that Seam refuses ends the workflow: nobody takes the rest away.',
    caughtBy: 'I2 nothing left',
    edits: [
      {
        in: 'recordFailure($state, $step, $failure)',
        find: 'return showFailure($failed, $step, $failure, $now);',
        replace: `
          if ($step.effect === 'revoking' && $failure.type === 'RemovalNotDone') {
            const refusal = { type: $failure.type, reason: 'It does not go.', fields: [] };
            return { ...$state, life: { phase: 'refused', refusal } };
          }
          return showFailure($failed, $step, $failure, $now);
        `,
      },
    ],
  },
  {
    name: 'gone-is-a-failure',
    story: 'Removing what is gone already fails for ever: the stay never ends.',
    caughtBy: 'I12 not stuck',
    edits: [
      {
        in: 'unlessAbsent',
        find: 'isAbsence($error, $objects)',
        replace: 'isAbsence($error, []) && $objects.length === 0',
      },
    ],
  },
  {
    name: 'no-answer-is-gone',
    story: 'No answer is taken for gone: a key that is still there is made anew, or forgotten.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        in: 'unlessAbsent',
        find: 'isAbsence($error, $objects)',
        replace: 'isSeamError($error) && $objects.length > 0',
      },
    ],
  },
  {
    name: 'key-not-looked-for',
    story: 'The proofs look at known ids only: a key that no answer ever told of is left.',
    caughtBy: 'I2 nothing left',
    edits: [
      {
        in: 'proveAbsence',
        find: '$input.systemIds.map($look)',
        replace: '[]',
      },
    ],
  },
  {
    name: 'identity-not-looked-for',
    story: 'The proofs forget the identity: the guest’s data stays at Seam after the stay.',
    caughtBy: 'I2 nothing left',
    edits: [
      {
        in: 'proveAbsence',
        find: '$input.withIdentity ? $found : []',
        replace: '[]',
      },
    ],
  },
  {
    name: 'first-page-only',
    story: 'Of a list only the first page is read: the stay’s key on the second one is not found.',
    caughtBy: 'I2 nothing left',
    edits: [
      {
        in: 'readFrom',
        find: '$cursor = $page.next;',
        replace: '$cursor = undefined;',
      },
    ],
  },
  {
    name: 'operator-cancels-the-end',
    story: 'A cancellation from the UI cancels the revocation too: the doors stay as they are.',
    caughtBy: 'I2 nothing left',
    edits: [
      {
        in: 'live',
        find: '$run.state = beginNext($run.state, $step, now());',
        replace: `
          if ($run.isCancellationHeard && $step.effect === 'revoking')
            throw refuse('Cancelled', 'It was cancelled.');
          $run.state = beginNext($run.state, $step, now());
        `,
      },
    ],
  },
  {
    name: 'removal-without-pause',
    story: 'A removal that a lock does not carry out is asked for again at once, hours long.',
    caughtBy: 'I16 no circles',
    edits: [
      {
        in: 'notGone',
        find: 'lookAgainAfter($attempt)',
        replace: '1',
      },
    ],
  },
  {
    name: 'check-out-two-minutes-late',
    story: 'A stay ends two minutes after check-out: where we hold the window, the room is open.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        in: 'endOf',
        find: '$now >= $closesAt && !$mayLengthen',
        replace: '$now >= $closesAt + 120_000 && !$mayLengthen',
      },
      {
        in: 'waitingStep',
        find: "{ until: $closesAt, for: 'check-out' }",
        replace: "{ until: $closesAt + 120_000, for: 'check-out' }",
      },
    ],
  },
  {
    name: 'check-out-a-minute-early',
    story: 'A stay ends a minute before check-out: the guest is shut out with the bags inside.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        in: 'endOf',
        find: '$now >= $closesAt && !$mayLengthen',
        replace: '$now >= $closesAt - 60_000 && !$mayLengthen',
      },
      {
        in: 'waitingStep',
        find: "{ until: $closesAt, for: 'check-out' }",
        replace: "{ until: $closesAt - 60_000, for: 'check-out' }",
      },
    ],
  },
];
