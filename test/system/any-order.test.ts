import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { changeStayUpdate, putStayUpdate } from '../../src/contract/messages.ts';
import { GUEST_STAY, stayWorkflowId, TASK_QUEUE } from '../../src/contract/names.ts';
import type { Change, ReservationInput } from '../../src/contract/reservation.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import { twoArrivals, type Message } from '../support/arrivals.ts';
import { openHouse, type LiveHouse } from '../support/live-house.ts';
import { reservationIn } from '../support/whose.ts';

// Each change is valid whatever the others did: every listing is known, every check-in comes before
// every check-out, none is past, and all arrive before check-in. What order may change is told in the
// table of changes: what is refused, and what has already ended.

/** Hours from now; a message with a guest books. */
interface Says {
  readonly checkIn?: number;
  readonly checkOut?: number;
  readonly listingId?: string;
  readonly isPut?: true;
}

const values = {
  checkIn: fc.constantFrom(10, 20),
  checkOut: fc.constantFrom(40, 60, 80),
  listingId: fc.constantFrom('ks-pin', 'ks-pin-garden', 'ks-mobile', 'space', 'latch'),
};
const put: fc.Arbitrary<Says> = fc.record({ ...values, isPut: fc.constant(true) });
const change: fc.Arbitrary<Says> = fc
  .record(values, { requiredKeys: [] })
  .filter((says) => Object.keys(says).length > 0);

/** What opens a door. */
const ACCESS = ['access-user', 'membership', 'credential'];

/** So many updates may wait in a stay; the oldest of more is told that it is pending. */
const MOST_WAITING = 8;

/** Moments at which the doors are looked at: between all the hours above. */
const LOOKS = [5, 15, 30, 50, 70, 90];

let house: LiveHouse;
openHouse((started) => (house = started));

let begun: number;
let runs = 0;
beforeAll(() => {
  begun = Date.now();
});

const instant = (hours: number): string => new Date(begun + hours * 3_600_000).toISOString();

describe('changes with revisions, in any order and however often they arrive', () => {
  it('come to the same revisions, the same access and the same doors', async () => {
    await fc.assert(
      fc.asyncProperty(
        twoArrivals(put, change, 5),
        fc.infiniteStream(fc.boolean()),
        fc.infiniteStream(fc.boolean()),
        async ({ one, other }, signals, otherSignals) => {
          runs += 1;
          const [first, second] = [`A-${runs}`, `B-${runs}`];
          await Promise.all([tell(first, one, signals), tell(second, other, otherSignals)]);
          expect(await whatIsOf(second)).toEqual(await whatIsOf(first));
        },
      ),
      { numRuns: 8, seed: 1, endOnFailure: true },
    );
  });
});

/** Sends the messages one after the other, each as an update or as a signal, and waits for the stay. */
async function tell(
  id: string,
  messages: readonly Message<Says>[],
  signals: fc.Stream<boolean>,
): Promise<void> {
  const [booking, ...rest] = messages;
  if (booking === undefined) throw new TypeError('nobody books');
  const stay = await house.temporal.workflow.start(GUEST_STAY, {
    workflowId: stayWorkflowId(id),
    taskQueue: TASK_QUEUE,
    args: [reservationOf(id, booking)],
  });
  const answers: Promise<Verdict>[] = [];
  for (const message of rest) {
    const { isPut } = message.says;
    const payload = isPut ? reservationOf(id, message) : changeOf(message);
    const isSignal = signals.next().value === true || answers.length === MOST_WAITING;
    if (isSignal) await stay.signal(isPut ? 'putStay' : 'changeStay', payload);
    else {
      const update = isPut ? putStayUpdate : changeStayUpdate;
      // Only accepted, so that the next message finds the stay at this one.
      const sent = { args: [payload] as [unknown], waitForStage: 'ACCEPTED' } as const;
      answers.push((await stay.startUpdate(update, sent)).result());
    }
  }
  const isAnswer = ({ outcome }: Verdict): boolean => ['applied', 'superseded'].includes(outcome);
  expect((await Promise.all(answers)).filter((verdict) => !isAnswer(verdict))).toEqual([]);
  // Answered once nothing is left to do for what was heard before it.
  expect(await house.stays.check(id)).toMatchObject({ outcome: 'applied' });
}

/** What the stay says of itself, what it holds, and whom the doors open for. */
async function whatIsOf(id: string): Promise<unknown> {
  const { listingId, recipe, phase, opensAt, closesAt, revision, revisions, problem, ledger } =
    await house.stays.show(id);
  // Not what is unconfirmed, because a newer request came while it was made; nor an app account: one
  // that a listing of another request needed is there until the stay ends.
  const held = ledger.filter(({ kind, state }) => state === 'live' && ACCESS.includes(kind));
  const doors = await Promise.all(LOOKS.map((hours) => doorsFor(id, hours)));
  return {
    ...{ listingId, recipe, phase, opensAt, closesAt, revision, revisions, problem, doors },
    held: held.map(({ kind }) => kind).toSorted(),
  };
}

function reservationOf(id: string, { says, revision }: Message<Says>): ReservationInput {
  const { checkIn = 0, checkOut = 0, listingId = '' } = says;
  const guest = { fullName: 'Ada Guest', email: `${id}@example.com`, phone: '+15555550100' };
  const window = { checkIn: instant(checkIn), checkOut: instant(checkOut) };
  return { reservationId: id, listingId, guest, ...window, revision };
}

function changeOf({ says, revision }: Message<Says>): Change {
  const { checkIn, checkOut, listingId } = says;
  return {
    revision,
    ...(checkIn === undefined ? {} : { checkIn: instant(checkIn) }),
    ...(checkOut === undefined ? {} : { checkOut: instant(checkOut) }),
    ...(listingId === undefined ? {} : { listingId }),
  };
}

/** The doors that open for the guest, so many hours from now, as they are programmed now. */
async function doorsFor(id: string, hours: number): Promise<readonly string[]> {
  interface Doors {
    readonly doors: readonly {
      readonly display_name: string;
      readonly opens_for: readonly { readonly full_name: string }[];
    }[];
  }
  const { SEAM_ENDPOINT, SEAM_API_KEY } = house.settings;
  const answer = await fetch(`${SEAM_ENDPOINT}/_sandbox/doors?at=${instant(hours)}`, {
    headers: { authorization: `Bearer ${SEAM_API_KEY}` },
  });
  const { doors } = (await answer.json()) as Doors;
  return doors
    .filter((door) => door.opens_for.some((who) => reservationIn(who.full_name) === id))
    .map((door) => door.display_name);
}
