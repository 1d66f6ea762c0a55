import type { Phase, Status } from '../../client/index.ts';

/** One thing that became visible between two looks at a stay. */
export interface Progress {
  readonly sign: string;
  readonly text: string;
}

const PHASES = {
  planning: { sign: '○', text: 'booked: the stay is being planned' },
  granting: { sign: '◔', text: 'granting' },
  waiting: { sign: '◑', text: 'waiting for check-in' },
  open: { sign: '●', text: 'open: check-in is reached' },
  held: { sign: '◌', text: 'held: nobody gets in until it is released' },
  revoking: { sign: '◐', text: 'revoking' },
  revoked: { sign: '✔', text: 'proven: after the quiet period still nothing there' },
} as const satisfies Record<Phase, Progress>;

const GONE: Progress = { sign: '◐', text: 'revoked: Seam shows nothing of the stay any more' };

/**
 * What is new about a stay since the last look, in the order in which it happened. Phases that came
 * and went between two looks are told by what they left behind.
 */
export function progressOf(before: Status | undefined, now: Status): readonly Progress[] {
  const made = newlyMade(before, now);
  const arrived = before?.phase === now.phase ? [] : [PHASES[now.phase]];
  const granted = made.length === 0 ? [] : [{ sign: '◔', text: `granted: ${made.join(', ')}` }];
  const gone = before?.absentSince === undefined && now.absentSince !== undefined ? [GONE] : [];
  const { problem } = now;
  const trouble =
    problem === undefined || problem.type === before?.problem?.type
      ? []
      : [{ sign: '!', text: `${problem.type}: ${problem.message}` }];
  switch (now.phase) {
    case 'planning':
    case 'granting':
    case 'held':
    case 'revoking':
      return [...arrived, ...granted, ...gone, ...trouble];
    case 'waiting':
    case 'open':
    case 'revoked':
      return [...granted, ...gone, ...arrived, ...trouble];
  }
}

function newlyMade(before: Status | undefined, now: Status): readonly string[] {
  const known = new Set(before?.ledger.map((entry) => entry.id));
  return now.ledger
    .filter((entry) => entry.state === 'live' && !known.has(entry.id))
    .map((entry) => entry.kind.replace('-', ' '));
}
