import { hostname } from 'node:os';

import { describe, expect, it } from 'vitest';

import { isFirstToList, readIdentity, workerIdentity } from '../../src/client/worker-identity.ts';

describe('what a worker calls itself', () => {
  it('tells its process, its machine, and where its metrics are', () => {
    const [pid, host] = [process.pid, hostname()];
    expect(readIdentity(workerIdentity(9464))).toEqual({ pid, host, port: 9464 });
    expect(readIdentity(workerIdentity(undefined))).toEqual({ pid, host });
  });

  it.each(['', 'temporal-cli:root@desk', 'somebody', '12@'])('is not %j', (identity) => {
    expect(readIdentity(identity)).toBeUndefined();
  });
});

describe('the stays are listed by', () => {
  const [first, second] = ['30@desk:9464', '4@desk:9465'];

  it('one of those that serve metrics', () => {
    expect([first, second].map((own) => isFirstToList(own, [second, first]))).toEqual([
      true,
      false,
    ]);
  });

  it('none that serves no metrics, since Prometheus would see nothing of what it finds', () => {
    expect(isFirstToList(first, ['1@desk', 'another program', first])).toBe(true);
  });

  it('whoever looks, where Temporal has not noticed yet that it polls', () => {
    expect(isFirstToList(first, [])).toBe(true);
  });
});
