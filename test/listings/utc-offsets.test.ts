import { assert, constantFrom, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { clockOf, utcOffsetsBetween } from '../../src/listings/utc-offsets.ts';
import { localText, offsetsAt, withLocalTimes } from '../../src/stay/local-text.ts';

const ZONES = [
  'Europe/Amsterdam',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
  'Pacific/Apia',
  'UTC',
];

describe('the clock that a plan carries', () => {
  it('tells the time of its listing at every moment from the first to the last', () => {
    const moment = integer({
      min: Date.parse('2020-01-01T00:00:00Z'),
      max: Date.parse('2040-01-01T00:00:00Z'),
    });
    assert(
      property(constantFrom(...ZONES), moment, moment, moment, (timeZone, ...moments) => {
        const [from = 0, at = 0, until = 0] = moments.toSorted((a, b) => a - b);
        const instant = new Date(at).toISOString();
        const carried = localText(instant, offsetsAt(utcOffsetsBetween(timeZone, from, until)));
        expect(carried).toBe(localText(instant, clockOf(timeZone)));
        expect(carried.slice(0, 19)).toBe(asTheMachineHasIt(at, timeZone));
      }),
    );
  });

  it('has an entry for each clock change, so that a stay over one tells both times right', () => {
    const [from, until] = ['2026-10-20T00:00:00.000Z', '2026-10-30T00:00:00.000Z'];
    const offsets = utcOffsetsBetween('Europe/Amsterdam', Date.parse(from), Date.parse(until));
    expect(offsets).toEqual([
      { from, minutes: 120 },
      { from: '2026-10-25T01:00:00.000Z', minutes: 60 },
    ]);
    const text = 'From 2026-10-25T00:30:00.000Z to 2026-10-25T01:30:00Z.';
    expect(withLocalTimes(text, offsetsAt(offsets))).toBe(
      'From 2026-10-25 02:30:00 +02:00 to 2026-10-25 02:30:00 +01:00.',
    );
  });

  it('is UTC, and says so, where there is none', () => {
    expect(localText('2026-10-25T00:30:00.000Z')).toBe('2026-10-25 00:30:00 UTC');
    expect(localText('2026-10-25T00:30:00.000Z', offsetsAt([]))).toBe('2026-10-25 00:30:00 UTC');
    expect([clockOf(undefined), clockOf('Atlantis/Harbour')]).toEqual([undefined, undefined]);
  });
});

/** The same by Intl, which has its own way to the zones. */
function asTheMachineHasIt(at: number, timeZone: string): string {
  const format = { timeZone, dateStyle: 'short', timeStyle: 'medium' } as const;
  return new Intl.DateTimeFormat('sv-SE', format).format(at);
}
