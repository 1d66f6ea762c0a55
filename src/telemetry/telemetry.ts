import { type Logger, Runtime } from '@temporalio/worker';

import type { Exporter } from './exporter.ts';
import { workerLog } from './log.ts';
import { type Measures, measuresOn } from './meter.ts';
import { listener } from './told.ts';

/** Where a worker's process counts and logs. */
export interface Telemetry {
  readonly measures: Measures;
  readonly log: Logger;
}

/** Installs Temporal's runtime of this process, with our log and, where there is an exporter, its metrics. */
export function startTelemetry(
  level: Parameters<typeof workerLog>[0],
  exporter?: Exporter,
): Telemetry {
  const log = workerLog(level, (...told) => hear(...told));
  const { metricMeter } = Runtime.install({
    logger: log,
    shutdownSignals: [],
    ...(exporter && { telemetryOptions: exporter.options }),
  });
  const measures = measuresOn(metricMeter);
  const hear = listener(measures, Date.now);
  return { measures, log };
}
