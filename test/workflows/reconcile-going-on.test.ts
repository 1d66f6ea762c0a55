import { expect, it } from 'vitest';

import { goesOn } from '../../workflows/reconcile/going-on.ts';

const MINUTE = 60_000;
const since = Date.parse('2031-05-01T11:00:00Z');

it.each([
  ['goes on in a new run while there are stays to be asked', { left: 1, pages: 1, after: 1 }, true],
  ['ends when all have been asked', { left: 0, pages: 1, after: 1 }, false],
  ['ends after its fifth run', { left: 1, pages: 5, after: 5 }, false],
  // It would be stopped after an hour, and all that it has found would be forgotten.
  ['ends where a run of it has taken long', { left: 1, pages: 1, after: 25 }, false],
])('a pass %s', (_what, { left, pages, after }, goes) => {
  expect(goesOn(left, { pages, since }, since + after * MINUTE)).toBe(goes);
});
