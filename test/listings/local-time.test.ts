import { describe, expect, it } from 'vitest';

import { resolveWhen, type ListingClock, type StayEnd } from '../../src/listings/local-time.ts';
import { readWhen, type When } from '../../src/stay/when.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const FROM = Date.UTC(2024, 0, 1);
const TO = Date.UTC(2035, 0, 1);

const at = (timeZone: string): ListingClock => ({
  timeZone,
  checkInTime: '15:00',
  checkOutTime: '11:00',
});

function when(text: string): When {
  const read = readWhen(text);
  if (read === undefined) throw new Error(`${text} is not a moment`);
  return read;
}

const resolve = (text: string, end: StayEnd, timeZone: string) =>
  resolveWhen(when(text), end, at(timeZone));

describe('a moment at a listing', () => {
  it('that is an instant stays that instant', () => {
    expect(resolve('2026-12-24T15:00:00+01:00', 'check-in', 'Asia/Tokyo')).toEqual({
      instant: '2026-12-24T14:00:00.000Z',
    });
  });

  it('that is a local time is read on the listing’s clock', () => {
    expect(resolve('2026-07-01T15:30', 'check-in', 'Europe/Amsterdam').instant).toBe(
      '2026-07-01T13:30:00.000Z',
    );
    expect(resolve('2026-12-01T15:30:10.5', 'check-in', 'Europe/Amsterdam').instant).toBe(
      '2026-12-01T14:30:10.500Z',
    );
  });

  it('that is a date means the house’s check-in or check-out time', () => {
    expect(resolve('2026-12-24', 'check-in', 'Europe/Amsterdam').instant).toBe(
      '2026-12-24T14:00:00.000Z',
    );
    expect(resolve('2026-12-24', 'check-out', 'Europe/Amsterdam').instant).toBe(
      '2026-12-24T10:00:00.000Z',
    );
  });
});

describe('a local time that a clock change touches', () => {
  it('moves forward by the gap if the clock skips it, and says so', () => {
    for (const end of ['check-in', 'check-out'] as const) {
      expect(resolve('2026-03-29T02:30', end, 'Europe/Amsterdam')).toEqual({
        instant: '2026-03-29T01:30:00.000Z',
        note:
          '2026-03-29 02:30:00 does not exist at the listing (Europe/Amsterdam), where the clock skips it: ' +
          '2026-03-29 03:30:00 is taken.',
      });
    }
  });

  it('is the earlier of two for a check-in and the later for a check-out, and says so', () => {
    expect(resolve('2026-10-25T02:30', 'check-in', 'Europe/Amsterdam')).toEqual({
      instant: '2026-10-25T00:30:00.000Z',
      note:
        '2026-10-25 02:30:00 comes twice at the listing (Europe/Amsterdam): the earlier is taken for a check-in, ' +
        '2026-10-25T00:30:00.000Z.',
    });
    expect(resolve('2026-10-25T02:30', 'check-out', 'Europe/Amsterdam').instant).toBe(
      '2026-10-25T01:30:00.000Z',
    );
  });

  it('follows gaps that are not an hour long', () => {
    expect(resolve('2026-10-04T02:10', 'check-in', 'Australia/Lord_Howe').instant).toBe(
      '2026-10-03T15:40:00.000Z',
    );
    expect(resolve('2026-03-29T01:30', 'check-in', 'Antarctica/Troll').instant).toBe(
      '2026-03-29T01:30:00.000Z',
    );
  });

  // Failure rows: 29
  it('keeps the rule at every change of every zone from 2024 to 2034', { timeout: 60_000 }, () => {
    let changes = 0;
    const faults: string[] = [];
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      const offsetAt = offsetsOf(zone);
      for (const change of changesOf(offsetAt)) {
        changes += 1;
        faults.push(...faultsAtChange(zone, change, offsetAt(change - 1), offsetAt(change)));
      }
    }
    expect(faults).toEqual([]);
    expect(changes).toBeGreaterThan(2_500);
  });

  it.each(['UTC', 'Asia/Tokyo', 'America/Phoenix'])(
    'is never touched in %s, which has no changes',
    (zone) => {
      const offsetAt = offsetsOf(zone);
      expect(changesOf(offsetAt)).toEqual([]);
      const offset = offsetAt(FROM);
      const faults: string[] = [];
      for (let local = FROM; local < TO; local += 7 * DAY + 61 * MINUTE) {
        faults.push(...faultsOf(zone, local, both(local - offset), false));
      }
      expect(faults).toEqual([]);
    },
  );
});

/** Looks at the first and last minute of what a change skips or repeats, and at the minutes beside them. */
function faultsAtChange(zone: string, change: number, before: number, after: number): string[] {
  const [less, more] = [Math.min(before, after), Math.max(before, after)];
  const [start, end] = [change + less, change + more];
  const touched = [start, end - MINUTE].flatMap((local) => {
    const [earlier, later] = [local - more, local - less];
    // The offset of before the change is the one that counts through a gap.
    const checkIn = after > before ? later : earlier;
    return faultsOf(zone, local, { 'check-in': checkIn, 'check-out': later }, true);
  });
  return [
    ...touched,
    ...faultsOf(zone, start - MINUTE, both(start - MINUTE - before), false),
    ...faultsOf(zone, end, both(end - after), false),
  ];
}

const both = (instant: number) => ({ 'check-in': instant, 'check-out': instant });

function faultsOf(
  zone: string,
  local: number,
  expected: Record<StayEnd, number>,
  noted: boolean,
): string[] {
  const text = new Date(local).toISOString().slice(0, 19);
  return (['check-in', 'check-out'] as const).flatMap((end) => {
    const { instant, note } = resolve(text, end, zone);
    const wanted = new Date(expected[end]).toISOString();
    if (instant === wanted && (note !== undefined) === noted) return [];
    return [`${zone} ${text} ${end}: ${instant} (${note}) instead of ${wanted}`];
  });
}

/** A zone's offset at an instant, as the engine's own formatter tells it, to the second. */
function offsetsOf(zone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    timeZoneName: 'longOffset',
    year: 'numeric',
  });
  return (instant) => {
    const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?/.exec(format.format(instant));
    if (match === null) throw new Error(`no offset for ${zone}`);
    const seconds =
      Number(match[2] ?? 0) * 3_600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0);
    return (match[1] === '-' ? -1 : 1) * seconds * 1_000;
  };
}

/** The instants between 2024 and 2034 at which a zone's offset changes. */
function changesOf(offsetAt: (instant: number) => number): number[] {
  const changes: number[] = [];
  // No zone changes twice within ten days.
  for (let from = FROM; from < TO; from += 10 * DAY) {
    let [low, high] = [from, from + 10 * DAY];
    const before = offsetAt(low);
    if (offsetAt(high) === before) continue;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    changes.push(high);
  }
  return changes;
}
