import type { Opening } from './door-book.ts';

/** A length of time, in epoch milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A stay of the drill as it was agreed with its backend, in epoch milliseconds. */
export interface Agreed {
  readonly id: string;
  readonly opensAt: number;
  /** When its doors are to be shut: the check-out, or the answer to a cancellation. */
  readonly shutFrom: number;
  /** Whether the lock itself keeps the window: then nothing is late, whoever is away. */
  readonly isKeptByLock: boolean;
}

/** Where only we shut a door, a minute of health is promised (docs/reliability.md, I1). Opening is held to it too. */
const BOUND_MS = 60_000;
/** A lock is looked at five times a second. */
const LOOK_MS = 500;
/** So long everything may need to try again what was away. */
const GOING_AGAIN_MS = 10_000;

/** Judges when the doors of a stay were open; `away` is when the database was not there. */
export function judgeStay(
  { id, opensAt, shutFrom, isKeptByLock }: Agreed,
  opening: Opening | undefined,
  away: Span,
): { readonly told: string; readonly wrongs: readonly string[] } {
  if (opening === undefined) return { told: `${id}: never open`, wrongs: [`${id} never opened`] };
  const { first, last } = opening;
  const late = { open: first - opensAt, shut: last - shutFrom };
  const bound = isKeptByLock ? LOOK_MS : BOUND_MS;
  const isLate = (from: number, to: number): boolean =>
    to - from - (isKeptByLock ? 0 : commonOf({ from, to }, away)) > bound;
  const said: readonly (readonly [boolean, string])[] = [
    [first < opensAt - LOOK_MS, 'was open before check-in'],
    [isLate(opensAt, first), 'was opened late'],
    [last > shutFrom && isLate(shutFrom, last), 'was shut late'],
  ];
  const [opened, shut] = [late.open, late.shut].map((ms) => `${(ms / 1_000).toFixed(1)} s`);
  return {
    told: `${id}: opened ${opened} after check-in, last seen open ${shut} after it was to be shut`,
    wrongs: said.flatMap(([isWrong, what]) => (isWrong ? [`${id} ${what}`] : [])),
  };
}

/** How much of a span lay in an outage, with the time to get going again. */
function commonOf(span: Span, outage: Span): number {
  const from = Math.max(span.from, outage.from);
  const to = Math.min(span.to, outage.to + GOING_AGAIN_MS);
  return Math.max(0, to - from);
}
