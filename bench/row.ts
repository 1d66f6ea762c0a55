import type { Figure } from './figures.ts';
import type { Ground } from './ground/ground.ts';

/** How much of a row is to be measured. */
export interface Size {
  /** How many stays at a time. */
  readonly stays: number;
  /** How many times, or pairs. */
  readonly times: number;
}

/** One row of the table: what is measured, and how. */
export interface Row {
  /** What `--only` calls it. */
  readonly name: string;
  /** What is measured, in words. */
  readonly what: string;
  /** What it should be, as the figures say it. */
  readonly aim: string;
  /** So much takes a minute or two. */
  readonly size: Size;
  measure(ground: Ground, size: Size): Promise<readonly Figure[]>;
}
