import * as fc from 'fast-check';

/** What a booking backend says under one revision, however often it sends it. */
export interface Message<Says> {
  readonly revision: number;
  readonly says: Says;
}

/** Messages of one backend, and two ways in which they may arrive. */
export interface TwoArrivals<Says> {
  readonly messages: readonly Message<Says>[];
  readonly one: readonly Message<Says>[];
  readonly other: readonly Message<Says>[];
}

/**
 * Puts and changes with revisions, at least one put among them, and two arrivals of all of them: in
 * any order, some of them again. Since no stay is there before a put, a put comes first.
 */
export function twoArrivals<Says>(
  put: fc.Arbitrary<Says>,
  change: fc.Arbitrary<Says>,
  most: number,
): fc.Arbitrary<TwoArrivals<Says>> {
  const said = fc.record({ isPut: fc.boolean(), put, change });
  return fc
    .record({ booking: put, rest: fc.array(said, { maxLength: most - 1 }), place: fc.nat() })
    .chain(({ booking, rest, place }) => {
      const first = { isPut: true, says: booking };
      const others = rest.map((one) => ({
        isPut: one.isPut,
        says: one.isPut ? one.put : one.change,
      }));
      const all = others.toSpliced(place % (rest.length + 1), 0, first);
      const messages = all.map(({ says }, revision) => ({ says, revision }));
      const puts = messages.filter((_message, revision) => all[revision]?.isPut === true);
      const arrival = arrivalOf(messages, puts);
      return fc.record({ messages: fc.constant(messages), one: arrival, other: arrival });
    });
}

function arrivalOf<M>(messages: readonly M[], puts: readonly M[]): fc.Arbitrary<readonly M[]> {
  return fc
    .record({
      first: fc.constantFrom(...puts),
      all: fc.shuffledSubarray([...messages], { minLength: messages.length }),
      again: fc.array(fc.record({ message: fc.constantFrom(...messages), place: fc.nat() }), {
        maxLength: 5,
      }),
    })
    .map(({ first, all, again }) =>
      again.reduce<readonly M[]>(
        (order, { message, place }) => order.toSpliced(1 + (place % order.length), 0, message),
        [first, ...all],
      ),
    );
}
