/** A put that comes after the cancellation of its booking, and what it comes to. */
export interface LatePut {
  /** What the put has, in words. */
  readonly has: string;
  /** Revisions that it may have. */
  readonly revisions: readonly (number | undefined)[];
  readonly answer: 'applied' | 'superseded';
  readonly why: string;
}

/** The revision of the cancellation that comes before there is a stay. */
export const CANCELLED_AT = 5;

/** The same while the cancellation's own run is open and once it has closed. */
export const LATE_PUTS: readonly LatePut[] = [
  {
    has: 'the same revision or a lower one',
    revisions: [CANCELLED_AT, CANCELLED_AT - 1],
    answer: 'superseded',
    why: 'The booking was cancelled after it was made like this.',
  },
  {
    has: 'a higher revision',
    revisions: [CANCELLED_AT + 1],
    answer: 'applied',
    why: 'The booking was made again after the cancellation.',
  },
  {
    has: 'no revision',
    revisions: [undefined],
    answer: 'applied',
    why: 'Without one the order of arrival counts: give both messages one.',
  },
];
