import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes in moving an access: too early, too late, or by taking it away first. */
export const holdingBugs: readonly PlantedBug[] = [
  {
    name: 'window-moved-late',
    story:
      'An extension is told to Seam in the last minute only: the lock shuts at the old check-out.',
    caughtBy: 'I5 no lost word',
    edits: [
      {
        file: 'src/stay/next-move.ts',
        find: 'if (moved !== undefined) return',
        replace: 'if (moved !== undefined && now > Date.parse(plan.closesAt) - 60_000) return',
      },
    ],
  },
  {
    name: 'extension-made-anew',
    story: 'An extension removes the access and grants another: the door shuts in between.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        file: 'activities/holding.ts',
        find: 'if (userId !== undefined) {',
        replace: 'if (userId !== undefined) {\n        await seam.deleteUser(userId, call);',
      },
    ],
  },
  {
    name: 'granted-before-check-in',
    story: 'Where we hold the window, the grant does not wait: the room opens before check-in.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        file: 'src/stay/plan.ts',
        find: "...(recipe.window === 'nightlatch' ?",
        replace: '...(recipe.version === 0 ?',
      },
    ],
  },
  {
    name: 'not-withdrawn',
    story: 'A check-in that moves later takes nothing back: the room opens on the old day.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        file: 'src/stay/next-move.ts',
        find: "if (there.some((e) => !isAwaited(e, now))) return { do: 'withdraw' };",
        replace: '',
      },
    ],
  },
  {
    name: 'old-place-left-first',
    story: 'A move between systems revokes first and grants then: the same doors shut in between.',
    caughtBy: 'I3 no lock-out',
    edits: [
      {
        file: 'src/stay/next-move.ts',
        find: 'function grantMove(now: number, s: Situation, plan: Plan): Move | undefined {\n',
        replace:
          'function grantMove(now: number, s: Situation, plan: Plan): Move | undefined {\n' +
          '  const old = remainingElsewhere(s.ledger, placeOf(plan)).find((e) => !isAwaited(e, now));\n' +
          "  if (old !== undefined) return { do: 'leave-place', place: old.place };\n",
      },
    ],
  },
  {
    name: 'old-doors-kept',
    story: 'After a room move within a system the guest still opens the old room.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        file: 'src/stay/next-move.ts',
        find: 'if (extra.length > 0)',
        replace: 'if (extra.length > plan.accessGroupIds.length)',
      },
    ],
  },
  {
    name: 'old-place-kept',
    story: 'After a move to another system the access at the old one stays.',
    caughtBy: 'I4 no doubles',
    edits: [
      {
        file: 'src/stay/next-move.ts',
        find: 'if (elsewhere !== undefined)',
        replace: 'if (elsewhere !== undefined && s.inTrouble)',
      },
    ],
  },
  {
    name: 'window-forgets-check-in',
    story: 'A later check-in is not told to Seam: the door opens on the old day.',
    caughtBy: 'I1 no stranger',
    edits: [
      {
        file: 'src/stay/window.ts',
        find: 'return a.opensAt === b.opensAt && a.closesAt === b.closesAt;',
        replace: 'return a.closesAt === b.closesAt;',
      },
    ],
  },
];
