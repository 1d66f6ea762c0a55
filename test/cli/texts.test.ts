import { describe, expect, it } from 'vitest';

import { commands } from '../../src/cli/commands/index.ts';
import { historyText } from '../../src/cli/text/history-text.ts';
import { listText } from '../../src/cli/text/list-text.ts';
import { moment } from '../../src/cli/text/moment.ts';
import { isRetried, retriedLine, retriedText } from '../../src/cli/text/retried-text.ts';
import { statusText } from '../../src/cli/text/status-text.ts';
import { verdictText } from '../../src/cli/text/verdict-text.ts';
import type { VerdictOutcome, Status } from '../../src/client/index.ts';
import { callCli } from '../support/cli.ts';

const now = Date.parse('2031-05-02T12:00:00Z');
const plain = { paint: (_: unknown, text: string) => text };

const open: Status = {
  reservationId: '1001',
  listingId: 'loft',
  recipe: 'salto-ks-pin',
  phase: 'open',
  opensAt: '2031-05-01T13:00:00.000Z',
  closesAt: '2031-05-04T09:00:00.000Z',
  timeZone: 'Europe/Amsterdam',
  revision: 0,
  credentialId: 'c',
  ledger: [
    { kind: 'access-user', id: 'u', state: 'live' },
    { kind: 'membership', id: 'g', state: 'live' },
    { kind: 'membership', id: 'h', state: 'live' },
    { kind: 'credential', id: 'c', state: 'live' },
  ],
  next: 'Check-out at 2031-05-04T09:00:00.000Z',
};

const removed = open.ledger.map((entry) => ({ ...entry, state: 'removed' as const }));

describe('a stay is told to people', () => {
  it('while it is open', () => {
    expect(statusText(open, plain, now)).toEqual([
      'Stay 1001 at loft, salto-ks-pin; times in Europe/Amsterdam',
      '',
      '  ✔ planned',
      '  ✔ granted  access user, 2 memberships, credential',
      '  ✔ opens    2031-05-01 15:00:00 +02:00, 23 hours ago',
      '  ● closes   2031-05-04 11:00:00 +02:00, in 2 days',
      '  ○ revoked',
      '  ○ proven',
      '',
      '  next: Check-out at 2031-05-04 11:00:00 +02:00',
    ]);
  });

  it('with the evidence of its end, and with a signal that was not taken', () => {
    const evidence = {
      removalAskedAt: '2031-05-02T11:00:00.000Z',
      removalAcceptedAt: '2031-05-02T11:00:01.000Z',
      goneAt: '2031-05-02T11:00:02.000Z',
    };
    const verdict = { outcome: 'too-late', reason: 'The stay is ending or has ended.' } as const;
    const text = statusText(
      {
        ...open,
        phase: 'revoked',
        ledger: removed.map((entry) => (entry.id === 'c' ? { ...entry, ...evidence } : entry)),
        lastSignal: { name: 'changeStay', at: '2031-05-02T11:50:00.000Z', verdict },
      },
      plain,
      now,
    );
    expect(text.slice(-2)).toEqual([
      '  credential c: asked to go 2031-05-02 13:00:00 +02:00, accepted 2031-05-02 13:00:01 +02:00, gone 2031-05-02 13:00:02 +02:00',
      '  signal changeStay of 2031-05-02 13:50:00 +02:00, 10 minutes ago: too-late. The stay is ending or has ended.',
    ]);
  });

  it('in UTC, and saying so, where its zone is not known, or not to this machine', () => {
    const { timeZone: _, ...nowhere } = open;
    for (const status of [nowhere, { ...open, timeZone: 'Atlantis/Harbour' }]) {
      const text = statusText(status, plain, now);
      expect(text[0]).toBe('Stay 1001 at loft, salto-ks-pin');
      expect(text[4]).toBe('  ✔ opens    2031-05-01 13:00:00 UTC, 23 hours ago');
      expect(text.at(-1)).toBe('  next: Check-out at 2031-05-04 09:00:00 UTC');
    }
  });

  it('with its hold: after the opening if the guest was in by then, else before it', () => {
    const since = (instant: string): Status => ({
      ...open,
      phase: 'held',
      held: { since: instant },
    });
    expect(statusText(since('2031-05-02T10:00:00.000Z'), plain, now).slice(2, 8)).toEqual([
      '  ✔ planned',
      '  ✔ granted  access user, 2 memberships, credential',
      '  ✔ opens    2031-05-01 15:00:00 +02:00, 23 hours ago',
      '  ● held     since 2031-05-02 12:00:00 +02:00, 2 hours ago',
      '  ○ closes   2031-05-04 11:00:00 +02:00, in 2 days',
      '  ○ revoked',
    ]);
    const early = statusText(since('2031-04-30T10:00:00.000Z'), plain, now);
    expect(early.slice(4, 6)).toEqual([
      '  ● held     since 2031-04-30 12:00:00 +02:00, 2 days ago',
      '  ○ opens    2031-05-01 15:00:00 +02:00, 23 hours ago',
    ]);
  });

  it('as held, and no more, where no worker tells since when', () => {
    expect(statusText({ ...open, phase: 'held' }, plain, now).slice(4, 6)).toEqual([
      '  ● held',
      '  ○ opens    2031-05-01 15:00:00 +02:00, 23 hours ago',
    ]);
  });

  it('without an opening, if it was held from the start and is over', () => {
    const text = statusText(
      {
        ...open,
        phase: 'revoked',
        ledger: removed,
        endedBy: 'check-out',
        held: { since: '2031-04-30T10:00:00.000Z' },
      },
      plain,
      Date.parse('2031-05-05T12:00:00Z'),
    );
    expect(text.slice(4, 7)).toEqual([
      '  ✔ held     since 2031-04-30 12:00:00 +02:00, 5 days ago',
      '  – opens    2031-05-01 15:00:00 +02:00, 4 days ago',
      '  ✔ ended    after check-out',
    ]);
  });

  it('without an access that went with a move, until the new one is granted at check-in', () => {
    const opensAt = '2031-05-03T13:00:00.000Z';
    const moved = { ...open, phase: 'waiting', opensAt, ledger: removed } as const;
    expect(statusText(moved, plain, now).slice(2, 5)).toEqual([
      '  ✔ planned',
      '  ○ granted',
      '  ● opens    2031-05-03 15:00:00 +02:00, in 25 hours',
    ]);
  });

  it('with its problem and its notes', () => {
    const problem = {
      type: 'SeamUnavailable',
      message: 'Seam gives no usable answer.',
      next: 'Wait.',
      since: '2031-05-02T11:50:00.000Z',
      seenAt: '2031-05-02T11:58:00.000Z',
    };
    const granting = {
      ...open,
      phase: 'granting' as const,
      ledger: [],
      problem,
      notes: ['A note.'],
    };
    expect(statusText(granting, plain, now)).toEqual([
      'Stay 1001 at loft, salto-ks-pin; times in Europe/Amsterdam',
      '',
      '  ✔ planned',
      '  ● granted',
      '  ○ opens    2031-05-01 15:00:00 +02:00, 23 hours ago',
      '  ○ closes   2031-05-04 11:00:00 +02:00, in 2 days',
      '  ○ revoked',
      '  ○ proven',
      '',
      '  ! SeamUnavailable since 2031-05-02 13:50:00 +02:00, 10 minutes ago, last seen 2 minutes ago',
      '    Seam gives no usable answer. Wait.',
      '',
      '  next: Check-out at 2031-05-04 11:00:00 +02:00',
      '  note: A note.',
    ]);
  });

  it('between the proofs, and after the second', () => {
    const { next: _next, ...stay } = open;
    const revoking = {
      ...stay,
      phase: 'revoking' as const,
      ledger: removed,
      endedBy: 'cancellation' as const,
      absentSince: '2031-05-02T11:59:00.000Z',
    };
    expect(statusText(revoking, plain, now).slice(2)).toEqual([
      '  ✔ planned',
      '  ✔ granted',
      '  ✔ opens    2031-05-01 15:00:00 +02:00, 23 hours ago',
      '  ✔ ended    after its cancellation',
      '  ✔ revoked  2031-05-02 13:59:00 +02:00, 60 seconds ago',
      '  ● proven',
    ]);
    const revoked = {
      ...revoking,
      phase: 'revoked' as const,
      revokedAt: '2031-05-02T12:00:00.000Z',
    };
    expect(statusText(revoked, plain, now).at(-1)).toBe(
      '  ✔ proven   2031-05-02 14:00:00 +02:00, now',
    );
  });

  it('without what a stay never had, when it was cancelled before its grant', () => {
    const never: Status = {
      reservationId: '1001',
      listingId: '',
      phase: 'revoked',
      revision: 0,
      ledger: [],
      endedBy: 'cancellation',
    };
    expect(statusText(never, plain, now).slice(0, 6)).toEqual([
      'Stay 1001 at a listing that is not known',
      '',
      '  ✔ planned',
      '  – granted',
      '  – opens',
      '  ✔ ended    after its cancellation',
    ]);
  });
});

describe('a verdict is told to people', () => {
  it('with what the door now does', () => {
    expect(
      verdictText(
        {
          outcome: 'applied',
          opensAt: '2031-05-02T13:00:00.000Z',
          closesAt: '2031-05-04T09:00:00.000Z',
          timeZone: 'America/St_Johns',
        },
        plain,
        now,
      ),
    ).toEqual([
      '✔ applied',
      '  opens   2031-05-02 10:30:00 -02:30, in 60 minutes',
      '  closes  2031-05-04 06:30:00 -02:30, in 2 days',
      '  zone    America/St_Johns',
    ]);
  });

  it('tells an hour that comes twice from the other one', () => {
    const reason = 'The earlier is taken for a check-in, 2031-10-26T00:30:00.000Z.';
    const verdict = { outcome: 'applied', reason, timeZone: 'Europe/Amsterdam' } as const;
    expect(verdictText(verdict, plain, now)[0]).toBe(
      '✔ applied: The earlier is taken for a check-in, 2031-10-26 02:30:00 +02:00.',
    );
  });

  it('with its reason', () => {
    expect(verdictText({ outcome: 'too-late', reason: 'The stay has ended.' }, plain, now)).toEqual(
      ['✘ too-late: The stay has ended.'],
    );
  });
});

describe('the retries of a listing are told to people', () => {
  const verdict = (reservationId: string, outcome: VerdictOutcome, reason?: string) => ({
    reservationId,
    verdict: { outcome, ...(reason && { reason }) },
  });
  const failed = {
    reservationId: '1005',
    error: { type: 'TemporalFailed', message: 'Temporal could not.', next: 'Try again.' },
  } as const;

  it('by their outcomes, and which were not simply applied', () => {
    const all = [
      verdict('1001', 'applied'),
      verdict('1002', 'refused', 'The listing is gone.'),
      verdict('1003', 'applied'),
      verdict('1004', 'pending'),
      failed,
    ];
    expect(retriedText('loft', all, plain)).toEqual([
      '✔ 2 applied',
      '✘ 1 refused: 1002',
      '… 1 pending: 1004',
      '✘ 1 failed: 1005',
    ]);
    expect(all.map(isRetried)).toEqual([true, false, true, true, false]);
    expect(all.slice(1).map(retriedLine)).toEqual([
      '1002 refused: The listing is gone.',
      '1003 applied',
      '1004 pending',
      '1005 failed: Temporal could not. Try again.',
    ]);
  });

  it('with twenty ids of an outcome at most, and how many more there are', () => {
    const all = Array.from({ length: 23 }, (_, nth) => verdict(`${100 + nth}`, 'pending'));
    expect(retriedText('loft', all, plain)[0]).toMatch(
      /^… 23 pending: 100, .*, 119 and 3 more \(--json names all\)$/,
    );
  });

  it('as none, where none is booked or lived', () => {
    expect(retriedText('loft', [], plain)).toEqual(['No stay at loft is booked or lived.']);
  });
});

describe('a list is told to people', () => {
  it('as a table on the clock of each listing, with where the next page begins', () => {
    const window = { opensAt: '2031-05-01T13:00:00.000Z', closesAt: '2031-05-04T09:00:00.000Z' };
    const stays = [
      {
        reservationId: '1001',
        listingId: 'loft',
        phase: 'open' as const,
        ...window,
        timeZone: 'Asia/Tokyo',
        problem: { type: 'NoSeatLeft' },
      },
      { reservationId: '1002', ...window },
      { reservationId: '12' },
    ];
    expect(listText({ stays, cursor: 'abc' }, plain)).toEqual([
      'reservation  listing  phase  opens             closes            zone        problem',
      '1001         loft     open   2031-05-01 22:00  2031-05-04 18:00  Asia/Tokyo  NoSeatLeft',
      '1002                         2031-05-01 13:00  2031-05-04 09:00  UTC',
      '12',
      '',
      'More with --cursor abc',
    ]);
  });
});

describe('a history is told to people', () => {
  const told = { reservationId: 'paris-12', listingId: 'canal-house' } as const;
  const at = (instant: string, phase: 'open' | 'held') =>
    ({ kind: 'phase', at: instant, runId: 'run', phase }) as const;

  it('on the clock of its listing, also in the hour that comes twice', () => {
    const entries = [
      at('2026-10-25T00:30:00.000Z', 'open'),
      at('2026-10-25T01:30:00.000Z', 'held'),
    ];
    const timeZone = 'Europe/Amsterdam';
    expect(historyText({ ...told, timeZone, entries }, plain)).toEqual([
      'Stay paris-12 at canal-house; times in Europe/Amsterdam',
      '',
      '2026-10-25 02:30:00 +02:00  phase    open',
      '2026-10-25 02:30:00 +01:00  phase    held',
    ]);
  });

  it('with whether a worker has taken a step, or it waits in its queue', () => {
    const of = { at: '2026-10-25T00:30:00.000Z', runId: 'run', name: 'addAccessUser' };
    const step = { ...of, kind: 'step', outcome: 'running', seconds: 130.2 } as const;
    const tried = [0, 1, 3].map((attempts) => ({ ...step, attempts }));
    const lines = historyText({ ...told, entries: tried }, plain).slice(2);
    expect(lines.map((line) => line.split(' step     ')[1])).toEqual([
      'addAccessUser: in the queue, for 130 s',
      'addAccessUser: running',
      'addAccessUser: running, 3 attempts in 130 s',
    ]);
  });

  it('with a word that it is not whole, where the key of some of it is not here', () => {
    const lines = historyText({ ...told, entries: [], isPartial: true }, plain);
    expect(lines.at(-1)).toMatch(/^Some of this is encrypted .* Set NIGHTLATCH_PAYLOAD_KEYS /);
  });
});

describe('a moment is told to people', () => {
  it.each([
    ['2031-05-02T12:00:00.400Z', 'now'],
    ['2031-05-02T12:00:01.000Z', 'in 1 second'],
    ['2031-05-02T11:58:30.000Z', '2 minutes ago'],
    ['2031-05-12T12:00:00.000Z', 'in 10 days'],
  ])('%s is %s', (instant, words) => {
    expect(moment(instant, now).split(', ')[1]).toBe(words);
  });
});

describe('the help', () => {
  it.each(commands.map((command) => [command.name, command] as const))(
    'of %s fits a terminal',
    async (name, command) => {
      const { code, stdout } = await callCli([...name.split(' '), '--help']);
      expect(code).toBe(0);
      expect(stdout).toContain(`usage: nightlatch ${name}`);
      for (const option of Object.keys(command.options)) expect(stdout).toContain(`--${option}`);
      const lines = stdout.split('\n');
      const prose = lines.slice(
        0,
        lines.indexOf('examples:') === -1 ? lines.length : lines.indexOf('examples:'),
      );
      expect(Math.max(...prose.map((line) => line.length))).toBeLessThanOrEqual(90);
    },
  );

  it('names every command', async () => {
    const { code, stdout } = await callCli(['--help']);
    expect(code).toBe(0);
    for (const { name, summary } of commands) {
      expect(stdout).toContain(`  ${name}`);
      expect(summary).not.toMatch(/\.$/);
    }
  });
});
