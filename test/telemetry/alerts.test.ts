import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

import { PROBLEMS } from '../../src/stay/problems.ts';
import { type Metric, METRICS } from '../../src/telemetry/metrics.ts';
import { read } from '../docs/page.ts';

const rule = z.object({
  alert: z.string(),
  expr: z.string(),
  for: z.string(),
  labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
  annotations: z.strictObject({ summary: z.string(), runbook: z.string() }),
});
const { groups } = z
  .object({ groups: z.array(z.object({ rules: z.array(rule) })) })
  .parse(parse(read('deploy/prometheus/alerts.yml')));
const rules = groups.flatMap((group) => group.rules);
const runbook = read('docs/runbook.md');

/** The parts of the section of an alert, by the word that each begins with. */
function partsOf(alert: string): readonly string[] {
  const [section = ''] = runbook.split(`\n## ${alert}\n`)[1]?.split('\n## ') ?? [];
  return [...section.matchAll(/^\*\*([A-Z][a-z ]+):\*\* \S/gm)].map(([, part = '']) => part);
}

describe('every alert', () => {
  it.each(rules)(
    '$alert says in the runbook what it means, and what to do',
    ({ alert, annotations }) => {
      expect(partsOf(alert)).toEqual(['For a guest', 'Look at', 'Do', 'Wake']);
      expect(annotations.runbook).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
    },
  );

  it.each(rules)('$alert asks for metrics and problems that there are', ({ expr }) => {
    const names = [...expr.matchAll(/\b(?:nightlatch|temporal)_[a-z_]+/g)].map(([name]) => name);
    const ours = names
      .filter((name) => name.startsWith('nightlatch_'))
      .map((name) => name.replace(/_bucket$/, ''));
    expect(names.length).toBeGreaterThan(0);
    expect(ours.filter((name) => !(name in METRICS))).toEqual([]);
    const problems = /problem=~"([^"]+)"/.exec(expr)?.[1]?.split('|') ?? [];
    expect(problems.filter((type) => !(type in PROBLEMS))).toEqual([]);
  });

  it.each(rules)(
    '$alert asks for labels that there are, and for values that they have',
    ({ expr }) => {
      const table = new Map<string, Metric>(Object.entries(METRICS));
      const asked = [...expr.matchAll(/(nightlatch_[a-z_]+)\{(\w+)(?:=~?|!=)"([^"]*)"\}/g)];
      // None is of another form, which this would not see.
      expect(asked).toHaveLength(expr.split('{').length - 1);
      for (const [, name = '', label = '', values = ''] of asked) {
        const listed = table.get(name)?.labels[label];
        expect(listed, `${name}{${label}}`).toBeDefined();
        // Those of problems have a list of their own.
        if (label === 'problem') continue;
        for (const value of values.split('|')) expect(listed).toContain(`\`${value}\``);
      }
    },
  );

  it.each(rules)('$alert has a story in which it fires', ({ alert }) => {
    expect(read('deploy/prometheus/alerts.test.yml')).toContain(alert);
  });
});

it('the runbook has no section of an alert that is not there', () => {
  const sections = [...runbook.matchAll(/^## (.+)$/gm)].map(([, title = '']) => title);
  expect(sections).toEqual(['The rules', ...rules.map(({ alert }) => alert)]);
});
