import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import proto from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';

import type { Service } from '../../src/cli/services/service.ts';
import { StayClient } from '../../src/client/index.ts';
import { clientConverter } from '../../src/codec/client-encryption.ts';
import type { RingFile } from '../../src/codec/key-ring.ts';
import { cancelStaySignal, changeStaySignal } from '../../src/contract/messages.ts';
import { stayWorkflowId } from '../../src/contract/names.ts';
import type { Status } from '../../src/contract/status.ts';
import { newRing } from '../codec/rings.ts';
import { canariesIn } from '../support/canaries.ts';
import { startCli } from '../support/cli.ts';
import { startLiveHouse, type LiveHouse } from '../support/live-house.ts';
import { until } from '../support/reconciling.ts';
const GUEST = { fullName: 'Ada Canary-Guest', email: 'canary@example.com', phone: '+15555550177' };
const [A, B] = newRing(['amber-2026', 'beech-2026']).keys;
const LATER = '2999-01-01';

let house: LiveHouse;
let folder: string;
let ringPath: string;
let worker: Service | undefined;

beforeAll(async () => {
  house = await startLiveHouse();
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-encryption-'));
  ringPath = join(folder, 'ring.json');
});
afterEach(async () => {
  await worker?.stop();
  worker = undefined;
});
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

const inSeconds = (seconds: number): string =>
  new Date(Math.round(Date.now() / 1000 + seconds) * 1000).toISOString();

async function writeRing(keys: readonly (typeof A)[], acceptClear?: string): Promise<void> {
  const ring = { keys, ...(acceptClear !== undefined && { acceptClear }) };
  await writeFile(ringPath, JSON.stringify(ring));
}

/** Replaces the worker by one with the ring, or without. */
async function work(ring?: string): Promise<void> {
  await worker?.stop();
  const settings = ring === undefined ? {} : { NIGHTLATCH_PAYLOAD_KEYS: ring };
  worker = await startCli(['worker'], { ...house.settings, ...settings });
}

/** A booking backend that has the ring, or none. */
function backend(payloadKeys?: string): StayClient {
  return StayClient.onDemand({
    connection: { address: inject('temporalAddress') },
    namespace: house.temporal.options.namespace,
    ...(payloadKeys !== undefined && { payloadKeys }),
  });
}

const booking = (reservationId: string, seconds: number) => ({
  reservationId,
  listingId: 'ks-pin',
  guest: GUEST,
  checkIn: inSeconds(-3_600),
  checkOut: inSeconds(seconds),
});

const stayOf = (id: string) =>
  house.temporal.workflow.getHandle<() => Promise<Status>>(stayWorkflowId(id));

/** Everything that Temporal keeps of a stay's run, as bytes. */
async function keptOf(id: string): Promise<Uint8Array> {
  const { raw } = await stayOf(id).describe();
  const history = await stayOf(id).fetchHistory();
  const { History } = proto.temporal.api.history.v1;
  return Buffer.concat([
    History.encode(history).finish(),
    Buffer.from(JSON.stringify(raw)),
    Buffer.from(historyToJSON(history)),
  ]);
}

async function isClosed(id: string): Promise<boolean> {
  const { status } = await stayOf(id).describe();
  return status.name === 'COMPLETED';
}

/** Has today's code run the history again, with these keys. */
async function replay(id: string, ring: RingFile): Promise<void> {
  const path = join(folder, `replay-${id}.json`);
  await writeFile(path, JSON.stringify(ring));
  const { namespace } = house.temporal.options;
  const codePath = join(inject('program'), '../../../workflow-bundle-encrypting.js');
  const dataConverter = clientConverter(path, namespace);
  const history: unknown = JSON.parse(historyToJSON(await stayOf(id).fetchHistory()));
  await Worker.runReplayHistory(
    { workflowBundle: { codePath }, ...(dataConverter && { dataConverter }) },
    history,
    stayWorkflowId(id),
  );
}

describe('a stay that was begun in clear', () => {
  // Failure rows: 57
  it('goes on under key A, is rotated to B without a restart, shuts its door on time, and replays', async () => {
    await work();
    const put = booking('C-begun', 3_600);
    expect(await backend().put(put)).toMatchObject({ outcome: 'applied' });
    await writeRing([A], LATER);
    await work(ringPath);
    const stays = backend(ringPath);
    const checkOut = inSeconds(3_500);
    expect(await stays.change('C-begun', { checkOut })).toMatchObject({ outcome: 'applied' });
    expect(canariesIn(await keptOf('C-begun'), ['amber-2026'])).not.toEqual([]);
    expect(canariesIn(await keptOf('C-begun'), ['beech-2026'])).toEqual([]);

    await writeRing([B, A], LATER);
    const due = inSeconds(15);
    await stays.change('C-begun', { checkOut: due });
    expect(await house.openDoorsFor('C-begun')).toBeGreaterThan(0);
    await until(() => isClosed('C-begun'), 'the end of the stay');
    expect(await house.openDoorsFor('C-begun')).toBe(0);
    expect(canariesIn(await keptOf('C-begun'), ['beech-2026'])).not.toEqual([]);
    const ended = await stays.show('C-begun');
    expect(ended).toMatchObject({ phase: 'revoked', endedBy: 'check-out' });
    expect(Date.parse(ended.absentSince ?? '') - Date.parse(due)).toBeLessThan(10_000);
    await replay('C-begun', { keys: [B, A] as RingFile['keys'], acceptClear: LATER });
    await stays.close();
  });
});

describe('a stay under a key', () => {
  // Failure rows: 64
  it('leaves no name, no address, no number and no PIN at Temporal', async () => {
    await writeRing([A]);
    await work(ringPath);
    const stays = backend(ringPath);
    await stays.put(booking('C-kept', 3_600));
    const { credentials } = await house.objects();
    // In quotes, as it would stand in a payload: its digits alone stand in many a moment.
    const codes = credentials.flatMap(({ code }) => (code === null ? [] : [`"${code}"`]));
    expect(codes.length).toBeGreaterThan(0);
    await stays.cancel('C-kept', { reason: 'canary reason' });
    await until(() => isClosed('C-kept'), 'the end of the stay');
    const words = [...Object.values(GUEST), 'Canary', 'canary reason', ...codes];
    expect(canariesIn(await keptOf('C-kept'), words)).toEqual([]);
    expect(await stays.show('C-kept')).toMatchObject({ endedBy: 'cancellation' });
    await expect(backend().show('C-kept')).rejects.toMatchObject({ type: 'PayloadUnreadable' });
    expect((await stays.history('C-kept')).isPartial).toBeUndefined();
    expect((await backend().history('C-kept')).isPartial).toBe(true);
    await stays.close();
  });

  it('takes a message of somebody else’s key for none, but for a cancellation; and replays when that key is there', async () => {
    await writeRing([A]);
    await work(ringPath);
    const stays = backend(ringPath);
    await stays.put(booking('C-foreign', 3_600));
    const foreignPath = join(folder, 'foreign.json');
    await writeFile(foreignPath, JSON.stringify({ keys: [B] }));
    const foreign = backend(foreignPath);
    await expect(foreign.change('C-foreign', { checkOut: inSeconds(7_200) })).rejects.toMatchObject(
      { type: 'PayloadUnreadable' },
    );
    const raw = rawStay(foreignPath, 'C-foreign');
    await raw.signal(changeStaySignal, { checkOut: inSeconds(7_200) });
    await until(async () => {
      const { lastSignal } = await stays.show('C-foreign');
      return lastSignal?.verdict.outcome === 'refused';
    }, 'the refusal of the signal');
    expect(await house.openDoorsFor('C-foreign')).toBeGreaterThan(0);
    await raw.signal(cancelStaySignal, { reason: 'unread' });
    await until(() => isClosed('C-foreign'), 'the end of the stay');
    expect(await house.openDoorsFor('C-foreign')).toBe(0);
    await replay('C-foreign', { keys: [A, B] as RingFile['keys'] });
    await Promise.all([stays.close(), foreign.close()]);
  });

  // Failure rows: 58
  it('waits, while its worker lacks the key, and shuts its door when the key is there again', async () => {
    await writeRing([A]);
    await work(ringPath);
    const stays = backend(ringPath);
    await stays.put(booking('C-lost', 12));
    await worker?.stop();
    const lost = join(folder, 'lost.json');
    await writeFile(lost, JSON.stringify({ keys: [B] }));
    await work(lost);
    await until(async () => hasFailedTask('C-lost'), 'a failed workflow task');
    expect(await isClosed('C-lost')).toBe(false);
    await writeFile(lost, JSON.stringify({ keys: [A, B] }));
    await until(() => isClosed('C-lost'), 'the end of the stay');
    expect(await house.openDoorsFor('C-lost')).toBe(0);
    await stays.close();
  });
});

/** Temporal's own client of a stay, with that ring. */
function rawStay(ring: string, id: string) {
  const { namespace } = house.temporal.options;
  const dataConverter = clientConverter(ring, namespace);
  const { connection } = house.temporal;
  const client = new Client({ connection, namespace, ...(dataConverter && { dataConverter }) });
  return client.workflow.getHandle(stayWorkflowId(id));
}

async function hasFailedTask(id: string): Promise<boolean> {
  const { events } = await stayOf(id).fetchHistory();
  return events?.some((event) => event.workflowTaskFailedEventAttributes) ?? false;
}
