import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { localText, offsetsAt } from '../../src/stay/local-text.ts';
import type { Plan } from '../../src/stay/plan.ts';
import { listingsOfHouse } from '../support/house.ts';
import { startBenches, type Benches } from '../support/step-bench.ts';

let benches: Benches;
beforeAll(async () => {
  benches = await startBenches();
});
afterAll(() => benches.close());

/** The plan that is made on 1 March 2027 at a listing in Amsterdam with an hour before and after. */
async function planOf(checkIn: string, checkOut: string): Promise<Plan> {
  const margins = { opensBefore: '1 hour', closesAfter: '1 hour' };
  const bench = benches.bench(listingsOfHouse().map((entry) => ({ ...entry, ...margins })));
  const answer = await bench.step('planStay', {
    ...{ reservationId: 'P-1', listingId: 'ks-pin', checkIn, checkOut },
    ...{ guestHas: ['fullName'], isNew: true },
  });
  if ('refused' in answer) throw new Error(answer.refused.reason);
  return answer.plan;
}

describe('a stay with an hour before check-in and after check-out', () => {
  it('has that hour on the clock of the listing, too, in a night in which it does not change', async () => {
    const plan = await planOf('2027-03-20', '2027-03-22T11:30');
    expect(plan.opensAt).toBe('2027-03-20T13:00:00.000Z');
    expect(plan.closesAt).toBe('2027-03-22T11:30:00.000Z');
  });

  // Failure rows: 29
  it('opens a whole hour before check-in though the clock goes from two to three in it', async () => {
    const plan = await planOf('2027-03-28T03:30', '2027-04-01');
    expect(plan.opensAt).toBe('2027-03-28T00:30:00.000Z');
    expect(localTimesOf(plan)[0]).toBe('2027-03-28 01:30:00 +01:00');
  });

  it('shuts an hour after check-out, and not two, though the clock goes back in it', async () => {
    const plan = await planOf('2027-10-28', '2027-10-31T02:30:00+02:00');
    expect(plan.closesAt).toBe('2027-10-31T01:30:00.000Z');
    expect(localTimesOf(plan)[1]).toBe('2027-10-31 02:30:00 +01:00');
  });

  it('is shown on the clock as it was when it opened, long before it is planned', async () => {
    const plan = await planOf('2026-10-25T02:30:00+01:00', '2027-06-01');
    expect(localTimesOf(plan)[0]).toBe('2026-10-25 02:30:00 +02:00');
  });
});

/** When the plan opens and closes, as people at the listing read it. */
function localTimesOf({ opensAt, closesAt, utcOffsets = [] }: Plan): readonly string[] {
  return [opensAt, closesAt].map((instant) => localText(instant, offsetsAt(utcOffsets)));
}
