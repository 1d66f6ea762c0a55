import { randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { WAKING_EVENTS } from '../../src/gateway/seam-hint.ts';
import { connectSeamWebhooks } from '../../src/seam/seam-http.ts';
import { bookingOf, listingsOf } from '../support/by-hand.ts';
import { callCli } from '../support/cli.ts';
import { type LiveHouse, openHouse } from '../support/live-house.ts';
import { startOverHttp } from '../support/over-http.ts';

let house: LiveHouse;
openHouse((started) => (house = started));

const MENDED_WITHIN_MS = 5_000;

it('a guest whose access is deleted at the console has it again within 5 seconds', async () => {
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  const http = await startOverHttp({ ...house.settings, SEAM_WEBHOOK_SECRET: secret });
  try {
    await house.sandbox('webhooks', { url: `${http.url}/webhooks/seam`, secret });
    for (const id of ['hook-1', 'hook-2']) await house.stays.put(bookingOf(id));
    const known = async (): Promise<number> =>
      (await house.stays.list({ phase: 'open' })).stays.length;
    await expect.poll(known).toBe(2);
    const { historyLength: quiet } = await house.temporal.workflow
      .getHandle('stay:hook-2')
      .describe();

    const { credentialId = '' } = await house.stays.show('hook-1');
    await house.sandbox('behind', { acs_credential_id: credentialId, do: 'remove' });
    const from = Date.now();
    expect(await house.openDoorsFor('hook-1')).toBe(0);
    await expect.poll(() => house.openDoorsFor('hook-1'), { interval: 50 }).toBe(3);
    expect(Date.now() - from).toBeLessThan(MENDED_WITHIN_MS);
    expect((await house.stays.show('hook-1')).credentialId).not.toBe(credentialId);

    // Nothing of it was about the other stay; and what a stay removes itself wakes nobody.
    const other = house.temporal.workflow.getHandle('stay:hook-2');
    expect((await other.describe()).historyLength).toBe(quiet);
    await house.stays.cancel('hook-2');
    await other.result();
    const { events } = await other.fetchHistory();
    const signals = (events ?? []).filter(
      (event) => event.workflowExecutionUpdateAcceptedEventAttributes,
    );
    expect(signals).toHaveLength(2);
  } finally {
    await http.service.stop();
  }
});

describe('setup --seam-webhook', () => {
  const ADDRESS = 'https://example.com/webhooks/seam';
  const ours = async () => {
    const { SEAM_API_KEY: apiKey = '', SEAM_ENDPOINT: endpoint = '' } = house.settings;
    const webhooks = connectSeamWebhooks({ apiKey, endpoint });
    const call = { deadline: Date.now() + 10_000 };
    return { webhooks, call, all: await webhooks.list(call) };
  };
  const to = async (url: string) => (await ours()).all.filter((webhook) => webhook.url === url);
  const setup = (address: string, more = {}) =>
    callCli(['setup', '--seam-webhook', address], { ...house.settings, ...more });

  it('registers it once, prints its secret the first time alone, and mends its types', async () => {
    const first = await setup(ADDRESS);
    const [webhook] = await to(ADDRESS);
    expect(webhook?.eventTypes).toEqual(WAKING_EVENTS);
    expect([first.code, first.stdout.split('\n').at(-1)]).toEqual([0, webhook?.secret]);
    expect(first.stderr).toContain('SEAM_WEBHOOK_SECRET_FILE');
    expect(first.stderr).not.toContain(webhook?.secret);

    const { webhooks, call } = await ours();
    await webhooks.update(webhook?.id ?? '', ['acs_user.deleted'], call);
    const second = await setup(ADDRESS);
    expect(second.stdout).toContain('had a webhook for other events');
    const third = await setup(ADDRESS);
    expect(third.stdout).toContain('has a webhook already');
    for (const { code, stdout, stderr } of [second, third]) {
      expect(code).toBe(0);
      expect(stdout + stderr).not.toContain(webhook?.secret);
    }
    expect(await to(ADDRESS)).toEqual([webhook]);
  });

  it('puts the secret into the file that is named, which nobody else reads, and prints it nowhere', async () => {
    const address = 'https://example.com/behind/webhooks/seam';
    const path = join(listingsOf(house), '..', 'seam-webhook.secret');
    const more = { SEAM_WEBHOOK_SECRET_FILE: path };
    for (const said of [await setup(address, more), await setup(address, more)]) {
      expect(said.code).toBe(0);
      expect(said.stdout + said.stderr).not.toContain('whsec_');
    }
    const [webhook] = await to(address);
    expect((await readFile(path, 'utf8')).trim()).toBe(webhook?.secret);
    expect((await stat(path)).mode & 0o077).toBe(0);

    await writeFile(path, 'whsec_of_another_webhook');
    const other = await setup(address, more);
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('another secret')]);
    expect(await readFile(path, 'utf8')).toBe('whsec_of_another_webhook');
  });

  it.each(['example.com', 'https://example.com', 'https://ada:secret@example.com/webhooks/seam'])(
    'does nothing with an address at which no gateway is reached: %s',
    async (address) => {
      const { code, stdout, stderr } = await setup(address);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('--seam-webhook');
    },
  );
});
