import { describe, expect, it } from 'vitest';

import { parseDuration } from '../../src/stay/duration.ts';

describe('a duration', () => {
  it.each([
    ['250 milliseconds', 250],
    ['1 second', 1_000],
    ['3 seconds', 3_000],
    ['1.5 seconds', 1_500],
    ['10 minutes', 600_000],
    ['1 hour', 3_600_000],
    ['2 days', 172_800_000],
    ['  10 minutes ', 600_000],
    ['10minutes', 600_000],
    ['0 seconds', 0],
  ])('reads %j', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    '',
    '10',
    'minutes',
    '10 min',
    '-1 hour',
    '1 fortnight',
    '1e3 seconds',
    '1 hour 5 minutes',
    '9999999999 days',
  ])('does not guess at %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
