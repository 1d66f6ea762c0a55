import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, inject, it } from 'vitest';

import type { Service } from '../../src/cli/services/service.ts';
import { StayClient } from '../../src/client/index.ts';
import { closeWorkflowId, stayWorkflowId } from '../../src/contract/names.ts';
import { newRing } from '../codec/rings.ts';
import { callCli, startCli } from '../support/cli.ts';
import { startLiveHouse, type LiveHouse } from '../support/live-house.ts';
import { inHours, pass, until, untilOverdue } from '../support/reconciling.ts';

const [A, B] = newRing(['amber-2026', 'beech-2026']).keys;

let house: LiveHouse;
let folder: string;
let ring: string;
let worker: Service | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-lost-key-'));
  ring = join(folder, 'ring.json');
  await writeRing(A);
  house = await startLiveHouse({ NIGHTLATCH_PAYLOAD_KEYS: ring });
});
afterAll(async () => {
  await worker?.stop();
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

const writeRing = (...keys: readonly (typeof A)[]): Promise<void> =>
  writeFile(ring, JSON.stringify({ keys }));

/** Replaces the worker by one that has read nothing yet. */
async function work(): Promise<void> {
  await worker?.stop();
  worker = await startCli(['worker'], house.settings);
}

const statusOf = async (workflowId: string): Promise<string> =>
  (await house.temporal.workflow.getHandle(workflowId).describe()).status.name;

// Failure rows: 58
it('shuts the door of a stay whose key is lost, and the stay finds its access gone when the key is there again', async () => {
  await work();
  const stays = StayClient.onDemand({
    connection: { address: inject('temporalAddress') },
    namespace: house.temporal.options.namespace,
    payloadKeys: ring,
  });
  // At this access system nothing but a revocation shuts a door.
  const guest = { fullName: 'Ada Guest', email: 'ada@example.com', phone: '+15555550100' };
  const due = inHours(1 / 120);
  const booking = { reservationId: 'L-1', listingId: 'space', guest, checkIn: inHours(-1) };
  expect(await stays.put({ ...booking, checkOut: due })).toMatchObject({ outcome: 'applied' });
  await writeRing(B);
  await work();

  await untilOverdue(due);
  expect(await house.openDoorsFor('L-1')).toBeGreaterThan(0);
  expect(await pass(house, '--repair')).toMatchObject({ orphans: ['L-1'], reported: ['L-1'] });
  await until(async () => (await house.openDoorsFor('L-1')) === 0, 'a shut door');
  expect(await statusOf(stayWorkflowId('L-1'))).toBe('RUNNING');
  await until(async () => (await statusOf(closeWorkflowId('L-1'))) === 'COMPLETED', 'two proofs');

  await writeRing(B, A);
  await until(async () => (await statusOf(stayWorkflowId('L-1'))) === 'COMPLETED', 'its own end');
  expect(await stays.show('L-1')).toMatchObject({ phase: 'revoked', endedBy: 'check-out' });
  const { stdout } = await callCli(['erase', 'L-1', '--json'], house.settings);
  expect(JSON.parse(stdout)).toMatchObject({ runs: 2 });
  await stays.close();
}, 180_000);
