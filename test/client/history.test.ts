import { Client, Connection } from '@temporalio/client';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { describe, expect, it } from 'vitest';

import { decoderOf } from '../../src/client/history-decoder.ts';
import { tellRun } from '../../src/client/history-run.ts';
import type { HistoryEntry } from '../../src/client/index.ts';
import { PayloadUnreadable } from '../../src/codec/unreadable.ts';
import { changeStaySignal } from '../../src/contract/messages.ts';
import { stayWorkflowId } from '../../src/contract/names.ts';
import { callCli } from '../support/cli.ts';
import { openHouse, type LiveHouse } from '../support/live-house.ts';
import { atSandbox, inHours, until } from '../support/reconciling.ts';

let house: LiveHouse;
openHouse((opened) => {
  house = opened;
});

const booking = (reservationId: string) => ({
  reservationId,
  listingId: 'ks-pin',
  guest: { fullName: 'Ada Guest', email: 'ada@example.com', phone: '+15555550100' },
  checkIn: inHours(-1),
  checkOut: inHours(24),
});

const ended = (id: string): Promise<unknown> =>
  house.temporal.workflow.getHandle(stayWorkflowId(id)).result();

/** What an entry says, without when. */
function inShort(entry: HistoryEntry): string {
  switch (entry.kind) {
    case 'request':
      return `${entry.by} ${entry.name}`;
    case 'verdict':
      return `${entry.name} ${entry.outcome}`;
    case 'step':
      return `${entry.name} ${entry.outcome}`;
    case 'phase':
      return entry.phase;
    case 'problem':
      return entry.type ?? 'no problem';
    case 'end':
      return entry.how;
  }
}

/** Turns every byte around, as if it were encrypted. */
const flip = (payload: Payload): Payload => ({
  ...payload,
  ...(payload.data && { data: payload.data.map((byte) => byte ^ 0xff) }),
});
const flipping: PayloadCodec = {
  encode: async (payloads) => payloads.map(flip),
  decode: async (payloads) => payloads.map(flip),
};
const keyLost: PayloadCodec = {
  encode: async (payloads) => payloads,
  decode: () => Promise.reject(new PayloadUnreadable('unknown-key', 'a key')),
};

/** Flips whatever is a payload in a history. */
function flipped<T>(value: T): T {
  if (Array.isArray(value)) return value.map(flipped) as T;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  // A 64-bit number.
  if ('low' in value) return value;
  const entries = Object.entries(value).map(([name, part]): [string, unknown] => {
    if (name === 'payloads' && Array.isArray(part)) return [name, part.map(flip)];
    return [name, name === 'summary' && part ? flip(part as Payload) : flipped<unknown>(part)];
  });
  return Object.fromEntries(entries) as T;
}

describe('the history of a stay', () => {
  it('tells requests, steps, verdicts, phases and proofs of all its runs, and nothing of the guest', async () => {
    await house.stays.put(booking('H-1'));
    const stay = house.temporal.workflow.getHandle(stayWorkflowId('H-1'));
    await stay.signal(changeStaySignal, { checkOut: 'when Ada likes' });
    await stay.signal(changeStaySignal, { checkOut: inHours(48) });
    await house.stays.cancel('H-1', { reason: 'Ada has the flu' });
    await ended('H-1');
    await house.stays.put({ ...booking('H-1'), revision: 7 });
    await house.stays.cancel('H-1');
    await ended('H-1');

    const { entries, last, timeZone } = await house.stays.history('H-1');
    const told = entries.map(inShort);
    expect(told.slice(0, 5)).toEqual([
      'start putStay',
      'update putStay',
      'planStay done',
      'addAccessUser done',
      'joinAccessGroups done',
    ]);
    for (const line of ['putStay applied', 'cancelStay applied', 'signal changeStay', 'revoking'])
      expect(told).toContain(line);
    expect(told.filter((line) => line === 'proven')).toHaveLength(2);
    expect(new Set(entries.map(({ runId }) => runId)).size).toBe(2);
    expect(entries).toContainEqual(
      expect.objectContaining({ kind: 'step', name: 'proveAbsence', found: 0 }),
    );
    expect(entries.at(-1)).toMatchObject({
      ...{ kind: 'end', how: 'proven', endedBy: 'cancellation' },
      revokedAt: last?.revokedAt,
    });
    expect(timeZone).toBe('Europe/Amsterdam');
    const { stdout } = await callCli(['stay', 'history', 'H-1'], house.settings);
    const { stdout: json } = await callCli(['stay', 'history', 'H-1', '--json'], house.settings);
    expect(stdout).toContain('times in Europe/Amsterdam');
    expect(stdout).toMatch(/\+0[12]:00 {2}verdict {2}cancelStay: applied/);
    expect(stdout).toMatch(/credential \S+: asked to go .* gone /);
    expect(stdout + json).not.toMatch(/\bada\b|guest|flu|likes|example\.com|5555/i);
  });

  it('tells why a step took several attempts, and Seam’s own id of the request', async () => {
    const fault = { route: '/acs/credentials/create', times: 1, outcome: '500' };
    await atSandbox(house, 'faults', fault);
    await house.stays.put(booking('H-2'));
    const { entries } = await house.stays.history('H-2');
    const step = entries.find((entry) => entry.kind === 'step' && entry.name === 'issueCredential');
    expect(step).toMatchObject({
      ...{ outcome: 'done', attempts: 2, summary: 'Issue the PIN' },
      failure: {
        ...{ type: 'SeamUnavailable', route: '/acs/credentials/create', status: 500 },
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      },
    });
    await house.stays.cancel('H-2');
  });

  it('tells how often a step was tried that is not over, and why the last attempt failed', async () => {
    const fault = { route: '/acs/credentials/create', times: null, outcome: '500' };
    await atSandbox(house, 'faults', fault);
    const put = house.stays.put(booking('H-5'));
    const running = async () =>
      (await house.stays.history('H-5').catch(() => undefined))?.entries.find(
        (entry) => entry.kind === 'step' && entry.outcome === 'running' && entry.attempts > 1,
      );
    await until(async () => (await running()) !== undefined, 'a second attempt');
    expect(await running()).toMatchObject({
      ...{ name: 'issueCredential', summary: 'Issue the PIN' },
      failure: { type: 'SeamUnavailable', route: '/acs/credentials/create', status: 500 },
    });
    await house.clearFaults();
    await put;
    await house.stays.cancel('H-5');
  });

  it('is read by the client’s data converter, and told as far as it goes where a key is lost', async () => {
    await house.stays.put(booking('H-3'));
    await house.stays.cancel('H-3');
    await ended('H-3');
    const handle = house.temporal.workflow.getHandle(stayWorkflowId('H-3'));
    const { events } = await handle.fetchHistory();
    const connection = Connection.lazy();
    const tellBy = async (codec: PayloadCodec) => {
      const client = new Client({ connection, dataConverter: { payloadCodecs: [codec] } });
      const decoder = decoderOf(client, stayWorkflowId('H-3'));
      const { entries } = await tellRun('run', flipped(events ?? []), decoder, Date.now());
      return { entries, isPartial: decoder.isPartial() };
    };
    const clear = (await house.stays.history('H-3')).entries;
    const { entries: read, isPartial } = await tellBy(flipping);
    expect(isPartial).toBe(false);
    expect(read.map(inShort)).toEqual(clear.map(inShort));
    expect(read[0]).toMatchObject({ says: { listingId: 'ks-pin' } });
    const { entries: lost, ...told } = await tellBy(keyLost);
    expect(told).toEqual({ isPartial: true });
    expect(lost.map(inShort)).toEqual(
      clear.map(inShort).map((line) => line.replace(/(Stay) applied$/, '$1 unreadable')),
    );
    expect(lost[0]).not.toHaveProperty('says');
    await connection.close();
  });

  it('says that there is no such stay', async () => {
    const answer = await callCli(['stay', 'history', 'H-none'], house.settings);
    expect(answer).toMatchObject({ code: 3, stdout: '' });
  });

  it('is told while no worker runs', async () => {
    await house.stopWorkers();
    const put = house.shippedStays.put(booking('H-4'));
    await until(
      async () => (await house.stays.history('H-4').catch(() => undefined)) !== undefined,
      'a history',
    );
    expect((await house.stays.history('H-4')).entries.map(inShort)).toContain('start putStay');
    await put;
    await house.startWorker();
    await house.stays.cancel('H-4');
  });
});
