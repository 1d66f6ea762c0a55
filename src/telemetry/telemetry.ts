import { type Logger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';

import type { Exporter } from './exporter.ts';
import { workerLog } from './log.ts';
import { type Measures, measuresOn } from './meter.ts';
import { listener } from './told.ts';

/** Where a worker's process counts and logs. */
export interface Telemetry {
  readonly measures: Measures;
  readonly log: Logger;
}

const CORE_LOGS = makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' });

/** Installs Temporal's runtime of this process, with our log and, where there is an exporter, its metrics. */
export function startTelemetry(
  level: Parameters<typeof workerLog>[0],
  exporter?: Exporter,
): Telemetry {
  const log = workerLog(level, (...told) => hear(...told));
  const { metricMeter } = Runtime.install({
    logger: log,
    shutdownSignals: [],
    // Else its native core writes lines of its own, with whatever a failure says in them.
    telemetryOptions: { ...exporter?.options, logging: { filter: CORE_LOGS, forward: {} } },
  });
  const measures = measuresOn(metricMeter);
  const hear = listener(measures, Date.now);
  return { measures, log };
}
