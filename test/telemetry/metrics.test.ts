import { describe, expect, it } from 'vitest';

import { type Metric, METRICS } from '../../src/telemetry/metrics.ts';
import { read } from '../docs/page.ts';

import { metricsPage } from './metrics-page.ts';

const table: [string, Metric][] = Object.entries(METRICS);

it('docs/metrics.md says what the table says: else run `npm run docs:metrics`', () => {
  expect(read('docs/metrics.md')).toBe(metricsPage());
});

describe('a metric', () => {
  it.each(table)(
    '%s has a name that Prometheus’ people expect',
    (name, { kind, unit, buckets }) => {
      expect(name).toMatch(/^nightlatch_[a-z]+(_[a-z]+)*$/);
      expect(name.endsWith('_total')).toBe(kind === 'counter');
      expect(name.endsWith('_seconds')).toBe(unit === 'seconds');
      expect(buckets === undefined).toBe(kind !== 'histogram');
      expect(buckets?.toSorted((a, b) => a - b)).toEqual(buckets);
    },
  );

  it.each(table)(
    '%s has no label that grows with stays or could name somebody',
    (_, { labels }) => {
      const closed = [
        'step',
        'outcome',
        'queue',
        'request',
        'problem',
        'route',
        'read',
        'what',
        'phase',
        'due',
        'method',
        'status',
        // An entry of the webhooks file, which has 20 at most.
        'endpoint',
      ];
      expect(Object.keys(labels).filter((label) => !closed.includes(label))).toEqual([]);
    },
  );
});
