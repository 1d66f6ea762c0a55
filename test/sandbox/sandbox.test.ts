import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DueQueue } from '../../sandbox/due-queue.ts';
import type { Outcome } from '../../sandbox/exchange.ts';
import { nextUuid, randomStream } from '../../sandbox/random.ts';
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts';

import { KS_SITE } from './sandbox-rig.ts';

const NOON = Date.parse('2026-12-24T12:00:00Z');

function ask(sandbox: Sandbox, path: string, body: unknown, key = 'seam_a'): Outcome {
  return sandbox.handle({ method: 'POST', path, body, authorization: `Bearer ${key}` });
}

function makeGuests(sandbox: Sandbox, key = 'seam_a'): Outcome[] {
  return ['R-1', 'R-2', 'R-3'].map((full_name) =>
    ask(sandbox, '/acs/users/create', { acs_system_id: KS_SITE, full_name }, key),
  );
}

describe('the sandbox without sockets', () => {
  const clock = { now: () => NOON };

  it('answers the same to the same calls under the same seed, ids included', () => {
    const once = makeGuests(createSandbox({ clock, seed: 'one' }));

    expect(makeGuests(createSandbox({ clock, seed: 'one' }))).toEqual(once);
    expect(makeGuests(createSandbox({ clock, seed: 'two' }))).not.toEqual(once);
  });

  it('gives a workspace the same ids whatever goes on in another, and whatever is only read', () => {
    const quiet = createSandbox({ clock, seed: 'one' });
    const busy = createSandbox({ clock, seed: 'one' });
    makeGuests(busy, 'seam_b');
    ask(busy, '/acs/users/list', {});
    const ids = (sandbox: Sandbox) => {
      makeGuests(sandbox);
      return [...sandbox.workspace('seam_a').users.keys()];
    };

    expect(ids(busy)).toEqual(ids(quiet));
  });

  it('keeps what there is when its API key is rotated, and lets nobody in by the one before', () => {
    const sandbox = createSandbox({ clock, seed: 'one' });
    makeGuests(sandbox);
    const before = sandbox.workspace('seam_a').users;
    ask(sandbox, '/_sandbox/rotate-key', { api_key: 'seam_b' });
    const statusOf = (key: string) => ask(sandbox, '/acs/users/list', {}, key);
    expect(statusOf('seam_a')).toMatchObject({ answer: { status: 401 } });
    expect(statusOf('seam_b')).toMatchObject({ answer: { status: 200 } });
    expect(sandbox.workspace('seam_b').users).toBe(before);
    const back = ask(sandbox, '/_sandbox/rotate-key', { api_key: 'seam_a' }, 'seam_b');
    expect(back).toMatchObject({ answer: { status: 400 } });
  });

  it('makes new ids after a reset', () => {
    const sandbox = createSandbox({ clock, seed: 'one' });
    makeGuests(sandbox);
    const before = [...sandbox.workspace('seam_a').users.keys()];
    ask(sandbox, '/_sandbox/reset', {});
    makeGuests(sandbox);

    const after = [...sandbox.workspace('seam_a').users.keys()];
    expect(new Set([...before, ...after]).size).toBe(6);
  });

  it('says in a word what becomes of a request', async () => {
    const sandbox = createSandbox({ clock });
    const outcomes = ['reset-after', 'timeout-before'].map((outcome) => {
      ask(sandbox, '/_sandbox/faults', { route: '/phones/list', outcome });
      const { kind } = ask(sandbox, '/phones/list', {});
      sandbox.handle({
        method: 'DELETE',
        path: '/_sandbox/faults',
        authorization: 'Bearer seam_a',
      });
      return kind;
    });
    ask(sandbox, '/_sandbox/hold', {});
    const held = ask(sandbox, '/phones/list', {});

    expect(outcomes).toEqual(['drop', 'silence']);
    expect(held.kind).toBe('held');
    ask(sandbox, '/_sandbox/release', {});
    const resumed = held.kind === 'held' ? await held.resumed : held;
    expect(resumed).toMatchObject({
      kind: 'answer',
      answer: { status: 200, body: { phones: [], ok: true } },
    });
  });

  it('lets what fell due meanwhile happen in its order, each at its own time', () => {
    let now = NOON;
    const sandbox = createSandbox({ clock: { now: () => now } });
    const late = (full_name: string, delay_ms: number) => {
      ask(sandbox, '/_sandbox/faults', {
        route: '/acs/users/create',
        outcome: 'late-commit',
        delay_ms,
      });
      ask(sandbox, '/acs/users/create', { acs_system_id: KS_SITE, full_name });
    };
    late('second', 2_000);
    late('first', 1_000);
    now += 60_000;

    const users = [...sandbox.workspace('seam_a').users.values()];
    expect(users.map(({ fullName, createdAt }) => [fullName, createdAt - NOON])).toEqual([
      ['first', 1_000],
      ['second', 2_000],
    ]);
  });
});

describe('what is due', () => {
  it('comes earliest first, and in the order of adding at the same moment', () => {
    assert(
      property(array(integer({ min: 0, max: 20 })), integer({ min: 0, max: 20 }), (times, now) => {
        const queue = new DueQueue();
        const done: [at: number, order: number][] = [];
        times.forEach((at, order) => queue.add(at, () => done.push([at, order])));
        for (let task = queue.take(now); task !== undefined; task = queue.take(now)) task.run();
        const expected = times
          .map((at, order): [number, number] => [at, order])
          .filter(([at]) => at <= now)
          .toSorted(([at, order], [otherAt, otherOrder]) => at - otherAt || order - otherOrder);
        expect(done).toEqual(expected);
      }),
    );
  });
});

describe('a stream of random numbers', () => {
  it('makes UUIDs of version 4 that do not repeat', () => {
    const stream = randomStream('a seed');
    const ids = Array.from({ length: 10_000 }, () => nextUuid(stream));

    expect(new Set(ids).size).toBe(10_000);
    for (const id of ids) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });
});
