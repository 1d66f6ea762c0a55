import { expect, it } from 'vitest';

import { pauseAfter } from '../../activities/delivering.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

it('sends an event again less and less often, for three days', () => {
  const attempts = [0];
  for (let at = 0; at < 72 * HOUR;) {
    at += pauseAfter(at, 0);
    attempts.push(at);
  }
  const hours = [2.5, 7.5, 17.5, 31.5, 51.5, 71.5, 72].map((each) => each * HOUR);
  expect(attempts).toEqual([0, 5_000, 5 * MINUTE, 35 * MINUTE, ...hours]);
});

it('takes an attempt that comes a moment late for the one that was due', () => {
  expect(pauseAfter(5_400, 0)).toBe(5 * MINUTE - 5_400);
  expect(pauseAfter(2.5 * HOUR - 1, 0)).toBe(5 * HOUR + 1);
});

it('waits as long as the receiver asks', () => {
  expect(pauseAfter(0, HOUR)).toBe(HOUR);
  expect(pauseAfter(35 * MINUTE, HOUR)).toBe(2.5 * HOUR - 35 * MINUTE);
});
