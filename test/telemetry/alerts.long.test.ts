import { spawnSync } from 'node:child_process';

import { describe, expect, it } from 'vitest';

import { pathOf } from '../docs/page.ts';

/** In Debian's package `prometheus`; CI installs it. */
const hasPromtool = spawnSync('promtool', ['--version']).error === undefined;

/** Runs promtool on our rules; answers how it ended, and what it said. */
function promtool(...args: readonly string[]) {
  const cwd = pathOf('deploy/prometheus');
  return spawnSync('promtool', args, { cwd, encoding: 'utf8', timeout: 60_000 });
}

describe.skipIf(!hasPromtool && process.env['GITHUB_ACTIONS'] === undefined)(
  'the rules of alerts (skipped where there is no promtool, of Debian’s package prometheus)',
  () => {
    it('are rules to Prometheus', () => {
      expect(promtool('check', 'rules', 'alerts.yml')).toMatchObject({ status: 0 });
    });

    it('fire as their stories say, and no others', () => {
      expect(promtool('test', 'rules', 'alerts.test.yml')).toMatchObject({ status: 0 });
    });
  },
);
