import { afterEach, expect, it } from 'vitest';

import type { EventBody } from '../../src/contract/announcement.ts';
import type { Measures } from '../../src/telemetry/meter.ts';
import type { Endpoint } from '../../src/webhooks/endpoint.ts';
import { eventSender } from '../../src/worker/webhooks.ts';
import { type Answers, type Receiver, startReceiver } from '../support/receiver.ts';

const BODY: EventBody = {
  type: 'nightlatch.test',
  timestamp: '2026-12-01T12:00:00.000Z',
  data: { endpoint: 'pms' },
};

const open: Receiver[] = [];
afterEach(async () => {
  for (const receiver of open.splice(0)) await receiver.close();
});

/** A sender with one endpoint, and what it has counted. */
async function sending(answers?: Answers) {
  const receiver = await startReceiver(answers);
  open.push(receiver);
  const endpoint: Endpoint = {
    ...{ name: 'pms', url: receiver.url, events: ['*'], allowPrivate: true },
    secrets: [`whsec_${Buffer.from('a'.repeat(32)).toString('base64')}`],
  };
  const counted: string[] = [];
  const measures: Measures = {
    count: (_name, labels) => void counted.push(Object.values(labels).join(' ')),
    record: () => {},
    set: () => {},
  };
  let endpoints = async (): Promise<readonly Endpoint[]> => [endpoint];
  const sender = { userAgent: 'nightlatch/test', clock: Date.now, resolve: async () => [] };
  return {
    ...{ receiver, counted, endpoint },
    send: eventSender(() => endpoints(), sender, measures),
    say: (next: typeof endpoints) => void (endpoints = next),
  };
}

it('sends nothing more to an endpoint that answered 410, until it is another address', async () => {
  const { send, receiver, counted, endpoint, say } = await sending((response) =>
    response.writeHead(410).end(),
  );
  expect(await send('pms', 'run.1', BODY)).toEqual({ outcome: 'gone' });
  expect(await send('pms', 'run.2', BODY)).toEqual({ outcome: 'gone' });
  expect(receiver.received).toHaveLength(1);
  expect(counted).toEqual(['pms gone']);
  const other = await startReceiver();
  open.push(other);
  say(async () => [{ ...endpoint, url: other.url }]);
  expect(await send('pms', 'run.3', BODY)).toEqual({ outcome: 'delivered' });
});

it('waits for a file that cannot be used, and drops what is for nobody', async () => {
  const { send, say } = await sending();
  say(async () => Promise.reject(new Error('half written')));
  expect(await send('pms', 'run.1', BODY)).toMatchObject({ outcome: 'failed' });
  say(async () => []);
  expect(await send('pms', 'run.1', BODY)).toEqual({ outcome: 'unknown' });
});

it('has no more than 25 events on their way to one endpoint that is slow', async () => {
  const answers: (() => void)[] = [];
  const { send, receiver } = await sending((response) => {
    answers.push(() => void response.writeHead(204).end());
  });
  const sent = Array.from({ length: 25 }, (_, nth) => send('pms', `run.${nth}`, BODY));
  await expect.poll(() => receiver.received.length).toBe(25);
  expect(await send('pms', 'run.26', BODY)).toEqual({ outcome: 'busy' });
  for (const answer of answers) answer();
  expect((await Promise.all(sent)).every(({ outcome }) => outcome === 'delivered')).toBe(true);
});
