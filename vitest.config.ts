import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

/** Tests with a time-skipping Temporal, or at least its native core and our workflow bundle. */
const workflowTests = [
  'test/workflows/**/*.test.ts',
  'test/histories/**/*.test.ts',
  'test/simulation/**/*.time-skipping.test.ts',
];

/** Tests with a real Temporal server and real processes. */
const systemTests = [
  'test/{system,cli,client,gateway,worker}/**/*.test.ts',
  'test/simulation/**/*.dev-server.test.ts',
];

/** Tests on the simulator, which stands in for Temporal there and nowhere else. */
const simulationTests = ['test/simulation/**/*.test.ts'];

function path(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

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
          exclude: [...workflowTests, ...systemTests, ...simulationTests],
          sequence: { groupOrder: 0 },
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
          exclude: [...workflowTests, ...systemTests],
          // 2,000 stays, on every processor there is.
          testTimeout: 600_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'workflow',
          include: workflowTests,
          globalSetup: [
            'test/support/workflow-bundle-setup.ts',
            'test/support/time-skipping-setup.ts',
          ],
          setupFiles: ['test/support/quiet-temporal.ts'],
          // Files share their process, since loading the native core costs more than most stories here.
          isolate: false,
          maxWorkers: 2,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: systemTests,
          globalSetup: ['test/support/dev-server-setup.ts'],
          // One at a time: these stories count processes, kill some, and measure how long a stop takes.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
