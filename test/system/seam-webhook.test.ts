import { randomBytes } from 'node:crypto';

import { expect, it } from 'vitest';

import { bookingOf } from '../support/by-hand.ts';
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
