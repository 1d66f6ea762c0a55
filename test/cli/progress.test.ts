import { describe, expect, it } from 'vitest';

import { progressOf } from '../../src/cli/demo/progress.ts';
import type { Status, StatusEntry } from '../../src/client/index.ts';

const status = (phase: Status['phase'], more: Partial<Status> = {}): Status => ({
  reservationId: 'r-1',
  listingId: 'loft',
  phase,
  revision: 0,
  ledger: [],
  ...more,
});

const live = (kind: StatusEntry['kind'], id: string): StatusEntry => ({ kind, id, state: 'live' });
const user = live('access-user', 'u');
const key = live('credential', 'c');
const gone = '2031-05-04T09:00:05.000Z';

const told = (before: Status | undefined, now: Status): readonly string[] =>
  progressOf(before, now).map(({ text }) => text.split(':')[0] ?? '');

describe('the timeline of a stay tells', () => {
  it('each phase once', () => {
    expect(told(undefined, status('planning'))).toEqual(['booked']);
    expect(told(status('planning'), status('planning'))).toEqual([]);
    expect(told(status('planning'), status('granting', { ledger: [user] }))).toEqual([
      'granting',
      'granted',
    ]);
  });

  it('what was granted while nobody looked, before the phase that it led to', () => {
    const now = status('waiting', { ledger: [user, key] });
    expect(progressOf(status('granting', { ledger: [user] }), now).map(({ text }) => text)).toEqual(
      ['granted: credential', 'waiting for check-in'],
    );
  });

  it('the first proof before the second, also if both came between two looks', () => {
    const revoking = status('revoking', { absentSince: gone });
    expect(told(status('open'), revoking)).toEqual(['revoking', 'revoked']);
    expect(told(revoking, status('revoked', { absentSince: gone }))).toEqual(['proven']);
    expect(told(status('open'), status('revoked', { absentSince: gone }))).toEqual([
      'revoked',
      'proven',
    ]);
  });

  it('a problem when it comes up, and not again while it lasts', () => {
    const problem = {
      type: 'SeamUnavailable',
      message: 'Seam gives no usable answer.',
      since: gone,
    };
    expect(progressOf(status('granting'), status('granting', { problem }))).toEqual([
      { sign: '!', text: 'SeamUnavailable: Seam gives no usable answer.' },
    ]);
    expect(told(status('granting', { problem }), status('granting', { problem }))).toEqual([]);
  });
});
