import { describe, expect, it } from 'vitest';

import type { Measures } from '../../src/telemetry/meter.ts';
import { listener, toldBy } from '../../src/telemetry/told.ts';

const NOW = Date.UTC(2031, 4, 4);
const done = { of: 'step', step: 'planStay', outcome: 'done' } as const;

function counted(): { readonly lines: readonly string[]; readonly measures: Measures } {
  const lines: string[] = [];
  const note = (name: string, value: number, labels: object): void =>
    void lines.push([name, ...Object.values(labels), value].join(' '));
  return {
    lines,
    measures: {
      count: (name, labels, more = 1) => note(name, more, labels),
      record: (name, value, labels) => note(name, value, labels),
      set: (name, value, labels) => note(name, value, labels),
    },
  };
}

describe('what a workflow tells', () => {
  it('counts once, although its task failed and was taken again', () => {
    const { lines, measures } = counted();
    const hear = listener(measures, () => NOW);
    expect(hear(done, 'run-1', 1)).toBe(true);
    expect(hear({ of: 'shut', seconds: 3 }, 'run-1', 2)).toBe(true);
    expect(hear(done, 'run-1', 1)).toBe(false);
    expect(hear({ of: 'shut', seconds: 3 }, 'run-1', 2)).toBe(false);
    expect(hear(done, 'run-2', 1)).toBe(true);
    expect(lines).toEqual([
      'nightlatch_steps_total planStay done 1',
      'nightlatch_shut_after_check_out_seconds 3',
      'nightlatch_steps_total planStay done 1',
    ]);
  });

  it('of a pass is how much it found, and when', () => {
    const { lines, measures } = counted();
    const found = { orphans: 1, woken: 2, reported: 0, unread: 1 };
    listener(measures, () => NOW)({ of: 'pass', ...found }, 'run-1', 1);
    expect(lines).toEqual([
      'nightlatch_passes_total part 1',
      'nightlatch_pass_found_total orphans 1',
      'nightlatch_pass_found_total woken 2',
      'nightlatch_pass_found_total reported 0',
      'nightlatch_pass_found_total unread 1',
      `nightlatch_last_pass_timestamp_seconds ${NOW / 1_000}`,
    ]);
  });

  it('is told apart from every other entry of the log', () => {
    expect(toldBy({ ...done, observed: 4, runId: 'run-1' })).toMatchObject({
      runId: 'run-1',
      number: 4,
      told: done,
    });
    for (const meta of [undefined, {}, { ...done, runId: 'run-1' }, { of: 'x', observed: 1 }])
      expect(toldBy(meta)).toBeUndefined();
  });
});
