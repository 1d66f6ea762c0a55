import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { pathOf, read } from '../docs/page.ts';
import { prometheusIfAny } from '../support/prometheus.ts';

import { dashboardSchema } from './dashboard-schema.ts';

const prometheus = await prometheusIfAny();

/** Runs promtool on our rules; answers how it ended, and what it said. */
function promtool(...args: readonly string[]) {
  const cwd = pathOf('deploy/prometheus');
  const command = prometheus?.promtool ?? 'promtool';
  return spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 60_000 });
}

/** The same on a file with this text. */
function promtoolOn(text: string, ...args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'nightlatch-promtool-'));
  try {
    const file = join(folder, 'rules.yml');
    writeFileSync(file, text);
    return promtool(...args, file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(prometheus === undefined)(
  'the rules of alerts (skipped where Prometheus cannot be had)',
  () => {
    it('are rules to Prometheus', () => {
      expect(promtool('check', 'rules', 'alerts.yml')).toMatchObject({ status: 0 });
    });

    it('stand in a configuration that Prometheus takes', () => {
      const checked = promtool('check', 'config', '--syntax-only', 'prometheus.yml');
      expect(checked).toMatchObject({ status: 0 });
    });

    it('fire as their stories say, and no others', () => {
      expect(promtool('test', 'rules', 'alerts.test.yml')).toMatchObject({ status: 0 });
    });

    it('and the dashboard’s queries are in Prometheus’ own language', () => {
      const { panels } = dashboardSchema.parse(JSON.parse(read('deploy/grafana/nightlatch.json')));
      const rules = panels
        .flatMap(({ targets }) => targets)
        .map(({ expr }, n) => ({ record: `q${n}`, expr: expr.replace('$__rate_interval', '1m') }));
      const asRules = JSON.stringify({ groups: [{ name: 'dashboard', rules }] });
      expect(promtoolOn(asRules, 'check', 'rules')).toMatchObject({ status: 0 });
      expect(promtoolOn(asRules.replace('sum(', 'sun('), 'check', 'rules')).toMatchObject({
        status: 1,
      });
    });
  },
);
