import {
  type Client,
  type WithStartWorkflowOperation,
  WorkflowNotFoundError,
  type WorkflowUpdateHandle,
} from '@temporalio/client';
import { describe, expect, it } from 'vitest';

import { deliver, type Delivery } from '../../src/client/deliver.ts';
import { StayClient } from '../../src/client/index.ts';
import { Turns } from '../../src/client/turns.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import { say } from '../support/say.ts';

const SECOND = 1_000;
/** What gRPC throws when nobody has answered in time. */
const unheard = () => Object.assign(new Error('late'), { code: 4, details: '', metadata: {} });
const APPLIED: Verdict = { outcome: 'applied' };
const accepted = { result: async () => APPLIED } as WorkflowUpdateHandle<Verdict>;

/** A Temporal whose workers asked for work so many seconds ago. */
function temporalWith(secondsAgo: readonly number[]): Client {
  const describeTaskQueue = async () => ({
    pollers: secondsAgo.map((ago) => ({
      identity: '1@host',
      lastAccessTime: { seconds: Math.round(Date.now() / SECOND) - ago },
    })),
  });
  return {
    options: { namespace: 'default' },
    workflowService: { describeTaskQueue },
    withDeadline: (_deadline: number, call: () => Promise<unknown>) => call(),
  } as unknown as Client;
}

/** A message that is heard at the nth try, and how often it was sent, in which ways. */
function messageHeardAt(nth: number): { delivery: Delivery; sent: string[] } {
  const sent: string[] = [];
  const delivery: Delivery = {
    async update() {
      if (sent.push('update') < nth) throw unheard();
      return accepted;
    },
    signal: async () => void sent.push('signal'),
  };
  return { delivery, sent };
}

/** A client of a Temporal whose workers take nothing, and what it has sent. */
function clientOfBusyWorkers(): { stays: StayClient; sent: string[] } {
  const sent: string[] = [];
  const workflow = {
    startUpdateWithStart(
      { name }: { name: string },
      { startWorkflowOperation: { options } }: { startWorkflowOperation: AnyStart },
    ) {
      sent.push(`${name === 'putStay' ? 'put' : name} of ${options.workflowId}`);
      return new Promise(() => {});
    },
    getHandle: (workflowId: string) => ({
      startUpdate({ name }: { name: string }) {
        sent.push(`${name} of ${workflowId}`);
        return Promise.reject(new WorkflowNotFoundError('none', workflowId, ''));
      },
    }),
  };
  return { stays: new StayClient(Object.assign(temporalWith([1]), { workflow } as never)), sent };
}

/** A client of a Temporal that has no workers and is slow to keep, and what is on its way to be kept, or was tried since. */
function clientWithoutWorkers(): { stays: StayClient; sent: string[] } {
  const sent: string[] = [];
  const workflow = {
    startUpdateWithStart({ name }: { name: string }, { startWorkflowOperation }: AnyUpdate) {
      const { workflowId } = startWorkflowOperation.options;
      if (name !== 'putStay') sent.push(`${name} of ${workflowId}`);
      return Promise.reject(unheard());
    },
    signalWithStart(_type: string, { workflowId, signal }: AnySignal) {
      sent.push(`${signal.name} of ${workflowId}`);
      return new Promise(() => {});
    },
    getHandle: (workflowId: string) => ({
      startUpdate({ name }: { name: string }) {
        sent.push(`${name} of ${workflowId}`);
        return Promise.reject(new WorkflowNotFoundError('none', workflowId, ''));
      },
    }),
  };
  return { stays: new StayClient(Object.assign(temporalWith([]), { workflow } as never)), sent };
}

type AnyUpdate = { startWorkflowOperation: AnyStart };
type AnySignal = { workflowId: string; signal: { name: string } };
type AnyStart = WithStartWorkflowOperation<() => Promise<unknown>>;

const bookingOf = (reservationId: string) => ({
  ...{ reservationId, listingId: 'suite', guest: { fullName: 'Ada Guest' } },
  ...{ checkIn: '2031-05-01', checkOut: '2031-05-04' },
});

const inAMinute = () => ({
  acceptedBy: Date.now() + 60 * SECOND,
  answeredBy: Date.now() + 70 * SECOND,
});

describe('a message that no worker takes within 5 seconds', () => {
  it('waits for a worker that goes on asking for work, and is answered', async () => {
    const { delivery, sent } = messageHeardAt(4);
    expect(await deliver(temporalWith([90, 1]), delivery, inAMinute())).toEqual(APPLIED);
    expect(sent).toEqual(['update', 'update', 'update', 'update']);
  });

  it.each([
    ['nobody has ever asked', []],
    ['the last one has not asked since', [20]],
  ])('is kept as a signal if %s for work', async (_why, pollers) => {
    const { delivery, sent } = messageHeardAt(2);
    expect(await deliver(temporalWith(pollers), delivery, inAMinute())).toMatchObject({
      outcome: 'pending',
    });
    expect(sent).toEqual(['update', 'signal']);
  });

  it('is kept as a signal at once if the stay takes no update, since its tasks fail', async () => {
    const { delivery, sent } = messageHeardAt(1);
    const notReady = Object.assign(unheard(), { code: 9 });
    const failing = {
      ...delivery,
      update: () => delivery.update().then(() => Promise.reject(notReady)),
    };
    expect(await deliver(temporalWith([1]), failing, inAMinute())).toMatchObject({
      outcome: 'pending',
    });
    expect(sent).toEqual(['update', 'signal']);
  });

  it('is kept as a signal where nobody waits for it any longer', async () => {
    const { delivery, sent } = messageHeardAt(2);
    const now = Date.now();
    const patience = { acceptedBy: now, answeredBy: now + SECOND };
    expect(await deliver(temporalWith([1]), delivery, patience)).toMatchObject({
      outcome: 'pending',
    });
    expect(sent).toEqual(['update', 'signal']);
  });

  it('is kept as a signal if those before it leave it no turn', async () => {
    const turns = new Turns(1);
    const others = Promise.withResolvers<void>();
    const before = turns.take(Date.now() + SECOND, () => others.promise);
    const { delivery, sent } = messageHeardAt(1);
    const now = Date.now();
    const patience = { acceptedBy: now + 1, answeredBy: now + SECOND, turns };
    expect(await deliver(temporalWith([1]), delivery, patience)).toMatchObject({
      outcome: 'pending',
    });
    expect(sent).toEqual(['signal']);
    others.resolve();
    await before;
  });
});

describe('a word that finds no open run', () => {
  /** A client of a Temporal that has no open run of a stay at first, and has one once the put has reached it. */
  function clientOfPut(isBegunAtTry: number): { stays: StayClient; sent: string[] } {
    const sent: string[] = [];
    const isBegun = (): boolean => sent.length >= isBegunAtTry;
    const missing = () => new WorkflowNotFoundError('none', 'stay:R-1', '');
    const workflow = {
      startUpdateWithStart: async () => {
        await expect.poll(isBegun).toBe(true);
        return accepted;
      },
      getHandle: () => ({
        async startUpdate({ name }: { name: string }) {
          const has = isBegun();
          sent.push(name);
          if (!has) throw missing();
          return accepted;
        },
        async describe() {
          if (!isBegun()) throw missing();
          return { status: { name: 'RUNNING' } };
        },
      }),
    };
    return { stays: new StayClient(Object.assign(temporalWith([1]), { workflow } as never)), sent };
  }

  it('is said again where one has begun meanwhile: the stay has not ended', async () => {
    const { stays, sent } = clientOfPut(1);
    expect(await stays.cancel('R-1')).toEqual(APPLIED);
    expect(sent).toEqual(['cancelStay', 'cancelStay']);
  });

  it('is said again while a put before it is under way to begin one', async () => {
    const { stays } = clientOfPut(3);
    const put = stays.put(bookingOf('R-1'));
    expect(await stays.cancel('R-1')).toEqual(APPLIED);
    expect(await put).toEqual(APPLIED);
  });

  it('is about no stay where none begins', async () => {
    const { stays, sent } = clientOfPut(9);
    await expect(stays.cancel('R-1')).rejects.toMatchObject({ type: 'NoSuchStay' });
    expect(sent).toEqual(['cancelStay']);
  });
});

describe('a word that no worker takes', () => {
  // Else a put that moves a stay, and has no revision, brings it back after its cancellation.
  it.each([{}, { revision: 2 }])(
    'is kept behind a put that was sent before it, and that is not kept yet: %o',
    async (cancellation) => {
      const kept: string[] = [];
      const workflow = {
        startUpdateWithStart: () => Promise.reject(unheard()),
        signalWithStart: async (_type: string, { signal }: AnySignal) =>
          void kept.push(signal.name),
        getHandle: () => ({
          startUpdate: () => Promise.reject(unheard()),
          signal: async ({ name }: { name: string }) => void kept.push(name),
        }),
      };
      const temporal = temporalWith([]);
      const describeTaskQueue = async () => {
        await expect.poll(() => kept).toContain('cancelStay');
        return { pollers: [] };
      };
      const stays = new StayClient(
        Object.assign(temporal, {
          workflow,
          workflowService: { describeTaskQueue },
        } as never),
      );
      const put = stays.put(bookingOf('R-1'));
      expect(await stays.cancel('R-1', cancellation)).toMatchObject({ outcome: 'pending' });
      expect(await put).toMatchObject({ outcome: 'pending' });
      expect(kept.slice(0, 2)).toEqual(['putStay', 'cancelStay']);
    },
  );
});

describe('puts that a backend sends all at once', () => {
  it('are all kept as signals as soon as it is known that no worker asks for work', async () => {
    const turns = new Turns(2);
    const messages = Array.from({ length: 7 }, () => messageHeardAt(9));
    const answers = await Promise.all(
      messages.map(({ delivery }) =>
        deliver(temporalWith([]), delivery, { ...inAMinute(), turns }),
      ),
    );
    expect(answers).toMatchObject(messages.map(() => ({ outcome: 'pending' })));
    // Each that had to wait for its turn would have waited for a worker once more.
    const updates = messages.flatMap(({ sent }) => sent).filter((way) => way === 'update');
    expect(updates).toHaveLength(2);
  });

  it('are kept so many at a time, too: Temporal would take no thousand at once', async () => {
    const [turns, keeps] = [new Turns(2), new Turns(2)];
    let [now, most] = [0, 0];
    const delivery = (): Delivery => ({
      update: () => Promise.reject(unheard()),
      async signal() {
        now += 1;
        most = Math.max(most, now);
        await new Promise(setImmediate);
        now -= 1;
      },
    });
    const patience = { ...inAMinute(), turns, keeps };
    const answers = await Promise.all(
      Array.from({ length: 7 }, () => deliver(temporalWith([]), delivery(), patience)),
    );
    expect({ most, kept: answers.length }).toEqual({ most: 2, kept: 7 });
  });

  // Else a guest whose stay was cancelled in that minute has an error for the one word, and a key for the other.
  it.each([{}, { revision: 2 }])(
    'go before a cancellation of the same stay, though it is not their turn: %o',
    async (cancellation) => {
      const { stays, sent } = clientOfBusyWorkers();
      for (let nth = 1; nth <= 40; nth += 1) say(stays.put(bookingOf(`R-${nth}`)));
      await expect.poll(() => sent.length).toBe(32);
      say(stays.cancel('R-40', cancellation));
      await expect.poll(() => sent.length).toBeGreaterThan(33);
      expect(sent.slice(32)).toEqual(['put of stay:R-40', 'cancelStay of stay:R-40']);
    },
  );

  it.each([{}, { revision: 2 }])(
    'go before a cancellation of the same stay also where they wait to be kept: %o',
    async (cancellation) => {
      const { stays, sent } = clientWithoutWorkers();
      for (let nth = 1; nth <= 70; nth += 1) say(stays.put(bookingOf(`R-${nth}`)));
      await expect.poll(() => sent.length).toBe(32);
      say(stays.cancel('R-70', cancellation));
      await expect.poll(() => sent.length).toBeGreaterThan(33);
      expect(sent.slice(32, 34)).toEqual(['putStay of stay:R-70', 'cancelStay of stay:R-70']);
    },
  );

  it('are no more at once for one that was hurried, when it is over', async () => {
    const turns = new Turns(1);
    const begun: string[] = [];
    const ends = new Map<string, () => void>();
    const put = (id: string) =>
      turns.take(
        Date.now() + 60 * SECOND,
        () => {
          begun.push(id);
          return new Promise<void>((resolve) => void ends.set(id, resolve));
        },
        id,
      );
    const all = ['first', 'then', 'hurried'].map(put);
    await turns.hurry('hurried');
    expect(begun).toEqual(['first', 'hurried']);
    ends.get('first')?.();
    await all[0];
    expect(begun).toHaveLength(2);
    ends.get('hurried')?.();
    await expect.poll(() => begun).toEqual(['first', 'hurried', 'then']);
    ends.get('then')?.();
    await Promise.all(all);
  });

  it('are hurried once, also if two words follow them in one moment, and cost no other its turn', async () => {
    const turns = new Turns(1);
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const put = (id: string, about: string) =>
      turns.take(
        Date.now() + 60 * SECOND,
        () => {
          begun.push(id);
          return new Promise<void>((resolve) => void ends.push(resolve));
        },
        about,
      );
    const all = [put('first', 'R-1'), put('put', 'R-2'), put('again', 'R-2')];
    all.push(put('other', 'R-3'), put('last', 'R-4'));
    await Promise.all([turns.hurry('R-2'), turns.hurry('R-2')]);
    expect(begun).toEqual(['first', 'put', 'again']);
    for (let nth = 0; nth < all.length; nth += 1) {
      await expect.poll(() => ends.length).toBeGreaterThan(nth);
      ends[nth]?.();
    }
    await Promise.all(all);
    expect(begun).toEqual(['first', 'put', 'again', 'other', 'last']);
  });

  it('fail where Temporal takes so long for others that none is left for them', async () => {
    const keeps = new Turns(1);
    const others = Promise.withResolvers<void>();
    const before = keeps.take(Date.now() + SECOND, () => others.promise);
    const { delivery } = messageHeardAt(9);
    const now = Date.now();
    const patience = { acceptedBy: now, answeredBy: now, keeps, keptBy: now + 1 };
    await expect(deliver(temporalWith([]), delivery, patience)).rejects.toMatchObject({
      type: 'CannotReachTemporal',
    });
    others.resolve();
    await before;
  });

  it('go on waiting for their turn where Temporal cannot be asked for its workers', async () => {
    const turns = new Turns(1);
    const silent = temporalWith([]);
    const describeTaskQueue = () => Promise.reject(unheard());
    Object.assign(silent.workflowService, { describeTaskQueue });
    const [first, then] = [messageHeardAt(2), messageHeardAt(1)];
    const answers = [first, then].map(({ delivery }) =>
      deliver(silent, delivery, { ...inAMinute(), turns }),
    );
    expect(await Promise.all(answers)).toMatchObject([{ outcome: 'pending' }, APPLIED]);
  });

  it('go so many at a time, in their order, and one that fails leaves its place to the next', async () => {
    const turns = new Turns(2);
    const begun: number[] = [];
    let [now, most] = [0, 0];
    const put = (nth: number) =>
      turns.take(Date.now() + 60 * SECOND, async () => {
        begun.push(nth);
        now += 1;
        most = Math.max(most, now);
        await new Promise(setImmediate);
        now -= 1;
        if (nth === 2) throw new Error('refused');
        return nth;
      });
    const answers = await Promise.allSettled([1, 2, 3, 4, 5].map(put));
    expect(answers.map(({ status }) => status === 'fulfilled')).toEqual([
      true,
      false,
      true,
      true,
      true,
    ]);
    expect(begun).toEqual([1, 2, 3, 4, 5]);
    expect(most).toBe(2);
  });
});
