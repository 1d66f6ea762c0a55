import { Hash, hashOf } from './hash.ts';
import { walk, type Sink } from './walking.ts';

/** What a token is: text, which is the same for everybody, or something that stands in some order to others of its kind. */
export const TEXT = 0;
export const ID = 1;
export const INSTANT = 2;
export const MOMENT = 3;
export const NUMBER = 4;
/** The number of a request, of which counts only which open one is as new. */
export const STANDING = 5;
/** An instant of which, once it is past, nothing else counts. */
export const LIMIT = 6;
/** An instant of which counts whether a list that lags may not show it yet. */
export const NEWS = 7;

/** The pieces of a value, of which each has a kind and a number: an instant, a request's number, or the hash of a text or of an id. */
export class Tokens implements Sink {
  readonly kinds: number[] = [];
  readonly values: number[] = [];
  private readonly run = new Hash();
  private isInRun = false;

  text(text: string): void {
    this.run.add(hashOf(text));
    this.isInRun = true;
  }

  id(id: string): void {
    this.put(ID, hashOf(id));
  }

  instant(epochMs: number): void {
    this.put(INSTANT, epochMs);
  }

  limit(epochMs: number): void {
    this.put(LIMIT, epochMs);
  }

  news(epochMs: number): void {
    this.put(NEWS, epochMs);
  }

  moment(epochMs: number): void {
    this.put(MOMENT, epochMs);
  }

  number(value: number): void {
    this.put(NUMBER, value);
  }

  standing(value: number): void {
    this.put(STANDING, value);
  }

  inner(value: object, mayLose: boolean): void {
    walk(this, value, mayLose);
  }

  /** Texts in a row are one piece. */
  endRun(): void {
    if (!this.isInRun) return;
    this.isInRun = false;
    this.kinds.push(TEXT);
    this.values.push(this.run.take());
  }

  private put(kind: number, value: number): void {
    this.endRun();
    this.kinds.push(kind);
    this.values.push(value);
  }
}

const MOST_KEPT = 10_000;

/** The pieces of values that were walked lately: a value never changes, and most of a world is in the next one, too. */
let young = new Map<object, Tokens>();
let old = young;

/** The pieces of a value. `mayLose`: what JSON drops is no loss. */
export function tokensOf(value: object, mayLose = false): Tokens {
  const known = young.get(value) ?? old.get(value);
  if (known !== undefined) return known;
  const tokens = new Tokens();
  walk(tokens, value, mayLose);
  tokens.endRun();
  if (young.size >= MOST_KEPT) {
    old = young;
    young = new Map();
  }
  young.set(value, tokens);
  return tokens;
}
