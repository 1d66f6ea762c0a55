import { expect, it } from 'vitest';

import { cachedStays } from '../../src/worker/cached-stays.ts';

it.each([
  ['a large machine keeps no more than 180', 4_096, 180],
  ['a small one keeps what its heap has room for', 512, 163],
  ['the smallest still keeps those at work at the same time', 200, 50],
])('a worker on %s', (_who, heapLimitMb, stays) => {
  expect(cachedStays(heapLimitMb)).toBe(stays);
});
