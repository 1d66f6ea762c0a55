import type { RuntimeOptions } from '@temporalio/worker';

import { freePort } from './free-port.ts';
import { bucketsByName } from './meter.ts';

/** Where the metrics of Temporal's runtime are read. */
export interface Exporter {
  /** How the runtime is told of it. */
  readonly options: NonNullable<RuntimeOptions['telemetryOptions']>;
  /** The metrics as they are now, in Prometheus' text format. */
  read(): Promise<string>;
}

const READ_WITHIN_MS = 5_000;

/** An exporter on a free port of the loopback interface: whoever serves it to others reads it from there. */
export async function metricsExporter(): Promise<Exporter> {
  const address = `127.0.0.1:${await freePort()}`;
  return {
    options: {
      metrics: {
        prometheus: {
          bindAddress: address,
          useSecondsForDurations: true,
          histogramBucketOverrides: bucketsByName(),
        },
      },
    },
    async read() {
      const signal = AbortSignal.timeout(READ_WITHIN_MS);
      const answer = await fetch(`http://${address}/metrics`, { signal });
      return answer.text();
    },
  };
}
