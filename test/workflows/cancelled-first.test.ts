import { describe, expect, it } from 'vitest';

import { CANAL_DOORS, QUAY_DOORS } from '../support/house.ts';
import { QUIET_MS } from '../support/rig.ts';
import { useRig } from '../support/use-rig.ts';

import { CANCELLED_AT, LATE_PUTS } from './change-early.ts';

const SYSTEMS = [
  ['Salto KS', 'ks-pin', CANAL_DOORS],
  ['Salto Space', 'space', QUAY_DOORS],
] as const;
/** Since the cancellation: its run is open still, or has closed. */
const LATER_MS = [0, 2 * QUIET_MS] as const;

const rig = useRig('seam_cancelled_first');
const PUTS = LATE_PUTS.flatMap((put) => put.revisions.map((revision) => ({ ...put, revision })));

// What the page "What happens if …" says of it is written from the same table.
describe.each(SYSTEMS)('a cancellation that comes first, at %s', (_system, listingId, doors) => {
  it.each(PUTS)('has a put of revision $revision answered $answer', async (row) => {
    for (const laterMs of LATER_MS) {
      const id = `F-${listingId}-${row.revision ?? 'none'}-${laterMs}`;
      expect(await rig.stays.cancel(id, { revision: CANCELLED_AT })).toMatchObject({
        outcome: 'applied',
      });
      expect(await rig.stays.show(id)).toMatchObject({ endedBy: 'cancellation', ledger: [] });
      await rig.sleep(laterMs);
      expect((await rig.stays.show(id)).phase).toBe(laterMs === 0 ? 'revoking' : 'revoked');
      const booking = rig.reservation(id, -1, 24, { listingId });
      const revision = row.revision === undefined ? {} : { revision: row.revision };
      expect(await rig.stays.put({ ...booking, ...revision })).toMatchObject({
        outcome: row.answer,
      });
      const opens = row.answer === 'applied';
      expect(await rig.seam.doorsFor(id)).toEqual(opens ? doors : []);
      expect((await rig.ended(id)).endedBy).toBe(opens ? 'check-out' : 'cancellation');
      expect(await rig.seam.doorsFor(id)).toEqual([]);
    }
  });

  it('without a revision is no stay, and the put that follows opens', async () => {
    const id = `F-${listingId}-nothing`;
    await expect(rig.stays.cancel(id)).rejects.toMatchObject({ type: 'NoSuchStay' });
    const booking = rig.reservation(id, -1, 24, { listingId });
    expect(await rig.stays.put(booking)).toMatchObject({ outcome: 'applied' });
    expect(await rig.seam.doorsFor(id)).toEqual(doors);
    await rig.ended(id);
  });
});
