import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

/** Tests with a time-skipping Temporal, or at least its native core and our workflow bundle. */
const workflowTests = [
  'test/workflows/**/*.test.ts',
  'test/histories/**/*.test.ts',
  'test/simulation/**/*.time-skipping.test.ts',
];

/** Tests with a real Temporal server and real processes. */
const systemTests = ['test/{system,cli,client,worker}/**/*.test.ts'];

/** Of these, the ones that measure: how late a door opens, how many steps are started in a second. */
const measuringTests = ['test/cli/demo.test.ts', 'test/system/seam-rate.test.ts'];

/** What repeats at length, or under disasters, what another test holds already: `npm run test:long`. */
const longTests = ['test/**/*.long.test.ts'];

/** Tests on the simulator, which stands in for Temporal there and nowhere else. */
const simulationTests = ['test/simulation/**/*.test.ts'];

/** Walks the states of the core for 20 seconds, and needs a processor for itself meanwhile. */
const explorationTests = ['test/exploration/exploration.test.ts'];

function path(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

const devServer = ['test/support/dev-server-setup.ts', 'test/support/program-setup.ts'];
const timeSkipping = [
  'test/support/workflow-bundle-setup.ts',
  'test/support/time-skipping-setup.ts',
];

/** The projects of one group run side by side, so many files at a time: many of them mostly wait. */
const SIDE_BY_SIDE = { maxWorkers: availableParallelism() + 2, sequence: { groupOrder: 1 } };
/** Beside what measures only what is small runs, and gives way to it. */
const UNDISTURBED = { maxWorkers: availableParallelism() + 2, sequence: { groupOrder: 2 } };

// Hundreds of processes are started: each would compile the same modules again.
process.env['NODE_COMPILE_CACHE'] ??= path('.cache/compile');

export default defineConfig({
  test: {
    // Temporal's native core crashes when a second worker thread of one process loads it.
    pool: 'forks',
    setupFiles: ['test/support/scrub-environment.ts'],
    testTimeout: 60_000,
    // What comes is looked for until it is there; vitest's own second is over on a machine that stands still.
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [
            ...[...workflowTests, ...systemTests, ...simulationTests],
            ...[...explorationTests, ...longTests],
          ],
          setupFiles: ['test/support/give-way.ts'],
          // Files share their process: to load the same modules again takes longer than most stories here.
          isolate: false,
          ...UNDISTURBED,
        },
      },
      {
        extends: true,
        test: {
          name: 'exploration',
          include: explorationTests,
          setupFiles: ['test/support/give-way.ts'],
          testTimeout: 120_000,
          ...SIDE_BY_SIDE,
        },
      },
      {
        extends: true,
        resolve: {
          alias: {
            '@temporalio/workflow': path('test/simulation/temporal/workflow.ts'),
            '@temporalio/activity': path('test/simulation/temporal/activity.ts'),
          },
        },
        test: {
          name: 'simulation',
          include: simulationTests,
          exclude: [...workflowTests, ...systemTests, ...longTests],
          setupFiles: ['test/support/give-way.ts'],
          // Stories that wait for nothing but a processor give way to what waits for servers: on slow processors some
          // hundred of them take longer than ten minutes. What circles is stopped story by story (judge/circle-judge.ts).
          testTimeout: 1_200_000,
          ...SIDE_BY_SIDE,
        },
      },
      {
        extends: true,
        test: {
          name: 'workflow',
          include: workflowTests,
          exclude: longTests,
          globalSetup: timeSkipping,
          setupFiles: ['test/support/quiet-temporal.ts'],
          // Files share their process, since loading the native core costs more than most stories here.
          isolate: false,
          // Now and then the time-skipping server fails the task of an update for good ("invalid history builder
          // state"), and the story hangs. The real server does not; a lasting fault of ours fails both tries.
          retry: 1,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          ...SIDE_BY_SIDE,
        },
      },
      {
        extends: true,
        test: {
          ...system('system', systemTests, [...measuringTests, ...longTests]),
          ...SIDE_BY_SIDE,
        },
      },
      {
        extends: true,
        test: { ...system('measured', measuringTests), ...UNDISTURBED },
      },
      {
        extends: true,
        test: {
          ...system('long', longTests),
          globalSetup: [...devServer, ...timeSkipping],
          setupFiles: ['test/support/quiet-temporal.ts'],
          // As in the project workflow: the time-skipping server now and then never ends a story.
          retry: 1,
          // Two at a time: most of them wait for processes that died, for minutes of an outage, or for a rule of alerts.
          maxWorkers: 2,
          isolate: true,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});

/** Files that share a Temporal server. */
function system(name: string, include: readonly string[], exclude: readonly string[] = []) {
  return {
    name,
    include: [...include],
    exclude: [...exclude],
    globalSetup: devServer,
    isolate: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  };
}
