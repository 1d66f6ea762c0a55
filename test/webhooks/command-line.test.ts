import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventBodySchema } from '../../src/contract/announcement.ts';
import { callCli } from '../support/cli.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';

const SECRET = `whsec_${Buffer.from('a'.repeat(32)).toString('base64')}`;

let folder: string;
let receiver: Receiver;
let status = 204;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-webhooks-'));
  receiver = await startReceiver((response) => response.writeHead(status).end());
  await writeFile(join(folder, 'pms.secret'), SECRET);
});

afterEach(async () => {
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
});

async function test(name: string, allowPrivate = true, ...words: readonly string[]) {
  const path = join(folder, 'webhooks.json');
  const facts = { secretFiles: ['pms.secret'], events: ['stay.granted'], allowPrivate };
  const url = allowPrivate ? receiver.url : receiver.url.replace('http:', 'https:');
  await writeFile(path, JSON.stringify({ endpoints: [{ name: 'pms', url, ...facts }] }));
  return callCli(['webhooks', 'test', name, ...words], { NIGHTLATCH_WEBHOOKS: path });
}

describe('nightlatch webhooks test', () => {
  it('sends an event that the receiver can verify, and says that it was taken', async () => {
    status = 204;
    const { code, stdout } = await test('pms');
    expect(stdout).toBe('pms took the event: it answered 204.');
    expect(code).toBe(0);
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
    const event = new Webhook(SECRET).verify(body, headers as Record<string, string>);
    expect(eventBodySchema.parse(event)).toMatchObject({
      type: 'nightlatch.test',
      data: { endpoint: 'pms' },
    });
  });

  it('says why the receiver did not take it', async () => {
    status = 500;
    const { code, stdout } = await test('pms', true, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'failed', why: 'the answer 500' });
    const refused = await test('pms', false);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain('its address is private');
  });

  it('names the endpoints that there are', async () => {
    const { code, stderr } = await test('crm');
    expect(code).toBe(2);
    expect(stderr).toBe('The webhooks file has no such endpoint. It has: pms.');
  });

  it('says which variable names the file', async () => {
    const { code, stderr } = await callCli(['webhooks', 'test', 'pms']);
    expect(code).toBe(2);
    expect(stderr).toContain('NIGHTLATCH_WEBHOOKS is not set');
  });
});
