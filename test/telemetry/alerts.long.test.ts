import { spawnSync } from 'node:child_process';

import { describe, expect, it } from 'vitest';

import { pathOf } from '../docs/page.ts';
import { prometheusIfAny } from '../support/prometheus.ts';

const prometheus = await prometheusIfAny();

/** Runs promtool on our rules; answers how it ended, and what it said. */
function promtool(...args: readonly string[]) {
  const cwd = pathOf('deploy/prometheus');
  const command = prometheus?.promtool ?? 'promtool';
  return spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 60_000 });
}

describe.skipIf(prometheus === undefined)(
  'the rules of alerts (skipped where Prometheus cannot be had)',
  () => {
    it('are rules to Prometheus', () => {
      expect(promtool('check', 'rules', 'alerts.yml')).toMatchObject({ status: 0 });
    });

    it('fire as their stories say, and no others', () => {
      expect(promtool('test', 'rules', 'alerts.test.yml')).toMatchObject({ status: 0 });
    });
  },
);
