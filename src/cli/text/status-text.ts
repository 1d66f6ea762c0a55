import type { Status, StatusEntrance, StatusEntry } from '../../contract/status.ts';
import { clockOf } from '../../listings/utc-offsets.ts';
import { withLocalTimes } from '../../stay/local-text.ts';
import type { Terminal } from '../terminal.ts';

import { distance, moment } from './moment.ts';

/** How far a stretch of the stay is. */
type Mark = 'done' | 'now' | 'ahead' | 'never';

/** How far it is, its name, and what is known of it. */
type Stretch = readonly [Mark, string, string];

const LOOKS = {
  done: ['green', '✔'],
  now: ['cyan', '●'],
  ahead: ['dim', '○'],
  never: ['dim', '–'],
} as const satisfies Record<Mark, readonly [string, string]>;

const ENDINGS = {
  'check-out': 'after check-out',
  cancellation: 'after its cancellation',
  operator: 'after an operator stopped it',
} as const;

/** A stay as a timeline, for people, on the listing's clock. `now` in epoch milliseconds. */
export function statusText(
  status: Status,
  terminal: Pick<Terminal, 'paint'>,
  now: number,
): string[] {
  const { paint } = terminal;
  const rows = stretches(status, now).map(([mark, name, text]) => {
    const [colour, sign] = LOOKS[mark];
    return `  ${paint(colour, sign)} ${name.padEnd(9)}${text}`.trimEnd();
  });
  const { problem, next, notes = [], ledger, phase, entrances } = status;
  const evidence = phase === 'revoking' || phase === 'revoked' ? ledger.flatMap(evidenceOf) : [];
  const clock = clockOf(status.timeZone);
  const lines = [
    paint('bold', `Stay ${status.reservationId}`) +
      ` at ${status.listingId || 'a listing that is not known'}` +
      (status.recipe === undefined ? '' : `, ${status.recipe}`) +
      (clock === undefined ? '' : `; times in ${status.timeZone}`),
    '',
    ...rows,
    ...(problem === undefined
      ? []
      : [
          '',
          `  ${paint('red', `! ${problem.type}`)} since ${moment(problem.since, now)}${lastSeen(problem, now)}`,
          `    ${problem.message}${problem.next === undefined ? '' : ` ${problem.next}`}`,
        ]),
    ...(entrances === undefined ? [] : ['', `  entrances: ${namesOf(entrances)}`]),
    ...(next === undefined ? [] : ['', `  next: ${next}`]),
    ...(evidence.length === 0 ? [] : ['', ...evidence]),
    ...notes.map((note) => `  note: ${note}`),
    ...signalText(status, now),
  ];
  return lines.map((line) => withLocalTimes(line, clock));
}

function lastSeen({ seenAt }: NonNullable<Status['problem']>, now: number): string {
  return seenAt === undefined ? '' : `, last seen ${distance(Date.parse(seenAt) - now)}`;
}

function stretches(status: Status, now: number): readonly Stretch[] {
  const { phase, opensAt, closesAt, absentSince, revokedAt, endedBy } = status;
  const isEnding = phase === 'revoking' || phase === 'revoked';
  const made = status.ledger.filter((entry) => entry.state !== 'removed');
  const wasGranted = isEnding && status.ledger.some((entry) => entry.kind === 'credential');
  const isOpened = (wasGranted || phase === 'held') && hasOpened(status, now);
  const at = (instant: string | undefined): string =>
    instant === undefined ? '' : moment(instant, now);
  const mark = (isNow: boolean, isDone: boolean): Mark =>
    isNow ? 'now' : isDone ? 'done' : isEnding ? 'never' : 'ahead';
  const isGranted =
    phase === 'open' || ((phase === 'waiting' || phase === 'held') && made.length > 0);
  const isShut =
    isEnding && !status.ledger.some((entry) => entry.state !== 'removed' && entry.kept !== true);
  const hold = holdStretch(status, now);
  return [
    [mark(phase === 'planning', phase !== 'planning'), 'planned', ''],
    [
      mark(phase === 'granting', isGranted || wasGranted),
      'granted',
      madeText(isEnding ? [] : made),
    ],
    ...(isOpened ? [] : hold),
    [mark(phase === 'waiting', phase === 'open' || isOpened), 'opens', at(opensAt)],
    ...(isOpened ? hold : []),
    [
      mark(phase === 'open', isEnding),
      isEnding ? 'ended' : 'closes',
      isEnding && endedBy ? ENDINGS[endedBy] : at(closesAt),
    ],
    [
      mark(phase === 'revoking' && absentSince === undefined, isShut || absentSince !== undefined),
      'revoked',
      at(absentSince),
    ],
    [
      mark(phase === 'revoking' && absentSince !== undefined, phase === 'revoked'),
      'proven',
      at(revokedAt),
    ],
  ];
}

/** Whether the guest could get in before now: who was held before the opening could not. */
function hasOpened({ phase, opensAt, held }: Status, now: number): boolean {
  if (opensAt === undefined || (phase === 'held' && held === undefined)) return false;
  const until = held === undefined ? now : Math.min(now, Date.parse(held.since));
  return until >= Date.parse(opensAt);
}

/** The hold, where there is one. Without a worker nobody knows since when. */
function holdStretch({ phase, held }: Status, now: number): readonly Stretch[] {
  if (held === undefined) return phase === 'held' ? [['now', 'held', '']] : [];
  const since = moment(held.since, now);
  const isOver = phase === 'revoking' || phase === 'revoked';
  if (isOver) return [['done', 'held', `since ${since}`]];
  return phase === 'held'
    ? [['now', 'held', `since ${since}`]]
    : [['now', 'to be held', `since ${since}; till it is, the doors are as they were`]];
}

/** When the removal of an object was asked for, accepted, and seen done. */
export function evidenceOf(entry: StatusEntry): readonly string[] {
  const { kind, id, removalAskedAt, removalAcceptedAt, goneAt } = entry;
  if (id === undefined || removalAskedAt === undefined) return [];
  const steps = [
    `asked to go ${removalAskedAt}`,
    ...(removalAcceptedAt === undefined ? [] : [`accepted ${removalAcceptedAt}`]),
    goneAt === undefined ? 'still there' : `gone ${goneAt}`,
  ];
  return [`  ${kind.replace('-', ' ')} ${id}: ${steps.join(', ')}`];
}

/** What became of the last signal, if it was not simply done. */
function signalText({ lastSignal }: Status, now: number): readonly string[] {
  if (lastSignal === undefined || lastSignal.verdict.outcome === 'applied') return [];
  const { name, at, verdict } = lastSignal;
  const { outcome, reason = '' } = verdict;
  return [`  signal ${name} of ${moment(at, now)}: ${outcome}. ${reason}`.trimEnd()];
}

/** The names of doors. */
function namesOf(entrances: readonly StatusEntrance[]): string {
  return entrances.map(({ name }) => name).join(', ') || 'none';
}

/** "access user, 2 memberships, credential". */
function madeText(entries: readonly StatusEntry[]): string {
  const counts = Map.groupBy(entries, (entry) => entry.kind);
  return [...counts]
    .map(([kind, all]) => {
      const name = kind.replace('-', ' ');
      return all.length === 1 ? name : `${all.length} ${name.replace(/y$/, 'ie')}s`;
    })
    .join(', ');
}
