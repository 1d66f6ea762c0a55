import { describe, expect, it } from 'vitest';

import { METRICS } from '../../src/telemetry/metrics.ts';
import { read } from '../docs/page.ts';

import { dashboardSchema } from './dashboard-schema.ts';

const text = read('deploy/grafana/nightlatch.json');
const { panels } = dashboardSchema.parse(JSON.parse(text));
const queries = panels.flatMap(({ title, targets }) =>
  targets.map(({ expr, legendFormat = '' }) => ({ title, expr, legendFormat })),
);

/** Grafana's columns, and the rows of them that a screen of 1080 lines shows. */
const SCREEN = { columns: 24, rows: 24 };

/** Our metric of a query; undefined for those of Temporal's SDK. */
function metricsIn(expr: string) {
  const table = new Map(Object.entries(METRICS));
  const names = [...expr.matchAll(/\bnightlatch_[a-z_]+/g)].map(([name]) =>
    name.replace(/_bucket$/, ''),
  );
  return names.map((name) => ({ name, metric: table.get(name) }));
}

describe('the dashboard', () => {
  it.each([
    ['a misspelled word', '"legendFormat"', '"legendFormats"'],
    ['a panel that is not known', '"timeseries"', '"graph"'],
    ['another source than the one that is chosen', '"${datasource}"', '"prometheus"'],
  ])('would be refused with %s', (_, right, wrong) => {
    expect(text).toContain(right);
    expect(dashboardSchema.safeParse(JSON.parse(text.replace(right, wrong))).success).toBe(false);
  });

  it('is one screen, on which nothing lies over anything else', () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, n) => [x + (n % w), y + Math.floor(n / w)] as const),
    );
    expect(new Set(cells.map(([x, y]) => `${x} ${y}`)).size).toBe(cells.length);
    expect(Math.max(...cells.map(([x]) => x))).toBeLessThan(SCREEN.columns);
    expect(Math.max(...cells.map(([, y]) => y))).toBeLessThan(SCREEN.rows);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });

  it('asks the three questions, and shows at once what wakes somebody', () => {
    const titles = panels.map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining(QUESTIONS));
    const atTop = panels.filter(({ gridPos }) => gridPos.y === 0).flatMap(({ targets }) => targets);
    for (const name of ['doors_not_ready{due="now"}', 'revocations_overdue', 'worker_ready'])
      expect(atTop.map(({ expr }) => expr).join(' ')).toContain(name);
  });
});

const QUESTIONS = [
  'Are doors opening on time?',
  'Are doors shutting on time?',
  'Is anything stuck?',
];

describe('every query', () => {
  it.each(queries)('$title: $expr names metrics and labels that there are', (query) => {
    const { expr, legendFormat } = query;
    const metrics = metricsIn(expr);
    expect(metrics.filter(({ metric }) => metric === undefined)).toEqual([]);
    expect(metrics.length > 0 || expr.includes('temporal_')).toBe(true);
    const labels = metrics.flatMap(({ metric }) => Object.keys(metric?.labels ?? {}));
    const grouped = /\bby \(([^)]*)\)/.exec(expr)?.[1]?.split(', ') ?? [];
    const matched = [...expr.matchAll(/[{,](\w+)[!=]/g)].map(([, label]) => label);
    const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
    const asked = [...grouped.filter((label) => label !== 'le'), ...matched, ...shown];
    expect(asked.filter((label) => !labels.includes(label ?? ''))).toEqual([]);
    expect(shown.filter((label) => !grouped.includes(label ?? ''))).toEqual([]);
  });

  it.each(queries)('$title: $expr asks a histogram for its buckets only', ({ expr }) => {
    for (const { name, metric } of metricsIn(expr))
      expect(expr.includes(`${name}_bucket`)).toBe(metric?.kind === 'histogram');
  });
});
