import type { CoreBug } from './core-bugs.ts';

const PIN = 'salto-ks-pin';

/** Mistakes at the end of a stay, and about what an earlier run of it left. */
export const endingBugs: readonly CoreBug[] = [
  {
    name: 'one-proof',
    story: 'Absence is proven once: a create that commits later opens the door for ever.',
    caughtBy: 'I7 honest end',
    ...{ at: PIN, requests: 0, faults: 0 },
    edits: [
      {
        in: 'recordProof',
        find: '$life.firstProofAt === undefined ? recordFirstProof($state, $life, $now) : $second',
        replace: 'recordSecondProof($state, $life, $now, $now)',
      },
    ],
  },
  {
    name: 'no-quiet-period',
    story: 'The second proof follows the first at once: what commits later is never seen.',
    caughtBy: 'I7 honest end',
    ...{ at: PIN, requests: 0, faults: 0 },
    edits: [
      {
        in: 'quietUntil',
        find: 'Math.max($provenAt, $lastCreateAt) + $quietPeriodMs',
        replace: 'Math.max($provenAt, $lastCreateAt)',
      },
    ],
  },
  {
    name: 'quiet-from-the-first-proof-alone',
    story:
      'The quiet period does not heed when a create was sent last, and the run closes before it commits.',
    caughtBy: 'I7 honest end',
    ...{ at: PIN, requests: 1, faults: 1 },
    edits: [
      {
        in: 'quietUntil',
        find: 'Math.max(Math.max($provenAt, $lastCreateAt) + $quietPeriodMs, ...$unconfirmed)',
        replace: '$provenAt + $quietPeriodMs - 5000',
      },
    ],
  },
  {
    name: 'lived-while-a-create-may-come',
    story: 'A put during the end is lived although a create of the life before may still commit.',
    caughtBy: 'I7 honest end',
    ...{ at: PIN, requests: 2, faults: 1 },
    edits: [
      {
        in: 'decideEnding',
        find: '$state.ledger.every(($e) => !isUnconfirmed($e, $now))',
        replace: '$state.ledger.length > 0',
      },
    ],
  },
  {
    name: 'cancel-answered-before-the-proof',
    story: 'Whoever cancels is told that nobody gets in, while the door is still open.',
    caughtBy: 'I5 no lost word',
    ...{ at: PIN, requests: 1, faults: 0 },
    edits: [
      {
        in: 'beginEnd($state, { by: $by })',
        find: '$by === "check-out" ? answer($state, CAME_FIRST, $isAbout) : $state',
        replace:
          'answer($state, $by === "check-out" ? CAME_FIRST : { outcome: "applied" }, (r) => !r.isAfterEnd)',
      },
    ],
  },
  {
    name: 'nothing-was-created',
    story: 'A create under way is forgotten, and a cancelled stay ends without looking for it.',
    caughtBy: 'I7 honest end',
    ...{ at: PIN, requests: 1, faults: 0 },
    edits: [
      {
        in: 'askFor',
        find: 'return { ...$state, ledger: $ledger, lastCreateAt: Math.max($now, $before) };',
        replace: 'return { ...$state, ledger: $ledger };',
      },
      {
        in: 'leaveUnconfirmed',
        find: 'return { ...$state, ledger: $ledger, lastCreateAt: $lastCreateAt };',
        replace: 'return { ...$state, ledger: $ledger };',
      },
    ],
  },
  {
    name: 'not-ended-without-a-plan',
    story: 'An extension cannot be planned, and the guest before keeps the room for ever.',
    caughtBy: 'I12 not stuck',
    ...{ at: PIN, requests: 1, faults: 1 },
    edits: [
      {
        in: 'endOf({ state: $state })',
        find: '$now >= $closesAt && !$mayLengthen',
        replace: '$now >= $closesAt && !isPlanDue($state) && $state.problems.step === undefined',
      },
      {
        in: 'recordRefusal',
        find: '$step.effect === "revoking" || $step.do === "planStay"',
        replace: '$step.effect === "revoking"',
      },
    ],
  },
  {
    name: 'left-by-an-earlier-run',
    story: 'A stay is terminated and put again elsewhere, and what the first run made is left.',
    caughtBy: 'I2 nothing left',
    ...{ at: PIN, requests: 1, faults: 1 },
    edits: [
      {
        in: 'takeInRecalled',
        find: '$leftIn.length === 0 && $identitiesOf.length === 0',
        replace: 'true',
      },
    ],
  },
  {
    name: 'refused-with-the-door-open',
    story: 'A put after a terminated run is refused, and what that run left is nobody’s.',
    caughtBy: 'I2 nothing left',
    ...{ at: PIN, requests: 0, faults: 1 },
    edits: [
      {
        in: 'hasLeft',
        find: '$lastCreateAt !== undefined || remaining($ledger).length > 0',
        replace: 'false',
      },
    ],
  },
  {
    name: 'hold-forgotten-by-the-next-run',
    story: 'A stay is held, terminated and put again, and the guest gets in.',
    caughtBy: 'I1 no stranger',
    ...{ at: PIN, requests: 1, faults: 1 },
    edits: [
      {
        in: 'holdBefore',
        find: '$since === undefined || $state.hold !== undefined || wasReleased($state)',
        replace: 'true',
      },
    ],
  },
];
