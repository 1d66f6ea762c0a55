import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { keysIn } from '../../src/cli/keys/keys-in-history.ts';
import { clientConverter } from '../../src/codec/client-encryption.ts';
import { ringFileSchema } from '../../src/codec/key-ring.ts';
import {
  GUEST_STAY,
  RECONCILE_SCHEDULE,
  stayWorkflowId,
  TASK_QUEUE,
} from '../../src/contract/names.ts';
import { callCli } from '../support/cli.ts';
import { startLiveHouse, type LiveHouse } from '../support/live-house.ts';
import { until } from '../support/reconciling.ts';

const statusSchema = z.object({
  keys: z.array(
    z.object({
      ...{ id: z.string(), isInRing: z.boolean(), isAnother: z.boolean() },
      ...{ openRuns: z.int(), keptRuns: z.int() },
    }),
  ),
  clear: z.object({ openRuns: z.int(), keptRuns: z.int() }),
});

let house: LiveHouse;
let folder: string;
let path: string;
beforeAll(async () => {
  house = await startLiveHouse();
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-keys-'));
  path = join(folder, 'payload-keys.json');
});
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

const readKeys = async () => ringFileSchema.parse(JSON.parse(await readFile(path, 'utf8')));

/** Begins a stay that no worker takes, in clear or under the first key of the ring. */
async function begin(id: string, isEncrypted: boolean): Promise<void> {
  const { namespace } = house.temporal.options;
  const dataConverter = isEncrypted ? clientConverter(path, namespace) : undefined;
  const { connection } = house.temporal;
  const client = new Client({ connection, namespace, ...(dataConverter && { dataConverter }) });
  await client.workflow.start(GUEST_STAY, {
    workflowId: stayWorkflowId(id),
    taskQueue: TASK_QUEUE,
    args: [{ reservationId: id }],
  });
}

async function status(ring: string) {
  const settings = { ...house.settings, NIGHTLATCH_PAYLOAD_KEYS: ring };
  const { code, stdout } = await callCli(['keys', 'status', '--json'], settings);
  return { code, ...statusSchema.parse(JSON.parse(stdout)) };
}

describe('keys new', () => {
  it('makes a ring that its owner alone reads, and that reads clear for a year', async () => {
    const { code, stdout } = await callCli(['keys', 'new'], { NIGHTLATCH_PAYLOAD_KEYS: path });
    const { keys, acceptClear = '' } = await readKeys();
    expect(code).toBe(0);
    expect(stdout).not.toContain(keys[0]?.secret);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(Date.parse(acceptClear)).toBeGreaterThan(Date.now() + 300 * 86_400_000);
  });

  it('puts the next key in front, a standby behind, and with --if-none none', async () => {
    const [first] = (await readKeys()).keys;
    const call = (...words: string[]) => callCli(['keys', 'new', '--file', path, ...words]);
    await call();
    const [next] = (await readKeys()).keys;
    await call('--standby');
    await call('--if-none');
    const { keys } = await readKeys();
    expect(keys).toEqual([next, first, expect.anything()]);
  });

  it('leaves a ring alone that it cannot read, and says so', async () => {
    const broken = join(folder, 'broken.json');
    await writeFile(broken, '{"keys":');
    const { code, stderr } = await callCli(['keys', 'new', '--file', broken]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('is not JSON')]);
    expect(await readFile(broken, 'utf8')).toBe('{"keys":');
  });

  it('makes nothing for a day that no calendar has, which would leave a ring that nobody can use', async () => {
    const file = join(folder, 'no-such-day.json');
    const words = ['keys', 'new', '--file', file, '--accept-clear', '2027-02-31'];
    expect(await callCli(words)).toMatchObject({ code: 2 });
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  it('wants to know where', async () => {
    const { code, stderr } = await callCli(['keys', 'new']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('NIGHTLATCH_PAYLOAD_KEYS')]);
  });
});

describe('keys status', () => {
  it('tells which keys stays need, which none, what is in clear, and fails where a key is lost', async () => {
    await begin('K-clear', false);
    await begin('K-first', true);
    const [encrypting = { id: '' }] = (await readKeys()).keys;
    await until(async () => (await status(path)).clear.openRuns === 1, 'a run that is listed');
    await until(
      async () => (await status(path)).keys[0]?.openRuns === 1,
      'another run that is listed',
    );
    const seen = await status(path);
    expect(seen.code).toBe(0);
    expect(seen.keys.some(({ isAnother }) => isAnother)).toBe(false);
    expect(seen.keys.map(({ id, openRuns }) => [id, openRuns])).toEqual([
      [encrypting.id, 1],
      [expect.any(String), 0],
      [expect.any(String), 0],
    ]);
    const other = join(folder, 'other.json');
    await callCli(['keys', 'new', '--file', other]);
    const [key = { id: '', secret: '' }] = ringFileSchema.parse(
      JSON.parse(await readFile(other, 'utf8')),
    ).keys;
    await writeFile(other, JSON.stringify({ keys: [{ ...key, id: 'other' }] }));
    const lost = await status(other);
    expect(lost.code).toBe(1);
    expect(lost.keys).toContainEqual({
      id: encrypting.id,
      ...{ isInRing: false, isAnother: false },
      ...{ openRuns: 1, keptRuns: 0 },
    });
    await writeFile(other, JSON.stringify({ keys: [{ ...key, id: encrypting.id }] }));
    const another = await status(other);
    expect(another.code).toBe(1);
    expect(another.keys).toMatchObject([{ id: encrypting.id, isInRing: true, isAnother: true }]);
  });
});

describe('setup', () => {
  it('puts what the schedule starts under the first key, so that an older one can be dropped', async () => {
    const ring = join(folder, 'scheduled.json');
    const settings = { ...house.settings, NIGHTLATCH_PAYLOAD_KEYS: ring };
    const scheduled = async () => {
      const { namespace } = house.temporal.options;
      const { schedule } = await house.temporal.workflowService.describeSchedule({
        namespace,
        scheduleId: RECONCILE_SCHEDULE,
      });
      return [...keysIn(schedule?.action).keys()];
    };
    for (const _key of ['the first', 'the next']) {
      await callCli(['keys', 'new'], settings);
      expect(await callCli(['setup'], settings)).toMatchObject({ code: 0 });
      const { keys } = ringFileSchema.parse(JSON.parse(await readFile(ring, 'utf8')));
      expect(await scheduled()).toEqual([keys[0]?.id]);
    }
  });
});
