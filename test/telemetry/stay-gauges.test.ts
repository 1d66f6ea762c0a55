import { describe, expect, it } from 'vitest';

import type { StaySummary } from '../../src/client/list-stays.ts';
import { StayGauges } from '../../src/telemetry/stay-gauges.ts';

const NOW = Date.UTC(2031, 4, 4, 12);
const MINUTE_MS = 60_000;
const QUIET_MS = 10 * MINUTE_MS;
const inMinutes = (minutes: number): string => new Date(NOW + minutes * MINUTE_MS).toISOString();

/** What gauges show, by name and labels, without those that are 0. */
function shown(): { readonly gauges: StayGauges; readonly values: () => object } {
  const values = new Map<string, number>();
  const set = (name: string, value: number, labels: object): void =>
    void values.set([name.replace('nightlatch_', ''), ...Object.values(labels)].join(' '), value);
  const measures = { count: () => undefined, record: () => undefined, set };
  return {
    gauges: new StayGauges(measures, QUIET_MS),
    values: () => Object.fromEntries([...values].filter(([, value]) => value !== 0)),
  };
}

const stay = (
  reservationId: string,
  phase: StaySummary['phase'],
  [opens, closes]: readonly [number, number],
  type?: string,
): StaySummary => ({
  ...{ reservationId, opensAt: inMinutes(opens), closesAt: inMinutes(closes) },
  ...(phase && { phase }),
  ...(type && { problem: { type } }),
});

describe('the gauges of stays', () => {
  it('tell the open stays by phase and problem, and forget those that have ended', () => {
    const { gauges, values } = shown();
    gauges.show(
      [
        stay('1', 'open', [-60, 60]),
        stay('2', 'open', [-60, 60]),
        stay('3', 'waiting', [600, 700], 'SiteNearlyFull'),
        stay('4', 'waiting', [600, 700], 'AdaGuest'),
      ],
      NOW,
    );
    expect(values()).toEqual({
      'open_stays open ': 2,
      'open_stays waiting SiteNearlyFull': 1,
      'open_stays waiting unknown': 1,
    });
    gauges.show([], NOW);
    expect(values()).toEqual({});
  });

  it.each([
    ['is granted at last', stay('1', 'granting', [-1, 60]), 'now'],
    ['comes soon to a door that is not ready', stay('1', 'granting', [29, 60]), 'soon'],
    ['finds no seat', stay('1', 'open', [-1, 60], 'NoSeatLeft'), 'now'],
    ['comes in the evening', stay('1', 'granting', [300, 600]), undefined],
    ['gets in although a look fails', stay('1', 'open', [-1, 60], 'SeamUnavailable'), undefined],
    ['is held on purpose', stay('1', 'held', [-1, 60]), undefined],
    ['has gone', stay('1', 'granting', [-60, -1]), undefined],
  ])('tell of a guest at the door who %s', (_, guest, due) => {
    const { gauges, values } = shown();
    gauges.show([guest], NOW);
    const expected = due === undefined ? {} : { [`doors_not_ready ${due}`]: 1 };
    expect(values()).toEqual({
      [`open_stays ${guest.phase} ${guest.problem?.type ?? ''}`]: 1,
      ...expected,
    });
  });

  it('tell what is overdue, and for how long, since the check-out or since it was first seen', () => {
    const { gauges, values } = shown();
    const quiet = stay('1', 'revoking', [-900, -20]);
    const late = stay('2', 'revoking', [-900, -26]);
    const cancelled = stay('3', 'revoking', [-900, 900], 'RevocationOverdue');
    gauges.show([quiet], NOW);
    expect(values()).toEqual({ 'open_stays revoking ': 1 });
    gauges.show([quiet, late, cancelled], NOW);
    expect(values()).toMatchObject({
      revocations_overdue: 2,
      oldest_overdue_revocation_seconds: 26 * 60,
    });
    gauges.show([cancelled], NOW + 5 * MINUTE_MS);
    expect(values()).toMatchObject({
      revocations_overdue: 1,
      oldest_overdue_revocation_seconds: 5 * 60,
    });
  });
});
