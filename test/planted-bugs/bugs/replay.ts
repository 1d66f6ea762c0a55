import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes with which a history does not replay: the stay is stuck after a restart. */
export const replayBugs: readonly PlantedBug[] = [
  {
    name: 'decided-by-chance',
    story: 'A decision differs when history is replayed: the stay is stuck after a restart.',
    caughtBy: 'I10 replayable',
    edits: [
      {
        in: 'isUnseenYet',
        find: 'const $isConfirmed = $access.confirmedFor === $wanted;',
        replace: 'const $isConfirmed = $access.confirmedFor === $wanted && Math.random() < 0.5;',
      },
    ],
  },
  {
    name: 'module-state',
    story: 'A counter beside the stay counts for all of them: a replay takes another way.',
    caughtBy: 'I10 replayable',
    edits: [
      {
        in: 'runUntilOvertaken',
        find: 'const $running = { isOver: false };',
        replace: `
          globalThis.stepsOfAll = Number(globalThis.stepsOfAll ?? 0) + 1;
          if (globalThis.stepsOfAll % 7 === 0) await condition(() => false, 1_000);
          const $running = { isOver: false };
        `,
      },
    ],
  },
];
