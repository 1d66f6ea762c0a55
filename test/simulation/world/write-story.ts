import type { Moment, Says, Story, Conditions, Word } from './story.ts';

/** A Tuesday noon in winter. */
const BEGINS_AT = Date.UTC(2026, 11, 1, 12);

/** Nothing goes wrong. */
export const UNDISTURBED: Conditions = {
  ...{ disturbances: [], outages: [], workerDeaths: [], serverOutages: [] },
  ...{ evictions: 0, skewMs: 0, lateTimersMs: 50, wireMs: 60, sticky: 0 },
  switches: {},
};

/** A moment so many milliseconds after a story has begun. */
export function momentAt(at: number, beginsAt = BEGINS_AT): Moment {
  const epoch = beginsAt + at;
  return { at: epoch, text: new Date(epoch).toISOString() };
}

/** The put of a stay, as a story says it; check-in and check-out in milliseconds from its beginning. */
export function putOf(
  { listingId, checkIn, checkOut }: { listingId: string; checkIn: number; checkOut: number },
  beginsAt = BEGINS_AT,
): Says {
  return {
    kind: 'put',
    listingId,
    guest: { fullName: 'Ada Guest', email: 'ada@example.com', phone: '+15555550100' },
    checkIn: momentAt(checkIn, beginsAt),
    checkOut: momentAt(checkOut, beginsAt),
  };
}

/** Messages in their order, each as an update with a command id of its own. */
export function wordsOf(said: readonly (readonly [at: number, says: Says])[]): readonly Word[] {
  return said.map(([at, says], index) => ({
    ...{ at, says, reservationId: 'R-1', via: 'update' },
    ...(says.kind === 'check' ? {} : { commandId: `c-${index + 1}` }),
  }));
}

/** A story of one stay, told by somebody and not by chance; `name` stands in for its seed. */
export function storyOf(
  name: string,
  words: readonly Word[],
  { conditions = {}, quietPeriodMs = 60_000, beginsAt = BEGINS_AT, margins = {} }: Options = {},
): Story {
  return {
    seed: name,
    beginsAt,
    quietPeriodMs,
    words,
    margins,
    conditions: { ...UNDISTURBED, ...conditions },
  };
}

interface Options {
  readonly margins?: NonNullable<Story['margins']>;
  readonly conditions?: Partial<Conditions>;
  readonly quietPeriodMs?: number;
  readonly beginsAt?: number;
}
