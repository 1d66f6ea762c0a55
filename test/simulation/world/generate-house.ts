import { Dice } from './dice.ts';
import type { Conditions, Disturbance, Says, Span, Stop, Story, Word } from './story.ts';
import { momentAt } from './write-story.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const BEGINS_AT = Date.UTC(2026, 11, 1, 12);
/** When half of the house leaves, and the other half arrives. */
const TURN = 3 * HOUR;

const RATES = [0.5, 2, 5, 10] as const;
/** Mostly where our revocation alone shuts the doors, and nothing opens them before check-in. */
const LISTING_IDS = [
  'space',
  'space',
  'space',
  'space-tower',
  'ks-pin',
  'ks-mobile',
  'latch',
] as const;
/** Where a guest may be moved to without another access system. */
const MOVES: Readonly<Record<string, string>> = { space: 'space-tower', 'space-tower': 'space' };

/** Which house. */
export interface House {
  readonly stays: number;
  readonly seed: string;
}

/** What the story of a house is called, where another is called by its seed. */
export function houseName({ stays, seed }: House): string {
  return `house of ${stays}, seed ${seed}`;
}

/** The house of a name; undefined if it is another story's. */
export function houseCalled(name: string): House | undefined {
  const [, stays, seed] = /^house of (\d+), seed (\d+)$/.exec(name) ?? [];
  return stays === undefined || seed === undefined ? undefined : { stays: Number(stays), seed };
}

/** Booked times, in milliseconds from the story's beginning. */
interface Booked {
  readonly listingId: string;
  readonly checkIn: number;
  readonly checkOut: number;
}

/**
 * Makes up the story of a house: half of its stays leave and half arrive within one second, some walk in
 * meanwhile, some move, some stay longer or ask for a new PIN or key, and next week is booked at the same moment. All steps at Seam
 * go through one queue with a rate.
 */
export function generateHouse(house: House): Story {
  const { stays } = house;
  const seed = houseName(house);
  const dice = new Dice(seed);
  const words: Word[] = [];
  const say = (at: number, nth: number, says: Says): void => {
    const commandId = `c-${words.length + 1}`;
    words.push({ at, reservationId: idOf(nth), via: 'update', says, commandId });
  };
  for (let nth = 1; nth <= stays; nth += 1) {
    const [at, booked] = bookingOf(nth, stays, dice);
    say(at, nth, putOf(booked, nth));
    for (const [when, says] of changesOf(booked, dice)) if (when > at) say(when, nth, says);
    for (const [when, says] of askedOf(dice.for(`asked ${nth}`)))
      if (when > at) say(when, nth, says);
  }
  return {
    seed,
    beginsAt: BEGINS_AT,
    quietPeriodMs: dice.pick([10 * SECOND, 2 * MINUTE]),
    words: words.toSorted((a, b) => a.at - b.at),
    stops: stopsOf(words, dice.for('stops')),
    passes: passesOf(dice.for('passes')),
    conditions: conditionsOf(dice.for('conditions')),
  };
}

/** When a stay is put, and what for: by its number in the house. */
function bookingOf(nth: number, stays: number, dice: Dice): readonly [number, Booked] {
  const listingId = dice.pick(LISTING_IDS);
  const share = nth / stays;
  if (share <= 0.45) {
    // In the house already: they leave together.
    const checkIn = dice.whole(5, 60) * MINUTE;
    return [dice.whole(0, 60) * SECOND, { listingId, checkIn, checkOut: TURN }];
  }
  const checkOut = TURN + dice.pick([5, 5, 8]) * HOUR;
  if (share <= 0.85) {
    return [dice.whole(60, 150) * MINUTE, { listingId, checkIn: TURN, checkOut }];
  }
  const now = TURN + dice.whole(0, 20) * SECOND;
  if (dice.chance(0.5)) return [now, { listingId, checkIn: TURN - HOUR, checkOut }];
  return [now, { listingId, checkIn: TURN + 20 * HOUR, checkOut: TURN + 30 * HOUR }];
}

/** What some of the guests make up their minds about while the house turns. */
function changesOf(
  { listingId, checkOut }: Booked,
  dice: Dice,
): readonly (readonly [at: number, says: Says])[] {
  const near = TURN + dice.whole(-30, 30) * SECOND;
  if (dice.chance(0.85)) return [];
  // Half of those who leave say it in the very second in which they would.
  const isLate = checkOut === TURN && dice.for('in the very second').chance(0.5);
  const at = isLate ? TURN : near;
  const elsewhere = MOVES[listingId];
  if (elsewhere !== undefined && dice.chance(0.5)) {
    return [[at, { kind: 'change', listingId: elsewhere }]];
  }
  if (dice.chance(0.5)) return [[at, { kind: 'cancel' }]];
  return [[at, { kind: 'change', checkOut: momentAt(checkOut + HOUR, BEGINS_AT) }]];
}

/** What some of the guests ask for once those who arrive stand in line. */
function askedOf(dice: Dice): readonly (readonly [at: number, says: Says])[] {
  if (dice.chance(0.85)) return [];
  return [[TURN + dice.whole(5, 40) * SECOND, { kind: dice.pick(['check', 'reissue']) }]];
}

function putOf({ listingId, checkIn, checkOut }: Booked, nth: number): Says {
  return {
    kind: 'put',
    listingId,
    // Nobody shares an address: whom an identity belongs to is what other stories are about.
    guest: {
      fullName: `Ada Guest the ${nth}.`,
      email: `ada.${nth}@example.com`,
      phone: `+1555555${String(1_000 + nth)}`,
    },
    checkIn: momentAt(checkIn, BEGINS_AT),
    checkOut: momentAt(checkOut, BEGINS_AT),
  };
}

/** Sometimes somebody terminates the run of a guest in the house. */
function stopsOf(words: readonly Word[], dice: Dice): readonly Stop[] {
  const spoken = words.filter(({ at }) => at > TURN - 30 * MINUTE).map((w) => w.reservationId);
  // Nobody tells it anything: it is there already, and leaves, or would have.
  const quiet = words.filter(({ says, reservationId }) => {
    const isInHouse = says.kind === 'put' && says.checkIn.at < BEGINS_AT + TURN - HOUR;
    return isInHouse && !spoken.includes(reservationId);
  });
  if (quiet.length === 0 || !dice.chance(0.6)) return [];
  const { reservationId } = dice.pick(quiet);
  return [{ at: TURN - 10 * MINUTE, reservationId }];
}

/** The reconciler reads the house while it turns, and after that until nothing goes wrong any more. */
function passesOf(dice: Dice): readonly number[] {
  const first = TURN + dice.whole(-60, 20) * SECOND;
  return [0, 1, 2, 3].map((nth) => first + nth * 15 * MINUTE);
}

/** Half of the houses turn while all is well: then whatever is slow is the queue. */
function conditionsOf(dice: Dice): Conditions {
  const isWell = dice.chance(0.5);
  const near = (lengths: readonly number[]): Span => {
    const from = TURN + dice.whole(-60, 60) * SECOND;
    return { from, to: from + dice.pick(lengths) };
  };
  const some = (chance: number, lengths: readonly number[]): readonly Span[] =>
    !isWell && dice.chance(chance) ? [near(lengths)] : [];
  return {
    disturbances:
      isWell || dice.chance(0.3) ? [] : [disturbance(dice, near([MINUTE, 10 * MINUTE]))],
    outages: some(0.4, [20 * SECOND, 5 * MINUTE]),
    workerDeaths: some(0.4, [10, 3 * SECOND, MINUTE]),
    seamWorkerAway: some(0.2, [MINUTE, 5 * MINUTE]),
    serverOutages: some(0.2, [3 * SECOND, MINUTE]),
    evictions: dice.pick([0, 0.1]),
    skewMs: 0,
    lateTimersMs: dice.pick([2, 50, 1_000]),
    wireMs: 60,
    switches: {},
    sticky: 0,
    visibilityLagMs: dice.pick([0, 1_000, 30_000]),
    stepsPerSecond: dice.pick(RATES),
  };
}

function disturbance(dice: Dice, span: Span): Disturbance {
  return {
    ...span,
    faulty: dice.pick([0.05, 0.2]),
    outcomes: dice.pick([
      ['500', 'reset-after'],
      ['timeout-after', 'late-commit'],
      ['500', '429', 'slow-answer'],
    ] as const),
    deaths: dice.pick([0, 0.05]),
    freezes: 0,
    lostResults: dice.pick([0, 0.05]),
  };
}

/** Of one length: no id of a stay is the beginning of another's. */
function idOf(nth: number): string {
  return `H-${String(nth).padStart(5, '0')}`;
}
