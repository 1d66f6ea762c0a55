import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';

import { StayClient } from '../../src/client/index.ts';
import { clientConverter } from '../../src/codec/client-encryption.ts';
import { addKey } from '../../src/codec/write-ring.ts';
import { say } from '../support/say.ts';

interface Named {
  readonly request: { readonly input: { readonly name: string } };
}
interface Several {
  readonly operations: readonly { readonly updateWorkflow?: Named }[];
}

/** Temporal's own client, whose server hears everything and answers nothing, and the names of what it hears. */
function unansweredClient(keysIn?: string): { client: Client; heard: (string | undefined)[] } {
  const heard: (string | undefined)[] = [];
  const hear = (name: string | undefined): Promise<never> => {
    heard.push(name);
    return new Promise(() => {});
  };
  const workflowService = {
    updateWorkflowExecution: ({ request }: Named) => hear(request.input.name),
    executeMultiOperation: ({ operations }: Several) =>
      hear(operations.find((each) => each.updateWorkflow)?.updateWorkflow?.request.input.name),
  };
  const connection = {
    workflowService,
    plugins: [],
    withDeadline: (_deadline: unknown, call: () => unknown) => call(),
  };
  const dataConverter = keysIn === undefined ? undefined : clientConverter(keysIn, 'default');
  const options = { connection: connection as never, ...(dataConverter && { dataConverter }) };
  return { client: new Client(options), heard };
}

function newKeys(): string {
  const keys = join(mkdtempSync(join(tmpdir(), 'order-')), 'keys.json');
  addKey(keys, { isStandby: false }, new Date());
  return keys;
}

const booking = {
  ...{ reservationId: 'R-1', listingId: 'suite', guest: { fullName: 'Ada Guest' } },
  ...{ checkIn: '2031-05-01', checkOut: '2031-05-04' },
};

describe('what a client is told of one stay in one breath is sent in the same order', () => {
  it.each([
    ['in clear', undefined],
    ['encrypted', newKeys()],
  ])('%s: a put, a hold, and cancellations without and with a revision', async (_how, keys) => {
    const { client, heard } = unansweredClient(keys);
    const stays = new StayClient(client);
    say(stays.put(booking));
    say(stays.hold('R-1'));
    say(stays.cancel('R-1'));
    say(stays.cancel('R-1', { revision: 2 }));
    await expect.poll(() => heard.length).toBe(4);
    expect(heard).toEqual(['putStay', 'holdStay', 'cancelStay', 'cancelStay']);
  });

  it('also a put that takes a cancellation back', async () => {
    const { client, heard } = unansweredClient();
    const stays = new StayClient(client);
    say(stays.put(booking));
    say(stays.cancel('R-1'));
    say(stays.put(booking));
    say(stays.hold('R-1'));
    await expect.poll(() => heard.length).toBe(4);
    expect(heard).toEqual(['putStay', 'cancelStay', 'putStay', 'holdStay']);
  });

  it('also while it connects', async () => {
    const { client, heard } = unansweredClient();
    const { promise, resolve } = Promise.withResolvers<Client>();
    const stays = new StayClient(() => promise);
    say(stays.put(booking));
    await new Promise(setImmediate);
    say(stays.cancel('R-1'));
    await new Promise(setImmediate);
    say(stays.put(booking));
    resolve(client);
    await expect.poll(() => heard.length).toBe(3);
    expect(heard).toEqual(['putStay', 'cancelStay', 'putStay']);
  });

  // An error that nobody has heard would end the process of the backend.
  it('and each is told if there is no connection', async () => {
    const away = new Error('away');
    const stays = new StayClient(() => Promise.reject(away));
    const answers = [stays.put(booking), stays.hold('R-1'), stays.cancel('R-1'), stays.hold('R-1')];
    const settled = await Promise.allSettled(answers);
    expect(settled.map((one) => one.status)).toEqual(Array.from(answers, () => 'rejected'));
  });
});
