import type { MetricMeter } from '@temporalio/common';

import {
  type CounterName,
  type GaugeName,
  type HistogramName,
  type LabelsOf,
  type Metric,
  type MetricName,
  METRICS,
} from './metrics.ts';

/** What is measured; every value goes to the exporter of Temporal's runtime. */
export interface Measures {
  count<N extends CounterName>(name: N, labels: LabelsOf<N>, more?: number): void;
  record<N extends HistogramName>(name: N, value: number, labels: LabelsOf<N>): void;
  set<N extends GaugeName>(name: N, value: number, labels: LabelsOf<N>): void;
}

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
): ReadonlyMap<MetricName, I> {
  const table: [MetricName, Metric][] = Object.entries(METRICS) as [MetricName, Metric][];
  return new Map(
    table
      .filter(([, metric]) => metric.kind === kind)
      .map(([name, { help, unit = '' }]) => [name, make(name, help, unit)]),
  );
}

/** The buckets of our histograms, as the exporter takes them. */
export function bucketsByName(): Record<string, number[]> {
  const table: [string, Metric][] = Object.entries(METRICS);
  return Object.fromEntries(
    table.flatMap(([name, { buckets }]) => (buckets === undefined ? [] : [[name, [...buckets]]])),
  );
}
