import type { CoreBug } from './core-bugs.ts';

const PIN = 'salto-ks-pin';

/** Mistakes while an access is granted and held. */
export const grantingBugs: readonly CoreBug[] = [
  {
    name: 'no-look-at-check-in',
    story: 'Nobody looks when the stay opens: a guest without a seat stands in front of the door.',
    caughtBy: 'I3 no lock-out',
    ...{ at: PIN, requests: 0, faults: 0 },
    edits: [
      {
        in: 'isLookAtAccessDue',
        find: '$others || isOpeningUnseen($view)',
        replace: '$others',
      },
    ],
  },
  {
    name: 'answered-before-confirmed',
    story: 'A put is answered as applied although Seam shows that the access is in trouble.',
    caughtBy: 'I5 no lost word',
    ...{ at: PIN, requests: 1, faults: 1 },
    edits: [
      {
        in: 'isAsWanted',
        find: '!isGrantDue($view) || isConfirmed($view)',
        replace: '!isGrantDue($view) || $view.state.access.lastLook !== undefined',
      },
    ],
  },
  {
    name: 'lost-window-forgotten',
    story: 'The answer to a moved window is lost, the change is taken back, and the lock keeps it.',
    caughtBy: 'I5 no lost word',
    ...{ at: PIN, requests: 2, faults: 0 },
    edits: [
      {
        in: 'UNSURE',
        find: '{ isWindowChanged: true }',
        replace: '{}',
      },
    ],
  },
  {
    name: 'failed-create-forgotten',
    story: 'A create that failed is carried out later, and nobody looks for the double.',
    caughtBy: 'I2 nothing left',
    ...{ at: PIN, requests: 0, faults: 1 },
    edits: [
      {
        in: 'recordOutcome',
        find: 'recordFailure(leaveUnconfirmed($state, $step, $now), $step, $failed, $now)',
        replace: 'recordFailure($state, $step, $failed, $now)',
      },
    ],
  },
  {
    name: 'answer-ends-what-is-unconfirmed',
    story: 'An answer counts the quiet period from itself: a double of the last seconds stays.',
    caughtBy: 'I2 nothing left',
    ...{ at: PIN, requests: 0, faults: 1 },
    edits: [
      {
        in: 'unconfirmedAfterAnswer',
        find: 'const $sentAt = Math.max($now, $lastCreateAt); const $own = $isOwn ? 0 : $until;',
        replace: 'const $sentAt = $now; const $own = $isOwn ? 0 : $until;',
      },
      { in: 'recordMade', find: 'unconfirmedOfKind($ledger, $key)', replace: 'undefined' },
    ],
  },
  {
    name: 'never-looked-for-again',
    story: 'What is unconfirmed of a live user is never looked for: a double opens until the end.',
    caughtBy: 'I2 nothing left',
    ...{ at: PIN, requests: 0, faults: 1 },
    edits: [{ in: 'create', find: '!isOutcomeUnseen($known, $now)', replace: 'true' }],
  },
  {
    name: 'granted-before-check-in',
    story: 'Where Nightlatch holds the window, the door opens from the booking on.',
    caughtBy: 'I1 no stranger',
    ...{ at: 'salto-space-mobile', requests: 0, faults: 0 },
    edits: [
      {
        in: 'isGrantDue',
        find: '$plan.grantAt === undefined || $now >= Date.parse($plan.grantAt)',
        replace: 'true',
      },
    ],
  },
  {
    name: 'open-until-later-check-in',
    story: 'A check-in is moved to later, and the access of before goes on opening the door.',
    caughtBy: 'I1 no stranger',
    ...{ at: 'salto-space-mobile', requests: 1, faults: 0 },
    edits: [
      {
        in: 'revokeBeforeGrantIsDue',
        find: 'if (isGrantDue($view)) return undefined;',
        replace: 'return undefined;',
      },
    ],
  },
  {
    name: 'wrong-codes-are-fine',
    story: 'A reissue whose new PIN is the old one is answered as applied.',
    caughtBy: 'I5 no lost word',
    ...{ at: PIN, requests: 1, faults: 1 },
    edits: [
      {
        in: 'recordAccess',
        find: 'recordNewCode($looked, $step, $now)',
        replace: '$looked',
      },
    ],
  },
  {
    name: 'codes-of-what-is-gone-forgotten',
    story:
      'The old PIN is gone, the system gives its code again, and whoever fears it is told it is dead.',
    caughtBy: 'I5 no lost word',
    ...{ at: PIN, requests: 1, faults: 1 },
    edits: [
      {
        in: 'entriesOfSameCode',
        find: '$e.tag === $tag && $isEarlier($e)',
        replace: '$e.tag === $tag && $e.state !== "removed" && $isEarlier($e)',
      },
    ],
  },
  {
    name: 'another-code-for-ever',
    story: 'A system that has one code only is asked for another again and again.',
    caughtBy: 'I11 bounded',
    ...{ at: PIN, requests: 1, faults: 1 },
    edits: [
      {
        in: 'recordNewCode',
        find: '$sameCodes < MOST_SAME_CODES',
        replace: '$sameCodes > 0',
      },
    ],
  },
  {
    name: 'window-of-one-moved',
    story: 'After a reissue only one of two keys is moved to the new check-out, again and again.',
    caughtBy: 'I11 bounded',
    ...{ at: 'latch-mobile', requests: 2, faults: 0 },
    edits: [
      {
        in: 'moveOf',
        find: 'const $credential = $moved.kind === "credential" ? $moved : $held.find($isIt);',
        replace: 'const $credential = $held.find($isIt);',
      },
    ],
  },
  {
    name: 'no-pause',
    story: 'What fails is taken again without a pause, as fast as Seam answers.',
    caughtBy: 'I14 polite',
    ...{ at: PIN, requests: 0, faults: 1 },
    edits: [
      {
        in: 'noteTry',
        find: 'Math.max(pauseAfter($count), $facts.againAfterMs ?? 0)',
        replace: '0',
      },
    ],
  },
  {
    name: 'state-with-undefined',
    story: 'A state has a field that JSON drops, and the next run continues with another.',
    caughtBy: 'I11 bounded',
    ...{ at: PIN, requests: 2, faults: 0 },
    edits: [
      {
        in: 'receiveRelease',
        find: '{ ...$free, access: $access }',
        replace: '{ ...$free, access: $access, hold: undefined }',
      },
    ],
  },
];
