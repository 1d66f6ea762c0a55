import { Counter, Gauge, Histogram, Registry } from 'prom-client';

import type { MeasuresOf, Metric } from './metrics.ts';

/** Metrics of a process that has no runtime of Temporal's, and so loads no native core. */
export interface OwnRegistry<T extends Readonly<Record<string, Metric>>> {
  readonly measures: MeasuresOf<T>;
  /** The metrics as they are now, in Prometheus' text format. */
  read(): Promise<string>;
  /** The content type of that text. */
  readonly contentType: string;
}

/** Makes the metrics of a table, each at nothing yet. */
export function registryOf<T extends Readonly<Record<string, Metric>>>(table: T): OwnRegistry<T> {
  const registry = new Registry();
  const of = <I>(kind: Metric['kind'], make: (name: string, metric: Metric) => I) =>
    new Map<keyof T, I>(
      Object.entries(table)
        .filter(([, metric]) => metric.kind === kind)
        .map(([name, metric]) => [name, make(name, metric)]),
    );
  const basics = (name: string, { help, labels }: Metric) => ({
    ...{ name, help, labelNames: Object.keys(labels), registers: [registry] },
  });
  const counters = of('counter', (name, metric) => new Counter(basics(name, metric)));
  const gauges = of('gauge', (name, metric) => new Gauge(basics(name, metric)));
  const histograms = of('histogram', (name, metric) => {
    const { buckets = [] } = metric;
    return new Histogram({ ...basics(name, metric), buckets: [...buckets] });
  });
  return {
    measures: {
      count: (name, labels, more = 1) => counters.get(name)?.inc(labels, more),
      record: (name, value, labels) => histograms.get(name)?.observe(labels, value),
      set: (name, value, labels) => gauges.get(name)?.set(labels, value),
    },
    read: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
