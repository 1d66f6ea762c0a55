import { randomUUID } from 'node:crypto';

import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { cancelDelivery } from '../../src/client/cancel-delivery.ts';
import { type StayError, translate } from '../../src/client/errors.ts';
import { StayClient } from '../../src/client/index.ts';
import { putDelivery } from '../../src/client/put-delivery.ts';
import { putStaySignal, putStayUpdate, stayStatusQuery } from '../../src/contract/messages.ts';
import { stayWorkflowId } from '../../src/contract/names.ts';
import { callCli, runCli } from '../support/cli.ts';
import { ownNamespace } from '../support/own-namespace.ts';

let connection: Connection;
/** A namespace that `nightlatch setup` has not seen. */
let bare: string;

beforeAll(async () => {
  connection = await Connection.connect({ address: inject('temporalAddress') });
  bare = await ownNamespace(connection, { searchAttributes: false });
});

afterAll(() => connection.close());

const NOT_SET_UP = {
  type: 'TemporalMisconfigured',
  message: 'The search attributes of stays are not registered in this namespace.',
  next: 'Run "nightlatch setup" once.',
};
const reservation = {
  reservationId: `form-${randomUUID().slice(0, 8)}`,
  listingId: 'loft',
  guest: { fullName: 'Ada Guest' },
  checkIn: '2031-05-01',
  checkOut: '2031-05-04',
  commandId: 'book-1',
};

/** Every form in which the client and the commands call Temporal. */
const FORMS = {
  'update-with-start': (client) => putDelivery(client, reservation, reservation).update(),
  'signal-with-start': (client) => putDelivery(client, reservation, reservation).signal(),
  'cancellation with start': (client) => cancellation(client).update(),
  'cancellation as a signal with start': (client) => cancellation(client).signal(),
  start: (client) => {
    const workflowId = stayWorkflowId(reservation.reservationId);
    return client.workflow.start('guestStay', { workflowId, taskQueue: 'nightlatch' });
  },
  update: (client) =>
    stayOf(client).startUpdate(putStayUpdate, { args: [{}], waitForStage: 'ACCEPTED' }),
  signal: (client) => stayOf(client).signal(putStaySignal, {}),
  query: (client) => stayOf(client).query(stayStatusQuery),
  describe: (client) => stayOf(client).describe(),
  result: (client) => stayOf(client).result(),
  list: (client) =>
    client.workflow.list({ query: 'StayPhase = "open"' })[Symbol.asyncIterator]().next(),
  count: (client) => client.workflow.count('StayPhase = "open"'),
} satisfies Record<string, (client: Client) => Promise<unknown>>;

type Form = keyof typeof FORMS;

const ALL = Object.keys(FORMS) as readonly Form[];

function cancellation(client: Client) {
  return cancelDelivery(client, reservation.reservationId, { revision: 4, commandId: 'cancel-1' });
}

function stayOf(client: Client) {
  return client.workflow.getHandle(stayWorkflowId(reservation.reservationId));
}

/** What the client says of an error of Temporal's. */
async function said(form: Form, client: Client, withinMs = 20_000): Promise<StayError> {
  const calling = client.withDeadline(Date.now() + withinMs, () => FORMS[form](client));
  const error: unknown = await calling.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error === undefined) throw new Error(`${form} was answered`);
  return translate(error, reservation.reservationId);
}

describe('in a namespace that was not set up', () => {
  it.each([
    'update-with-start',
    'signal-with-start',
    'cancellation with start',
    'cancellation as a signal with start',
    'list',
    'count',
  ] as const)('a call says what to run: %s', async (form) => {
    expect(await said(form, new Client({ connection, namespace: bare }))).toMatchObject(NOT_SET_UP);
  });

  it('a put says what a list by phase says, from the client and by hand', async () => {
    const stays = new StayClient(new Client({ connection, namespace: bare }));
    await expect(stays.put(reservation)).rejects.toMatchObject(NOT_SET_UP);
    await expect(stays.list({ phase: 'open' })).rejects.toMatchObject(NOT_SET_UP);

    const settings = { TEMPORAL_ADDRESS: inject('temporalAddress'), TEMPORAL_NAMESPACE: bare };
    for (const ended of [
      await callCli(['stay', 'list', '--phase', 'open', '--json'], settings),
      await runCli(['stay', 'put', '-', '--json'], settings, JSON.stringify(reservation)),
    ]) {
      expect(ended.code).toBe(2);
      expect(JSON.parse(ended.stdout)).toEqual({ error: NOT_SET_UP });
    }
  });

  it.each(['update', 'signal', 'query', 'describe', 'result'] as const)(
    'a stay that is not there is no such stay: %s',
    async (form) => {
      expect(await said(form, new Client({ connection, namespace: bare }))).toMatchObject({
        type: 'NoSuchStay',
      });
    },
  );
});

describe('in a namespace that is not there', () => {
  it.each(ALL)('a call names it: %s', async (form) => {
    expect(await said(form, new Client({ connection, namespace: 'nowhere' }))).toMatchObject({
      type: 'TemporalMisconfigured',
      message: 'Temporal has no namespace nowhere.',
    });
  });
});

describe('of a Temporal that is away', () => {
  it('every call says so', async () => {
    const gone = Connection.lazy({ address: '127.0.0.1:9' });
    const client = new Client({ connection: gone });
    const answers = await Promise.all(ALL.map((form) => said(form, client, 1_000)));
    await gone.close();
    expect(answers.map((error) => error.type)).toEqual(ALL.map(() => 'CannotReachTemporal'));
  });
});
