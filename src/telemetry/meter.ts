import type { MetricMeter } from '@temporalio/common';

import { type MeasuresOf, type Metric, WORKER_METRICS } from './metrics.ts';

/** What a worker measures; every value goes to the exporter of Temporal's runtime. */
export type Measures = MeasuresOf<typeof WORKER_METRICS>;

const TABLE: readonly [string, Metric][] = Object.entries(WORKER_METRICS);

/** Our metrics on a meter, such as that of Temporal's runtime. */
export function measuresOn(meter: MetricMeter): Measures {
  const counters = instruments('counter', (name, help) => meter.createCounter(name, '', help));
  const histograms = instruments('histogram', (name, help, unit) =>
    meter.createHistogram(name, 'float', unit, help),
  );
  const gauges = instruments('gauge', (name, help, unit) =>
    meter.createGauge(name, 'float', unit, help),
  );
  return {
    count: (name, labels, more = 1) => counters.get(name)?.add(more, labels),
    record: (name, value, labels) => histograms.get(name)?.record(value, labels),
    set: (name, value, labels) => gauges.get(name)?.set(value, labels),
  };
}

function instruments<I>(
  kind: Metric['kind'],
  make: (name: string, help: string, unit: string) => I,
): ReadonlyMap<string, I> {
  return new Map(
    TABLE.filter(([, metric]) => metric.kind === kind).map(([name, { help, unit = '' }]) => [
      name,
      make(name, help, unit),
    ]),
  );
}

/** The buckets of our histograms, as the exporter takes them. */
export function bucketsByName(): Record<string, number[]> {
  return Object.fromEntries(
    TABLE.flatMap(([name, { buckets }]) => (buckets === undefined ? [] : [[name, [...buckets]]])),
  );
}
