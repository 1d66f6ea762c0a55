import { describe, expect, it } from 'vitest';

import { type Passes, troubleOf } from '../../src/cli/doctor/check-reconciler.ts';

const NOW = Date.parse('2026-12-24T12:00:00Z');
const MINUTE_MS = 60_000;
const minutesAgo = (minutes: number): number => NOW - minutes * MINUTE_MS;
const trouble = (passes: Partial<Passes>) =>
  troubleOf({ state: 'runs', madeMs: minutesAgo(600), lastEndMs: minutesAgo(10), ...passes }, NOW);

describe('the doctor, of the reconciler', () => {
  it('finds nothing the matter while a pass ends every quarter of an hour', () => {
    expect(trouble({})).toBeUndefined();
    expect(trouble({ running: 'nightlatch-reconcile-1' })).toBeUndefined();
  });

  it('gives the first pass an hour from when the schedule was made', () => {
    expect(trouble({ lastEndMs: 0, madeMs: minutesAgo(59) })).toBeUndefined();
    expect(trouble({ lastEndMs: 0, madeMs: minutesAgo(61) })).toMatchObject({
      message: 'No pass has ended for an hour.',
    });
  });

  it('names the pass that hangs, and what to look at before it is ended', () => {
    const hung = trouble({ lastEndMs: minutesAgo(61), running: 'nightlatch-reconcile-1' });
    expect(hung?.message).toContain('nightlatch-reconcile-1');
    expect(hung?.next).toMatch(/nightlatch-seam.*terminate/);
  });

  it('says that the schedule is gone or paused, however fresh the last pass is', () => {
    expect(trouble({ state: 'missing' })?.next).toContain('nightlatch setup');
    expect(trouble({ state: 'paused' })?.next).toContain('--unpause');
  });
});
