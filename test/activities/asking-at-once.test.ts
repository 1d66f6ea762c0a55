import { expect, it } from 'vitest';

import { askAtOnce } from '../../activities/asking-at-once.ts';
import { SeamError } from '../../src/seam/errors.ts';

const reset = new SeamError('unavailable', { route: '/acs/users/get' });

function slowDown(retryAfterMs: number): SeamError {
  return new SeamError('rate-limited', { route: '/acs/credentials/get', retryAfterMs });
}

it('answers everything that was asked, in its order', async () => {
  await expect(askAtOnce([Promise.resolve('user'), Promise.resolve(1)])).resolves.toEqual([
    'user',
    1,
  ]);
});

it('fails with the longest wait that Seam asks for, and not with what failed first', async () => {
  const [short, long] = [slowDown(1_000), slowDown(300_000)];
  const asked = [reset, short, long].map((failure) => Promise.reject(failure));
  await expect(askAtOnce(asked)).rejects.toBe(long);
});

it('takes a wait of no length for one: a failure that asks for none has Seam asked again at once', async () => {
  const atOnce = slowDown(0);
  await expect(askAtOnce([Promise.reject(reset), Promise.reject(atOnce)])).rejects.toBe(atOnce);
});
