import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, it } from 'vitest';

import { type Phase, type SeamReader, type Status, StayClient } from '../../src/client/index.ts';
import { readStatus } from '../../src/client/read-status.ts';
import { openGateway } from '../support/gateway-rig.ts';

const STATUS: Status = {
  reservationId: '1001',
  listingId: 'loft',
  phase: 'open',
  revision: 0,
  credentialId: 'cred-1',
  ledger: [{ kind: 'access-user', id: 'user-1', state: 'live' }],
};

/** A Temporal that keeps one open stay, which its worker tells, or about which no worker answers. */
function temporalThat(query: () => Promise<Status>, phase: Phase = 'open'): Client {
  const indexedFields = { StayPhase: defaultPayloadConverter.toPayload(phase) };
  const seen = {
    status: { name: 'RUNNING' },
    startTime: new Date('2031-04-01T00:00:00Z'),
    raw: { workflowExecutionInfo: { searchAttributes: { indexedFields } } },
  };
  return {
    options: { namespace: 'default' },
    workflowService: { describeNamespace: async () => ({}) },
    workflow: { getHandle: () => ({ describe: async () => seen, query }) },
    // Temporal's own client looks at its deadline between two attempts alone.
    withDeadline: (_deadline: number, call: () => Promise<unknown>) => call(),
  } as unknown as Client;
}

const DOORS = [{ id: 'door-1', name: 'Canal House Door' }];
const CREDENTIAL = {
  id: 'cred-1',
  systemId: 'system-1',
  method: 'code',
  code: '048213',
  isMultiPhone: false,
  errors: [],
  warnings: [],
  createdAt: '2031-04-01T00:00:00Z',
};
const SEAM = {
  getCredential: async () => CREDENTIAL,
  entrancesOf: async () => DOORS,
} as unknown as SeamReader;

async function tellsOf(status: Status) {
  const gateway = await openGateway({
    stays: new StayClient(
      temporalThat(async () => status),
      SEAM,
    ),
  });
  const read = async (what: string): Promise<unknown> => {
    const answer = await gateway.call({ path: `/stays/1001/${what}`, as: 'desk' });
    return answer.json();
  };
  return { credential: await read('credential'), entrances: await read('entrances') };
}

describe('the PIN and the doors of a stay', () => {
  const pin = { accessMethod: 'code', code: '048213', state: 'issued' };

  it('are the guest’s to use, where nobody holds the stay', async () => {
    expect(await tellsOf(STATUS)).toEqual({ credential: pin, entrances: { entrances: DOORS } });
  });

  it.each<readonly [string, Partial<Status>]>([
    ['', { phase: 'held', held: { since: '2031-05-01T00:00:00.000Z' } }],
    [', also where its phase alone says so', { phase: 'held' }],
  ])('are told with the word that they open nothing, while the stay is held%s', async (_, held) => {
    expect(await tellsOf({ ...STATUS, ...held })).toEqual({
      credential: { ...pin, held: true },
      entrances: { entrances: DOORS, held: true },
    });
  });

  it('are told without it as long as the hold is not carried out, and the doors are as they were', async () => {
    const held = { since: '2031-05-01T00:00:00.000Z' };
    expect(await tellsOf({ ...STATUS, phase: 'open', held })).toEqual({
      credential: pin,
      entrances: { entrances: DOORS },
    });
  });
});

describe('a stay of which no worker tells', () => {
  it('is told from what Temporal knows, in time, though Temporal’s own client goes on trying', async () => {
    const silent = temporalThat(() => new Promise(() => {}), 'held');
    expect(await readStatus(silent, '1001', 20)).toMatchObject({
      phase: 'held',
      ledger: [],
      notes: [expect.stringMatching(/^No worker answers/)],
    });
  });
});
