import type { PlantedBug } from '../planted-bug.ts';

/** Mistakes that no door shows at once: secrets told, Seam pressed, histories that do not replay. */
export const mannersBugs: readonly PlantedBug[] = [
  {
    name: 'retry-after-ignored',
    story: 'Seam asks to be left alone and is asked again at once: it locks everybody out.',
    caughtBy: 'I14 polite',
    edits: [
      {
        file: 'activities/failures.ts',
        find: 'const wait = asked === undefined ?',
        replace: 'const wait = asked !== undefined || asked === undefined ?',
      },
    ],
  },
  {
    name: 'no-wait-between-rounds',
    story: 'The next round begins at once although Seam asked for minutes.',
    caughtBy: 'I14 polite',
    edits: [
      {
        file: 'workflows/rounds.ts',
        find: 'if (until <= Date.now()) return true;',
        replace: 'if (until > 0 || until <= 0) return true;',
      },
    ],
  },
  {
    name: 'pin-in-result',
    story: 'The PIN is handed to the workflow and stays in its history.',
    caughtBy: 'I8 silent',
    edits: [
      {
        file: 'activities/confirming.ts',
        find: 'tag: tagOf(credential.id, credential.code)',
        replace: 'tag: `${tagOf(credential.id, credential.code)} ${credential.code}`',
      },
    ],
  },
  {
    name: 'guest-in-failure',
    story: 'A failure repeats what was sent: the guest’s name and phone are in history and logs.',
    caughtBy: 'I8 silent',
    edits: [
      {
        file: 'activities/index.ts',
        find: 'ourFailures(persistence, () => step(input)),',
        replace:
          'ourFailures(persistence, () => step(input)).catch((error: Error) => {\n' +
          '        error.message += ` ${JSON.stringify(input)}`;\n' +
          '        throw error;\n      }),',
      },
    ],
  },
  {
    name: 'guest-in-log',
    story: 'A step that has not succeeded is logged with the guest’s name.',
    caughtBy: 'I8 silent',
    edits: [
      {
        file: 'workflows/failing.ts',
        find: "log.warn('A step has not succeeded yet', { step, problem: failed.type });",
        replace:
          "log.warn('A step has not succeeded yet', { step, guest: stay.wish.guest.value });",
      },
    ],
  },
  {
    name: 'guest-in-the-ui',
    story: 'The details that the Temporal UI shows name the guest.',
    caughtBy: 'I8 silent',
    edits: [
      {
        file: 'workflows/timeline.ts',
        find: 'setCurrentDetails(withLocalTimes(',
        replace: 'setCurrentDetails(stay.wish.guest.value.fullName + withLocalTimes(',
      },
    ],
  },
  {
    name: 'decided-by-chance',
    story: 'A decision differs when history is replayed: the stay is stuck after a restart.',
    caughtBy: 'I10 replayable',
    edits: [
      {
        file: 'src/stay/next-move.ts',
        find: 'if (s.confirmed === fingerprint) return undefined;',
        replace: 'if (s.confirmed === fingerprint && Math.random() < 0.5) return undefined;',
      },
    ],
  },
  {
    name: 'module-state',
    story: 'A counter beside the stay counts for all of them: a replay takes another way.',
    caughtBy: 'I10 replayable',
    edits: [
      {
        file: 'workflows/rounds.ts',
        find: '  const mostMs = isFinal ?',
        replace:
          '  globalThis.roundsOfAll = Number(globalThis.roundsOfAll ?? 0) + 1;\n' +
          '  if (globalThis.roundsOfAll % 7 === 0) await condition(() => false, 1_000);\n' +
          '  const mostMs = isFinal ?',
      },
    ],
  },
];
