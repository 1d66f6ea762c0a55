import type { CoreBug } from './core-bugs.ts';

const PIN = 'salto-ks-pin';

/** Mistakes about what is asked for, and about what is answered. */
export const requestBugs: readonly CoreBug[] = [
  {
    name: 'refused-change-stays',
    story:
      'A change that was refused is planned again and again, and whoever sent it waits for ever.',
    caughtBy: 'I11 bounded',
    ...{ at: PIN, requests: 1, faults: 0 },
    edits: [
      {
        in: 'requestsAtFault',
        find: 'return $atFault.length > 0 ? $atFault : $pending;',
        replace: 'return $pending.map((r) => ({ ...r }));',
      },
    ],
  },
  {
    name: 'refused-change-is-lived',
    story: 'A change that was refused is answered so, and lived with the next one.',
    caughtBy: 'I5 no lost word',
    ...{ at: PIN, requests: 1, faults: 0 },
    edits: [
      {
        in: 'recordRefusedPlan($before, $step)',
        find: 'const $next = refuseRequests($state, $verdict, ($r) => $atFault.includes($r));',
        replace: `
          const answered = refuseRequests($state, $verdict, ($r) => $atFault.includes($r));
          const accepted = $step.about.fields;
          const $next = { ...answered, requests: { ...answered.requests, accepted } };
        `,
      },
    ],
  },
  {
    name: 'revision-lost-by-a-change',
    story:
      'A change without a revision takes the newest one with it, and a put from before it shortens the stay.',
    caughtBy: 'I6 in any order',
    ...{ at: PIN, requests: 2, faults: 0 },
    edits: [
      {
        in: 'judge($desired, $says)',
        find: 'const $latest = Math.max($revision ?? -1, $known ?? -1);',
        replace: 'const $latest = $revision ?? -1;',
      },
    ],
  },
  {
    name: 'check-answered-without-a-look',
    story: 'Somebody asks to look again, and is answered by the look of before.',
    caughtBy: 'I5 no lost word',
    ...{ at: PIN, requests: 1, faults: 0 },
    edits: [
      {
        in: 'isAsked',
        find: '$r.kind === "check" && $r.stage === "pending"',
        replace: '$r.kind === "check" && $r.stage === "planned"',
      },
    ],
  },
  {
    name: 'put-after-the-end-lost',
    story: 'A put that comes between the second proof and the close of the run has no verdict.',
    caughtBy: 'I5 no lost word',
    ...{ at: PIN, requests: 1, faults: 0 },
    edits: [
      {
        in: 'decide',
        find: 'reopen($state, $now) ?? { do: "finish" }',
        replace: '({ do: "finish" })',
      },
    ],
  },
  {
    name: 'hold-does-not-stop-the-grant',
    story: 'A stay is held while it is granted, and the guest gets the key all the same.',
    caughtBy: 'I11 bounded',
    ...{ at: PIN, requests: 1, faults: 0 },
    edits: [
      {
        in: 'grant',
        find: '$view.state.hold !== undefined || !isGrantDue($view)',
        replace: '!isGrantDue($view)',
      },
    ],
  },
  {
    name: 'hold-answered-at-once',
    story: 'Whoever holds a stay is told that nobody gets in, and the guest still does.',
    caughtBy: 'I5 no lost word',
    ...{ at: PIN, requests: 1, faults: 0 },
    edits: [
      {
        in: 'receiveHold',
        find: 'return $state.hold === undefined ? noteOvertaking($opened) : $opened;',
        replace: `
          const noted = $state.hold === undefined ? noteOvertaking($opened) : $opened;
          return answer(noted, { outcome: 'applied' }, ({ kind }) => kind === 'hold');
        `,
      },
    ],
  },
  {
    name: 'interrupted-suspension-forgotten',
    story: 'A release comes while the guest is suspended, and the guest stays locked out.',
    caughtBy: 'I12 not stuck',
    ...{ at: PIN, requests: 2, faults: 0 },
    edits: [
      {
        in: 'resumingStep',
        find: '$e.suspendedAt !== undefined || $e.isSwitching',
        replace: '$e.suspendedAt !== undefined',
      },
    ],
  },
  {
    name: 'held-and-looked-at-in-a-circle',
    story: 'A stay that is held is looked at again and again, since it is never confirmed.',
    caughtBy: 'I11 bounded',
    ...{ at: PIN, requests: 1, faults: 0 },
    edits: [
      {
        in: 'isUnseenYet',
        find: '!$isConfirmed && !$isSeen && !$isInTrouble',
        replace: '!$isConfirmed && !$isInTrouble',
      },
    ],
  },
  {
    name: 'hold-of-a-refused-put-is-too-late',
    story: 'A hold beside a put that is refused is answered as too late, and the next put is held.',
    caughtBy: 'I5 no lost word',
    ...{ at: PIN, requests: 2, faults: 0 },
    edits: [
      {
        in: 'goOnEnding',
        find: '$r.isAfterEnd && !isAboutHold($r)',
        replace: '$r.isAfterEnd',
      },
    ],
  },
  {
    name: 'hold-before-check-out-is-too-late',
    story:
      'Check-out comes before a hold is done: it is answered as too late, and holds all the same.',
    caughtBy: 'I5 no lost word',
    ...{ at: PIN, requests: 1, faults: 1 },
    edits: [
      {
        in: 'beginEnd',
        find: '!isAboutEnd($state, $r) && !isAboutHold($r)',
        replace: '!isAboutEnd($state, $r)',
      },
    ],
  },
  {
    name: 'never-opened-is-applied',
    story: 'Seam refuses the guest’s access until check-out: the put is answered as applied.',
    caughtBy: 'I5 no lost word',
    ...{ at: PIN, requests: 0, faults: 1 },
    edits: [
      {
        in: 'isAboutEnd',
        find: '!$fields.some($isUndone)',
        replace: 'true',
      },
    ],
  },
  {
    name: 'other-guest-is-the-same',
    story: 'Another guest in the same stay is given the PIN of the one before.',
    caughtBy: 'I5 no lost word',
    ...{ at: PIN, requests: 1, faults: 0 },
    edits: [
      {
        in: 'guestOfPlan',
        find: 'const $isSame = isSameGuest($before, $now);',
        replace: 'const $isSame = isSameGuest($before, $before);',
      },
    ],
  },
  {
    name: 'reissue-answered-while-held',
    story: 'A reissue of a held stay is answered, and the old PIN opens after the release.',
    caughtBy: 'I5 no lost word',
    ...{ at: PIN, requests: 2, faults: 0 },
    edits: [
      {
        in: 'beginWait',
        find: '!isPendingForPlan($r) && !waitsForRelease($state, $r)',
        replace: '!isPendingForPlan($r)',
      },
    ],
  },
];
