import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { figure, mean, median, ratios, toldFigure } from '../../bench/figures.ts';
import { ROWS } from '../../bench/rows.ts';

const ROOT = join(import.meta.dirname, '../..');
const FEWER_THAN = 120;

/** What issue and page promise to measure, by the name of its row. */
const PROMISED = [
  'waves-departures',
  'waves-arrivals',
  'waves-both',
  'walk-in',
  'put',
  'stay',
  'cpu',
  'memory',
  'reconcile',
  'death',
  'in-flight',
  'gateway',
  'encryption',
  'metrics',
];

describe('the bench', () => {
  it.each(PROMISED)('has a command for %s, which the page of performance names', async (name) => {
    const row = ROWS.find((one) => one.name === name);
    expect(row?.what).toBeTruthy();
    expect(row?.aim).toBeTruthy();
    const page = await readFile(join(ROOT, 'docs/performance.md'), 'utf8');
    expect(page).toContain(`\`${name}\``);
  });

  it('has no row that nobody knows of', () => {
    expect(ROWS.map(({ name }) => name).toSorted()).toEqual(PROMISED.toSorted());
  });

  it('compares with a bare workflow that is short enough to be read', async () => {
    const folder = join(ROOT, 'bench/bare');
    const texts = (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8'));
    const lines = (await Promise.all(texts)).flatMap((text) => text.trimEnd().split('\n'));
    expect(lines.length).toBeLessThan(FEWER_THAN);
  });
});

describe('a figure', () => {
  it('is the value in the middle, whatever the order, and says how far the others are from it', () => {
    expect(median([9, 1, 4])).toBe(4);
    expect(median([1, 4, 2, 9])).toBe(3);
    expect(toldFigure(figure('a put', 'ms', [9, 1.5, 4]))).toBe('a put: 4 ms (1.50 to 9, 3 times)');
    expect(toldFigure(figure('a put', 'ms', [150.4]))).toBe('a put: 150 ms');
  });

  it('compares what was measured side by side, and not the sums', () => {
    expect(ratios([2, 30], [1, 10])).toEqual([2, 3]);
    expect(mean([1, 2, 6])).toBe(3);
  });
});
