import { assert, constantFrom, nat, property, stringMatching, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { listingSchema, type Listing } from '../../src/listings/listing.ts';
import { resolveWhen } from '../../src/listings/local-time.ts';
import { makePlan } from '../../src/stay/plan.ts';
import { saltoSpaceMobile as recipe } from '../../src/stay/recipes/salto-space-mobile.ts';
import { readWhen } from '../../src/stay/when.ts';

// Names that the platform knows beside those that it lists: older ones, and ICU's own abbreviations.
const ALIASES = [
  ...['UTC', 'GMT', 'Etc/GMT+5', 'Etc/UTC', 'Zulu', 'GB', 'Eire', 'NZ', 'US/Pacific', 'PRC', 'ROK'],
  ...['CET', 'WET', 'EST', 'MST', 'HST', 'EST5EDT', 'PST8PDT', 'Asia/Calcutta', 'Europe/Kiev'],
  ...['ACT', 'AET', 'AGT', 'ART', 'AST', 'BET', 'BST', 'CAT', 'CNT', 'CST', 'CTT', 'EAT', 'ECT'],
  ...['IET', 'IST', 'JST', 'MIT', 'NET', 'NST', 'PLT', 'PNT', 'PRT', 'PST', 'SST', 'VST'],
];

const flat = {
  listingId: 'flat',
  recipe: 'salto-space-mobile',
  acsSystemId: '11111111-1111-1111-1111-111111111111',
  accessGroupIds: ['44444444-4444-4444-4444-333333333333'],
  timeZone: 'Europe/Amsterdam',
  checkInTime: '15:00',
  checkOutTime: '11:00',
};

function listing(fields: object): Listing | undefined {
  const read = listingSchema.safeParse({ ...flat, ...fields });
  return read.success ? read.data : undefined;
}

/** Whether the listing's clock can be read and shown, as planning and the texts for people do it. */
function isUsable(timeZone: string): boolean {
  try {
    for (const end of ['check-in', 'check-out'] as const) {
      resolveWhen({ kind: 'date', text: '2031-05-04' }, end, { ...flat, timeZone });
    }
    return new Intl.DateTimeFormat('en', { timeZone }).format(0) !== '';
  } catch {
    return false;
  }
}

describe('a time zone of the listings file', () => {
  it('is taken if dates can be planned in it, whichever name the platform knows it by', () => {
    const names = [...Intl.supportedValuesOf('timeZone'), ...ALIASES];
    const surprises = names.filter(
      (name) => (listing({ timeZone: name }) !== undefined) !== isUsable(name),
    );
    expect(surprises).toEqual([]);
  });

  it('may be any that the platform lists, in letters of any case', () => {
    const refused = Intl.supportedValuesOf('timeZone').filter(
      (timeZone) => !listing({ timeZone }) || !listing({ timeZone: timeZone.toLowerCase() }),
    );
    expect(refused).toEqual([]);
  });

  it.each(['PST', 'IST', '+01:00', '2031-05-04T15:00[Europe/Amsterdam]', 'Europe/Amsterdam ', ''])(
    'is not %j',
    (timeZone) => {
      expect(listing({ timeZone })).toBeUndefined();
    },
  );
});

describe('whatever the listings file and a reservation may say', () => {
  const two = (least: number, most: number) =>
    nat(most - least).map((n) => String(n + least).padStart(2, '0'));
  const date = tuple(nat(250), two(0, 13), two(0, 32)).map(
    ([year, month, day]) => `${1970 + year}-${month}-${day}`,
  );
  const clock = tuple(two(0, 25), two(0, 61)).map((parts) => parts.join(':'));
  const rest = stringMatching(/^(:[0-6][0-9](\.[0-9]{1,10})?)?(Z|[+-][0-2][0-9]:[0-6][0-9])?$/);
  const moment = tuple(date, constantFrom('', 'T', ' '), clock, rest).map(([day, t, time, more]) =>
    t === '' ? day : day + t + time + more,
  );
  const margin = tuple(
    stringMatching(/^[0-9]{1,9}(\.[0-9]{1,3})?$/),
    constantFrom('milliseconds', 'second', 'minutes', 'hours', 'days'),
  ).map((parts) => parts.join(' '));

  it('is refused when it is read, or can be planned', () => {
    let planned = 0;
    assert(
      property(moment, clock, margin, (said, checkInTime, opensBefore) => {
        const unit =
          listing({ checkInTime, opensBefore }) ??
          listing({ checkInTime }) ??
          listing({ opensBefore }) ??
          listing({});
        const when = readWhen(said);
        if (unit === undefined || when === undefined) return;
        planned += 1;
        const checkIn = resolveWhen(when, 'check-in', unit).instant;
        const stay = { checkIn, checkOut: '2201-01-01T00:00:00.000Z', guestHas: recipe.needs };
        const request = {
          ...stay,
          listing: unit,
          recipe,
          utcOffsets: [],
          isNew: true,
          quietPeriodMs: 600_000,
        };
        expect(makePlan(request, 0)).toHaveProperty('grantAt');
      }),
      { numRuns: 5_000 },
    );
    expect(planned).toBeGreaterThan(500);
  });
});
