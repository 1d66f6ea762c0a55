import { randomUUID } from 'node:crypto';

import { Client, Connection } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';

import {
  isStayError,
  type Phase,
  StayClient,
  type StayError,
  type StayFilter,
} from '../../src/client/index.ts';
import { stayWorkflowId } from '../../src/contract/names.ts';
import { stayListing, stayPhase } from '../../src/contract/search-attributes.ts';
import { roadTo } from '../support/road.ts';

let connection: Connection;
let temporal: Client;
let stays: StayClient;
const opened: string[] = [];

beforeAll(async () => {
  connection = await Connection.connect({ address: inject('temporalAddress') });
  temporal = new Client({ connection });
  stays = new StayClient(temporal);
});

afterAll(async () => {
  // Whatever stays open would be lived by the next worker on this server.
  for (const id of opened) {
    await temporal.workflow.getHandle(stayWorkflowId(id)).terminate('end of test');
  }
  await connection.close();
});

const reservation = () => ({
  reservationId: `no-worker-${randomUUID().slice(0, 8)}`,
  listingId: 'loft',
  guest: { fullName: 'Ada Guest' },
  checkIn: '2031-05-01',
  checkOut: '2031-05-04',
});

async function historyOf(id: string): Promise<readonly string[]> {
  const { events } = await temporal.workflow.getHandle(stayWorkflowId(id)).fetchHistory();
  return (events ?? []).flatMap((event) => {
    const signal = event.workflowExecutionSignaledEventAttributes;
    if (signal)
      return [
        `${signal.signalName} ${Buffer.from(signal.input?.payloads?.[0]?.data ?? []).toString()}`,
      ];
    return [];
  });
}

async function errorOf(call: Promise<unknown>): Promise<StayError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isStayError(error)) throw new Error('it was not refused', { cause: error });
  return error;
}

// Side by side, since each waits until the client's patience with a worker is over.
describe.concurrent('while no worker runs', () => {
  it('a put is kept by Temporal as a signal, and its verdict is pending', async () => {
    const wanted = { ...reservation(), commandId: 'book-1' };
    opened.push(wanted.reservationId);
    const before = Date.now();
    const verdict = await stays.put(wanted);
    expect(verdict).toEqual({
      outcome: 'pending',
      reason: 'No worker took it within 5 s. Temporal keeps it until one does.',
    });
    expect(Date.now() - before).toBeGreaterThanOrEqual(5_000);
    // Not for as long as one that a worker has taken.
    expect(Date.now() - before).toBeLessThan(60_000);
    const [signal] = await historyOf(wanted.reservationId);
    expect(signal).toBe(`putStay ${JSON.stringify(wanted)}`);
  });

  it('a change of mind is kept too, under a command id of its own where it has none', async () => {
    const { reservationId } = reservation();
    opened.push(reservationId);
    await temporal.workflow.start('guestStay', {
      workflowId: stayWorkflowId(reservationId),
      taskQueue: 'nightlatch',
      args: [{}],
    });
    const [changed, cancelled] = await Promise.all([
      stays.change(reservationId, { checkOut: '2031-05-05' }),
      stays.cancel(reservationId, { reason: 'x'.repeat(501), revision: 3, commandId: 'not one' }),
    ]);
    expect([changed.outcome, cancelled.outcome]).toEqual(['pending', 'pending']);
    const signals = (await historyOf(reservationId)).toSorted();
    expect(signals[0]).toMatch(
      /^cancelStay \{"reason":"x{500}","revision":3,"commandId":"[\da-f-]{36}"\}$/,
    );
    expect(signals[1]).toMatch(
      /^changeStay \{"checkOut":"2031-05-05","commandId":"[\da-f-]{36}"\}$/,
    );
  });

  it('a hold, a release and a reissue are kept like any other word', async () => {
    const { reservationId } = reservation();
    opened.push(reservationId);
    await temporal.workflow.start('guestStay', {
      workflowId: stayWorkflowId(reservationId),
      taskQueue: 'nightlatch',
      args: [{}],
    });
    const answers = await Promise.all([
      stays.hold(reservationId, { reason: 'unpaid', commandId: 'hold-1' }),
      stays.reissue(reservationId, { commandId: 'new-1' }),
      stays.release(reservationId, { commandId: 'release-1' }),
    ]);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['pending', 'pending', 'pending']);
    expect((await historyOf(reservationId)).toSorted()).toEqual([
      'holdStay {"reason":"unpaid","commandId":"hold-1"}',
      'reissueStay {"commandId":"new-1"}',
      'releaseStay {"commandId":"release-1"}',
    ]);
  });

  // Failure rows: 38
  it('a cancellation with a revision is kept though there is no stay: the put that is late finds it', async () => {
    const wanted = { ...reservation(), revision: 3, commandId: 'book-1' };
    const { reservationId } = wanted;
    opened.push(reservationId);
    const cancellation = { reason: 'no show', revision: 4, commandId: 'cancel-1' };
    expect(await stays.cancel(reservationId, cancellation)).toMatchObject({ outcome: 'pending' });
    const [shown] = await Promise.all([stays.show(reservationId), stays.put(wanted)]);
    expect(shown).toMatchObject({ phase: 'revoking' });

    const handle = temporal.workflow.getHandle(stayWorkflowId(reservationId));
    const { events } = await handle.fetchHistory();
    const [started] = events ?? [];
    const argument = started?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
    // The reason is for people, and a start argument is kept for ever.
    expect(JSON.parse(Buffer.from(argument ?? []).toString())).toEqual({
      reservationId,
      cancelled: true,
      revision: 4,
      commandId: 'cancel-1',
    });
    expect(await historyOf(reservationId)).toEqual([
      'cancelStay {"reason":"no show","revision":4,"commandId":"cancel-1"}',
      `putStay ${JSON.stringify(wanted)}`,
    ]);
  });

  it('a stay is shown and listed by its search attributes', async (context) => {
    const wanted = { ...reservation(), listingId: `loft-${randomUUID().slice(0, 8)}` };
    const { reservationId } = wanted;
    opened.push(reservationId);
    await stays.put(wanted);
    expect(await stays.show(reservationId)).toEqual({
      reservationId,
      listingId: wanted.listingId,
      phase: 'planning',
      revision: 0,
      ledger: [],
      notes: ['No worker answers: this is what the stay last said. Start a worker to learn more.'],
    });
    await context.expect
      .poll(async () => (await stays.list({ listing: wanted.listingId, phase: 'planning' })).stays)
      .toEqual([{ reservationId, listingId: wanted.listingId, phase: 'planning' }]);
    expect((await stays.list({ listing: wanted.listingId, problem: 'any' })).stays).toEqual([]);
  });
});

describe('a list of stays', () => {
  it('comes in pages', async () => {
    const listingId = `inn-${randomUUID().slice(0, 8)}`;
    const ids = Array.from({ length: 3 }, () => reservation().reservationId);
    opened.push(...ids);
    for (const id of ids) {
      await temporal.workflow.start('guestStay', {
        workflowId: stayWorkflowId(id),
        taskQueue: 'nightlatch',
        args: [{}],
        typedSearchAttributes: new TypedSearchAttributes([{ key: stayListing, value: listingId }]),
      });
    }
    await expect.poll(async () => (await stays.list({ listing: listingId })).stays.length).toBe(3);
    const first = await stays.list({ listing: listingId, limit: 2 });
    expect(first.stays).toHaveLength(2);
    const second = await stays.list({ listing: listingId, limit: 2, cursor: first.cursor ?? '' });
    expect([...first.stays, ...second.stays].map((stay) => stay.reservationId).toSorted()).toEqual(
      ids.toSorted(),
    );
  });

  it('has a stay once, as its newest run is, though its runs lie on different pages', async () => {
    const listingId = `inn-${randomUUID().slice(0, 8)}`;
    const run = async (id: string, phase: string): Promise<void> => {
      await temporal.workflow.start('guestStay', {
        workflowId: stayWorkflowId(id),
        taskQueue: 'nightlatch',
        args: [{}],
        typedSearchAttributes: new TypedSearchAttributes([
          { key: stayListing, value: listingId },
          { key: stayPhase, value: phase },
        ]),
      });
    };
    const stopped = async (id: string, phase: string): Promise<void> => {
      await run(id, phase);
      await temporal.workflow.getHandle(stayWorkflowId(id)).terminate('in this story');
    };
    const [again, over, onlyOnce] = Array.from({ length: 3 }, () => reservation().reservationId);
    if (!again || !over || !onlyOnce) throw new Error('there are three');
    opened.push(again);
    // Put three times, and lived by its third run; put twice, and over; put once, and over.
    for (const phase of ['open', 'revoking']) await stopped(again, phase);
    await run(again, 'waiting');
    for (const phase of ['open', 'revoked']) await stopped(over, phase);
    await stopped(onlyOnce, 'open');
    const runs = `StayListing = "${listingId}"`;
    await expect.poll(async () => (await temporal.workflow.count(runs)).count).toBe(6);

    const wanted = [`${again} waiting`, `${onlyOnce} open`, `${over} revoked`].toSorted();
    for (const limit of [1, 2, 3, 100]) {
      expect(await paged({ listing: listingId, limit })).toEqual(wanted);
    }
    const phased = (phase: Phase) => paged({ listing: listingId, phase, limit: 1 });
    expect(await phased('open')).toEqual([`${onlyOnce} open`]);
    expect(await phased('waiting')).toEqual([`${again} waiting`]);
    expect(await phased('revoked')).toEqual([`${over} revoked`]);
    expect(await phased('revoking')).toEqual([]);
  });

  /** "<id> <phase>" of every stay, page by page. No page but the last may be empty. */
  async function paged(filter: StayFilter): Promise<readonly string[]> {
    const found: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await stays.list({ ...filter, ...(cursor && { cursor }) });
      found.push(...page.stays.map((stay) => `${stay.reservationId} ${stay.phase}`));
      cursor = page.cursor;
      if (cursor === undefined) return found.toSorted();
      expect(page.stays).not.toEqual([]);
    }
  }

  it('has only those that run, if it is asked for them', async () => {
    const listingId = `inn-${randomUUID().slice(0, 8)}`;
    const [lived, over] = Array.from({ length: 2 }, () => reservation().reservationId);
    if (!lived || !over) throw new Error('there are two');
    opened.push(lived);
    for (const id of [lived, over]) {
      await temporal.workflow.start('guestStay', {
        workflowId: stayWorkflowId(id),
        taskQueue: 'nightlatch',
        args: [{}],
        typedSearchAttributes: new TypedSearchAttributes([
          { key: stayListing, value: listingId },
          { key: stayPhase, value: 'held' },
        ]),
      });
    }
    await temporal.workflow.getHandle(stayWorkflowId(over)).terminate('in this story');
    await expect
      .poll(() => paged({ listing: listingId, phase: 'held', isRunning: true }))
      .toEqual([`${lived} held`]);
    await expect.poll(() => paged({ listing: listingId })).toHaveLength(2);
  });

  // Failure rows: 69
  it('refuses a filter that it could misread', async () => {
    const error = await errorOf(
      stays.list({ listing: 'a" OR WorkflowType != "', cursor: 'page 2', limit: 0 }),
    );
    expect(error.type).toBe('MalformedInput');
    expect(error.message).toMatch(
      /^The filter is malformed: listing: .*; cursor: must be the cursor.*; limit: must be a whole number/,
    );
  });
});

describe('what was never a stay', () => {
  it('has no status, takes no change and has no PIN', async () => {
    const { reservationId } = reservation();
    const calls = [
      () => stays.show(reservationId),
      () => stays.change(reservationId, { checkOut: '2031-05-05' }),
      () => stays.retry(reservationId),
      () => stays.check(reservationId),
      () => stays.reissue(reservationId),
      () => stays.hold(reservationId),
      () => stays.release(reservationId),
    ];
    for (const call of calls) {
      expect(await errorOf(call())).toMatchObject({
        type: 'NoSuchStay',
        message: `There is no stay for reservation ${reservationId}.`,
      });
    }
  });

  it('cannot be cancelled without a revision, and whoever tries is told what a later put does', async () => {
    const { reservationId } = reservation();
    for (const cancellation of [{}, { revision: 'new' as unknown as number }]) {
      const error = await errorOf(stays.cancel(reservationId, cancellation));
      expect(error).toMatchObject({
        type: 'NoSuchStay',
        message: `There is no stay for reservation ${reservationId}: a put that comes later will open it.`,
      });
      expect(error.next).toContain('with a revision is remembered');
    }
    expect((await errorOf(stays.show(reservationId))).type).toBe('NoSuchStay');
  });

  it('is not made by malformed input, whose values are not repeated', async () => {
    const wanted = reservation();
    const { reservationId } = wanted;
    const error = await errorOf(
      stays.put({ ...wanted, checkIn: 'when Ada comes', commandId: 'for Ada' }),
    );
    expect(error.type).toBe('MalformedInput');
    expect(error.message).toMatch(/checkIn: must be an instant .*; commandId: must be 1 to 200/);
    expect(error.message).not.toContain('Ada');
    expect((await errorOf(stays.change(reservationId, {}))).message).toContain(
      'must change at least one of',
    );
    expect((await errorOf(stays.show('room 12'))).type).toBe('MalformedInput');
    expect((await errorOf(stays.show(reservationId))).type).toBe('NoSuchStay');
  });
});

describe('a stay whose run was stopped from outside', () => {
  it('says who revokes its access, and asks nobody to do that by hand', async () => {
    const { reservationId } = reservation();
    const handle = await temporal.workflow.start('guestStay', {
      workflowId: stayWorkflowId(reservationId),
      taskQueue: 'nightlatch',
      args: [{}],
    });
    await handle.terminate('by mistake');
    const { type, next } = await errorOf(stays.show(reservationId));
    expect(type).toBe('StayTerminated');
    expect(next).toMatch(/reconciler revokes .* "nightlatch reconcile --repair" does so now/);
    expect(next).not.toMatch(/Seam|remove|by hand/);
    expect(await stays.change(reservationId, { checkOut: '2031-05-05' })).toEqual({
      outcome: 'too-late',
      reason: 'The stay has ended.',
    });
  });
});

describe('a Temporal that is not there, or not ours', () => {
  it('is said to be away, at its address', async () => {
    const error = await errorOf(StayClient.connect({ connection: { address: '127.0.0.1:9' } }));
    expect(error.type).toBe('CannotReachTemporal');
    expect(error.message).toBe('Temporal cannot be reached at 127.0.0.1:9.');
    expect(error.next).toContain('TEMPORAL_ADDRESS');
  });

  it('is not looked for where the settings cannot be used', async () => {
    vi.stubEnv('TEMPORAL_PROFILE', 'no-such-profile');
    const error = await errorOf(StayClient.connect()).finally(() => vi.unstubAllEnvs());
    expect(error.type).toBe('TemporalMisconfigured');
    expect(`${error.message} ${error.next}`).toMatch(/^TEMPORAL_PROFILE names .*\. Set it, /);
  });

  it('is found by a later call of the same client, if it was only away for the first', async () => {
    let where = { address: '127.0.0.1:9', connectTimeout: 200 };
    const patient = new StayClient(async () => {
      const road = await Connection.connect(where);
      return new Client({ connection: road });
    });
    await expect(patient.list()).rejects.toBeInstanceOf(Error);
    where = { address: inject('temporalAddress'), connectTimeout: 30_000 };
    expect(await errorOf(patient.show(reservation().reservationId))).toMatchObject({
      type: 'NoSuchStay',
    });
    await patient.close();
  });

  it('is said to be away when it goes away', async () => {
    const road = await roadTo(inject('temporalAddress'));
    const leaving = await StayClient.connect({ connection: { address: road.address } });
    await road.close();
    const [put, show] = await Promise.all([
      errorOf(leaving.put(reservation())),
      errorOf(leaving.show('anything')),
    ]);
    await leaving.close();
    expect([put.type, show.type]).toEqual(['CannotReachTemporal', 'CannotReachTemporal']);
  });

  it('is asked for a namespace that it has', async () => {
    const strange = await StayClient.connect({
      connection: { address: inject('temporalAddress') },
      namespace: 'no-such-namespace',
    });
    const error = await errorOf(strange.show('anything'));
    await strange.close();
    expect(error).toMatchObject({
      type: 'TemporalMisconfigured',
      message: 'Temporal has no namespace no-such-namespace.',
    });
  });
});
