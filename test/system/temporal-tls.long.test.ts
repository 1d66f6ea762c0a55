import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';

import type { Service } from '../../src/cli/services/service.ts';
import { writeCertificate } from '../support/certificate-files.ts';
import { issue } from '../support/certificates.ts';
import { runCli, type Settings, startCli } from '../support/cli.ts';
import { type LiveHouse, startLiveHouse } from '../support/live-house.ts';
import { callSecurely } from '../support/secure-call.ts';
import { openTemporalGate, type TemporalGate } from '../support/temporal-gate.ts';

const authority = issue({ name: 'Test Authority' });
const certificate = issue({ name: 'temporal.example', by: authority.signer });
const client = issue({ name: 'worker.example', by: authority.signer });
const stranger = issue({
  name: 'worker.example',
  by: issue({ name: 'Another Authority' }).signer,
});

let house: LiveHouse;
let folder: string;
let worker: Service | undefined;
let gate: TemporalGate | undefined;

beforeAll(async () => {
  house = await startLiveHouse();
  folder = mkdtempSync(join(tmpdir(), 'nightlatch-tls-'));
});
afterEach(async () => {
  await worker?.stop();
  await gate?.close();
  worker = undefined;
});
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true, force: true });
});

function fileOf(name: string, pem: string): string {
  const path = join(folder, name);
  writeFileSync(path, pem);
  return path;
}

const trusting = () => ({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: fileOf('ca.pem', authority.cert) });
const showing = ({ cert, key }: typeof client, name = 'client') => ({
  TEMPORAL_TLS_CLIENT_CERT_PATH: fileOf(`${name}.pem`, cert),
  TEMPORAL_TLS_CLIENT_KEY_PATH: fileOf(`${name}.key`, key),
});

/** Books a stay that is open at once, and cancels it, with a worker of these settings. */
async function liveAStay(reservationId: string, settings: Settings): Promise<void> {
  worker = await startCli(['worker'], settings);
  const booking = {
    reservationId,
    listingId: 'ks-pin',
    guest: { fullName: 'Ada Guest' },
    checkIn: new Date(Date.now() - 3_600_000).toISOString(),
    checkOut: new Date(Date.now() + 3_600_000).toISOString(),
  };
  const put = await runCli(['stay', 'put', '-', '--json'], settings, JSON.stringify(booking));
  expect([put.code, JSON.parse(put.stdout)]).toEqual([
    0,
    expect.objectContaining({ outcome: 'applied' }),
  ]);
  expect(await house.openDoorsFor(reservationId)).toBeGreaterThan(0);
  const cancelled = await runCli(['stay', 'cancel', reservationId, '--json'], settings);
  expect(JSON.parse(cancelled.stdout)).toMatchObject({ outcome: 'applied' });
  expect(await house.openDoorsFor(reservationId)).toBe(0);
}

const here = () => inject('temporalAddress');

describe('a Temporal that asks for a client certificate', () => {
  it('takes the worker and the command line that show one: a stay is granted and revoked', async () => {
    gate = await openTemporalGate(here(), { certificate, clientsOf: authority.cert });
    const settings = {
      ...house.settings,
      ...trusting(),
      ...showing(client),
      TEMPORAL_ADDRESS: gate.address,
    };
    await liveAStay('TLS-mutual', settings);
    expect(gate.passed()).toBeGreaterThan(10);
  });

  it('takes a gateway that shows one, and that speaks HTTPS itself', async () => {
    gate = await openTemporalGate(here(), { certificate, clientsOf: authority.cert });
    const files = writeCertificate(issue({ name: 'stays.example', by: authority.signer }));
    const gateway = await startCli(['gateway'], {
      ...house.settings,
      ...trusting(),
      ...showing(client),
      TEMPORAL_ADDRESS: gate.address,
      NIGHTLATCH_TLS_CERT_FILE: files.certPath,
      NIGHTLATCH_TLS_KEY_FILE: files.keyPath,
    });
    const [url = ''] = /https:\/\/[\w.:]+/.exec(gateway.readyLine) ?? [];
    const answer = await callSecurely(`${url}/readyz`, authority.cert);
    await gateway.stop();
    expect(answer.status).toBe(200);
    expect(gate.passed()).toBeGreaterThan(0);
  });

  it('is out of reach for whoever shows none or a strange one, or does not trust it, and says so', async () => {
    gate = await openTemporalGate(here(), { certificate, clientsOf: authority.cert });
    const { address } = gate;
    const others = [
      trusting(),
      { ...trusting(), ...showing(stranger, 'stranger') },
      showing(client),
      { TEMPORAL_TLS: 'false' },
    ];
    const asked = others.map((more) =>
      runCli(['stay', 'show', 'TLS-none'], {
        ...house.settings,
        ...more,
        TEMPORAL_ADDRESS: address,
      }),
    );
    for (const { code, stderr } of await Promise.all(asked))
      expect([code, stderr]).toEqual([4, expect.stringContaining(address)]);
    expect(gate.passed()).toBe(0);
  });
});

describe('a Temporal that asks for an API key', () => {
  it('takes the worker and the command line that bring it with each request', async () => {
    gate = await openTemporalGate(here(), { certificate, apiKey: 'test_key_1' });
    const settings = {
      ...house.settings,
      ...trusting(),
      TEMPORAL_ADDRESS: gate.address,
      TEMPORAL_API_KEY: 'test_key_1',
    };
    await liveAStay('TLS-key', settings);
    expect(gate.passed()).toBeGreaterThan(10);
  });

  it('lets nobody through who brings another, and the key is not told', async () => {
    gate = await openTemporalGate(here(), { certificate, apiKey: 'test_key_1' });
    const where = { ...house.settings, ...trusting(), TEMPORAL_ADDRESS: gate.address };
    const settings = { ...where, TEMPORAL_API_KEY: 'test_key_2' };
    const { code, stdout, stderr } = await runCli(['doctor'], settings);
    expect(code).toBe(4);
    expect(stdout).toMatch(/Temporal cannot be reached .*\n.*TEMPORAL_API_KEY/);
    expect(stdout + stderr).not.toContain('test_key_2');
    expect(gate.passed()).toBe(0);
  });
});
