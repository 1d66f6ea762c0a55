import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { callCli } from '../support/cli.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-doctor-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the doctor says of that, where Temporal cannot be asked. */
async function doctorSays(name: string, settings: Readonly<Record<string, string>>) {
  const away = { TEMPORAL_PROFILE: 'no-such-profile' };
  const { stdout } = await callCli(['doctor', '--json'], { ...settings, ...away });
  const { checks } = JSON.parse(stdout) as { checks: readonly { name: string }[] };
  return checks.find((check) => check.name === name);
}

it.each([
  ['settings', 'NIGHTLATCH_LOG_LEVEL', 'loud'],
  ['payload keys', 'NIGHTLATCH_PAYLOAD_KEYS', '/nowhere/keys.json'],
  ['Seam webhook', 'SEAM_WEBHOOK_SECRET', 'hunter2'],
  ['Seam webhook', 'SEAM_WEBHOOK_SECRET_FILE', '/nowhere/secret'],
])('the doctor finds, under %s, what keeps a process with %s=%s from its start', async (...set) => {
  const [name, variable, value] = set;
  const said = await doctorSays(name, { [variable]: value });
  expect(said).toMatchObject({ ok: false });
  expect(JSON.stringify(said)).toContain(variable);
  expect(JSON.stringify(said)).not.toContain('hunter2');
});

it('the doctor says which key encrypts, or that none does, and whether events of Seam’s are taken', async () => {
  const path = join(folder, 'keys.json');
  const keys = [{ id: '2026-12', secret: Buffer.alloc(32, 1).toString('base64') }];
  await writeFile(path, JSON.stringify({ keys }));
  expect(await doctorSays('payload keys', { NIGHTLATCH_PAYLOAD_KEYS: path })).toMatchObject({
    ok: true,
    message: expect.stringContaining('2026-12 encrypts') as string,
  });
  expect(await doctorSays('payload keys', {})).toMatchObject({
    ok: true,
    message: expect.stringContaining('in clear') as string,
  });
  expect(await doctorSays('Seam webhook', {})).toMatchObject({ ok: true });
});
