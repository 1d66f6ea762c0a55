import { faultOutcomes } from '../../../sandbox/fault-plan.ts';

import type { Dice } from './dice.ts';
import type { Span, Disturbance, Conditions, WireOutcome, Word } from './story.ts';

const MINUTE = 60_000;
/** A site is read in pages, and even a small one has more than one of these. */
const SMALL_PAGE = 5;
/** The worse a disturbance, the shorter: days of the same retries tell no more than hours do. */
const MOST_FAULTY_MS = 40 * MINUTE;
const OUTCOMES: readonly WireOutcome[] = [...faultOutcomes, 'slow-request', 'slow-answer'];

/**
 * Makes up the conditions of a story, above all what goes wrong. Each story has a few things go wrong badly rather than everything a little:
 * one has all late commits, another dying workers, another nothing at all.
 */
export function generateConditions(
  dice: Dice,
  words: readonly Word[],
  beginsAt: number,
): Conditions {
  const moments = momentsOf(words, beginsAt);
  const span = (lengths: readonly number[]): Span => {
    const length = dice.pick(lengths);
    const from = Math.max(0, dice.pick(moments) - dice.whole(0, length));
    return { from: Math.round(from), to: Math.round(from + length) };
  };
  const some = (chance: number, lengths: readonly number[]): Span[] =>
    dice.chance(chance) ? [span(lengths), ...(dice.chance(0.3) ? [span(lengths)] : [])] : [];
  const delay = (): number => (dice.chance(0.3) ? dice.pick([200, 2_000, 20_000]) : 0);
  return {
    disturbances: dice.chance(0.9) ? disturbances(dice, span) : [],
    outages: some(0.15, [30_000, 10 * MINUTE, 90 * MINUTE]),
    workerDeaths: some(0.3, [10, 3_000, 60_000, 180 * MINUTE]),
    serverOutages: some(0.15, [3_000, 60_000, 60 * MINUTE]),
    // The end of each story replays its histories from the beginning anyway.
    evictions: dice.pick([0, 0, 0.1, 0.3]),
    skewMs: dice.chance(0.1) ? dice.pick([-600_000, -1_000, 1_000, 600_000]) : 0,
    lateTimersMs: dice.pick([2, 50, 1_500]),
    wireMs: dice.pick([5, 60, 60, 1_500]),
    switches: {
      mutationDelayMs: delay(),
      deletionDelayMs: delay(),
      codeDelayMs: delay(),
      duplicateIdentityStatus: dice.pick([409, 400]),
      addExistingMemberIsError: dice.chance(0.3),
      enrollmentGone: dice.chance(0.3),
      relaunchEnrollment: dice.pick(['second', 'refused']),
      enrollmentBlocksIdentityDelete: dice.chance(0.2),
      secondPin: dice.pick(['allowed', 'refused']),
      spaceHonoursSchedule: false,
      deletedUserGet: dice.pick([404, 400]),
      removedBehind: dice.for('behind').pick(['marked', 'gone']),
    },
    sticky: dice.chance(0.1) ? 0.5 : 0,
    ...(dice.for('pages').chance(0.25) ? { pageSize: SMALL_PAGE } : {}),
  };
}

/** Makes up how many seconds lists are behind gets: less than the quiet period, which is to be longer. */
export function generateListsLag(dice: Dice, quietPeriodMs: number): number {
  return Math.min(dice.whole(1, 20), quietPeriodMs / 1_000 - 1);
}

function disturbances(
  dice: Dice,
  span: (lengths: readonly number[]) => Span,
): readonly Disturbance[] {
  const one = (): Disturbance => {
    const { from, to } = span([20_000, 5 * MINUTE, 60 * MINUTE, 3_000 * MINUTE]);
    const faulty = dice.pick([0.05, 0.25, 0.5, 0.5, 0.6]);
    return {
      from,
      to: Math.min(to, from + MOST_FAULTY_MS / faulty),
      faulty,
      outcomes: dice.chance(0.3) ? [dice.pick(OUTCOMES)] : dice.some(OUTCOMES),
      deaths: dice.pick([0, 0.1, 0.1, 0.3]),
      freezes: dice.pick([0, 0, 0.1]),
      lostResults: dice.pick([0, 0, 0.1]),
    };
  };
  return Array.from({ length: dice.pick([1, 1, 2, 3]) }, one);
}

/** Moments around which it matters that something goes wrong. */
export function momentsOf(words: readonly Word[], beginsAt: number): readonly number[] {
  const moments = words.flatMap(({ at, says }) => {
    if (says.kind !== 'put' && says.kind !== 'change') return [at];
    return [at, ...[says.checkIn, says.checkOut].flatMap((m) => (m ? [m.at - beginsAt] : []))];
  });
  return moments.filter((at) => at >= 0);
}
