import { afterAll, beforeAll, expect, it } from 'vitest';

import { type RunningSandbox, startSandbox } from '../../sandbox/server.ts';
import type { Status } from '../../src/client/index.ts';
import { withEntrances } from '../../src/client/read-entrances.ts';
import type { Seam } from '../../src/seam/port.ts';
import { connectSeam } from '../../src/seam/seam-http.ts';
import {
  CANAL_DOORS,
  CANAL_HOUSE,
  GARDEN_DOORS,
  GARDEN_HOUSE,
  KS_SYSTEM,
} from '../support/house.ts';

let sandbox: RunningSandbox;
let seam: Seam;

beforeAll(async () => {
  sandbox = await startSandbox();
  seam = connectSeam({ apiKey: 'seam_entrances', endpoint: sandbox.url });
});

afterAll(() => sandbox.close());

async function userIn(...groupIds: readonly string[]): Promise<string> {
  const call = { deadline: Date.now() + 10_000 };
  const schedule = { startsAt: '2031-05-01T13:00:00.000Z', endsAt: '2031-05-04T09:00:00.000Z' };
  const fullName = 'Ada Guest';
  const { id } = await seam.createUser({ systemId: KS_SYSTEM, fullName, schedule }, call);
  for (const groupId of groupIds) await seam.joinGroup(id, groupId, call);
  return id;
}

const statusOf = (...ledger: Status['ledger']): Status => ({
  reservationId: '1001',
  listingId: 'loft',
  phase: 'open',
  revision: 0,
  ledger,
});

async function namesOf(status: Status): Promise<readonly string[] | undefined> {
  return (await withEntrances(seam, status)).entrances?.map(({ name }) => name);
}

it('a guest who is being moved opens the doors of both rooms, each told once', async () => {
  const [old, moved] = [await userIn(CANAL_HOUSE), await userIn(GARDEN_HOUSE, CANAL_HOUSE)];
  const status = statusOf(
    { kind: 'access-user', id: old, state: 'live' },
    { kind: 'access-user', id: moved, state: 'live' },
  );
  expect(await namesOf(status)).toEqual([...CANAL_DOORS, ...GARDEN_DOORS].toSorted());
});

it('a user in no group opens nothing, and one that is gone is not asked about', async () => {
  const lonely = { kind: 'access-user', id: await userIn(), state: 'live' } as const;
  expect(await namesOf(statusOf(lonely))).toEqual([]);
  const gone = statusOf({ kind: 'access-user', id: await userIn(CANAL_HOUSE), state: 'removed' });
  expect(await withEntrances(seam, gone)).toEqual(gone);
});

it('a user whom Seam does not know any more costs the stay its entrances, and no more', async () => {
  const id = await userIn(CANAL_HOUSE);
  await seam.deleteUser(id, { deadline: Date.now() + 10_000 });
  const status = { ...statusOf({ kind: 'access-user', id, state: 'live' }), notes: ['A note.'] };
  expect(await withEntrances(seam, status)).toEqual({
    ...status,
    notes: ['A note.', expect.stringMatching(/^Seam does not know .* "nightlatch stay check"/)],
  });
});
