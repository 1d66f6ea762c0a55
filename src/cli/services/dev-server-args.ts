import { TypedSearchAttributes } from '@temporalio/common';

import type { SearchAttributes } from '../../setup.ts';

/**
 * The development server waits about 90 ms before each step unless told otherwise: it polls its one
 * shard 20 times a second at most, and fires timers up to a second late.
 */
const TUNING = [
  'history.transferProcessorMaxPollRPS=5000',
  'history.timerProcessorMaxPollRPS=5000',
  'history.visibilityProcessorMaxPollRPS=200',
  'history.timerProcessorMaxTimeShift="1ms"',
  // Without the new matcher a task queue knows no priorities.
  'matching.useNewMatcher=true',
  // A queue in four partitions has four orders of priority, each with a quarter of the rate.
  'matching.numTaskqueueWritePartitions=1',
  'matching.numTaskqueueReadPartitions=1',
];

/** Twice as fast as SQLite's own settings, and still whole after a crash. */
const SQLITE = ['--sqlite-pragma=journal_mode=wal', '--sqlite-pragma=synchronous=1'];

/** The arguments with which the Temporal CLI serves on the loopback interface. */
export function devServerArgs(wanted: {
  readonly searchAttributes: SearchAttributes;
  readonly ports: { readonly frontend: number; readonly ui: number | undefined };
  readonly dbFilename?: string | undefined;
}): readonly string[] {
  const { ports, dbFilename } = wanted;
  const searchAttributes = Object.entries(wanted.searchAttributes).map(
    ([name, type]) => `--search-attribute=${name}=${TypedSearchAttributes.toMetadataType(type)}`,
  );
  return [
    'server',
    'start-dev',
    '--ip=127.0.0.1',
    `--port=${ports.frontend}`,
    ports.ui === undefined ? '--headless' : `--ui-port=${ports.ui}`,
    '--log-level=error',
    ...(dbFilename === undefined ? [] : [`--db-filename=${dbFilename}`, ...SQLITE]),
    ...searchAttributes,
    ...TUNING.map((setting) => `--dynamic-config-value=${setting}`),
  ];
}
