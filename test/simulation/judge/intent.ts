import { LISTINGS } from '../world/listings.ts';
import type { Word } from '../world/story.ts';

import {
  areAlike,
  authorsOfWindow,
  copyOf,
  type Field,
  type Fields,
  fieldsOf,
  isImpossible,
  latestOf,
  takeBack,
} from './intent-fields.ts';

/** What the guest was entitled to, from a moment on until the next such. */
export interface Entitlement {
  readonly since: number;
  /** Booked, not cancelled, and not at its end. */
  readonly isAlive: boolean;
  readonly listingId: string;
  readonly opensAt: number;
  readonly closesAt: number;
}

/** What a word was worth when the stay heard it; `agreed`: overtaken, by words that say the same. */
export type Worth = 'taken' | 'agreed' | 'superseded' | 'too-late' | 'repeated' | 'invalid';

/**
 * What a stay is told, folded by the contract's rules and by nothing of the code that is judged:
 * each field goes to the newest revision, without one to the latest arrival.
 */
export class Intent {
  readonly periods: Entitlement[] = [];
  /** How many messages were. */
  heard = 0;
  /** By kind and command id: the same id of a put and of a cancellation means two commands. */
  readonly #known = new Set<string>();
  #fields: Fields | undefined;
  /** What was wanted after the newest put, when the plan in the making was asked for, and by the last plan made. */
  #put: Fields | undefined;
  #asked: Fields | undefined;
  #planned: Fields | undefined;
  /** Nothing has been planned since the put that it lives by. */
  #isNewLife = true;
  /** The newest put has been planned. */
  #isPutPlanned = false;
  /** Who wrote the fields as each word says them, and whose word was refused. */
  readonly #standsWith = new Map<Word, ReadonlySet<Word>>();
  readonly #refused = new Set<Word>();
  #isEnding = false;
  #isPutAgain = false;
  /** The run is closed, or never was more than a refusal. */
  #isOver = true;
  /** The run was begun by a put that is older than what an earlier run knew. */
  #isStale = false;
  #knownBefore = 0;

  get current(): Entitlement | undefined {
    return this.periods.at(-1);
  }

  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** A put came while the stay was ending, and has not been lived yet. */
  get isPutAgain(): boolean {
    return this.#isPutAgain;
  }

  /** A run begins with the reservation of a first put. */
  begin(word: Word, at: number): void {
    const { says, revision } = word;
    if (says.kind !== 'put') throw new TypeError('a run that begins without a reservation');
    this.#isStale = revision !== undefined && revision <= this.#knownBefore;
    this.#isOver = !LISTINGS.has(says.listingId) || this.#isStale;
    this.#isEnding = false;
    this.#isPutAgain = false;
    this.#known.clear();
    if (word.commandId !== undefined) this.#known.add(nameOf(word));
    this.#fields = fieldsOf(word, says);
    this.#put = copyOf(this.#fields);
    this.#asked = undefined;
    this.#isNewLife = true;
    this.#isPutPlanned = false;
    this.#note(at);
  }

  hear(word: Word, at: number): Worth {
    this.heard += 1;
    const { says, commandId } = word;
    if (this.#isStale && !this.#isRevivedBy(word)) {
      // Who cancels what is over has what was asked for.
      if (says.kind === 'cancel') return 'agreed';
      // What began the run stands with a newer put that says the same.
      return this.#known.has(nameOf(word)) ? 'repeated' : 'superseded';
    }
    if (this.#isOver || this.#fields === undefined) return 'too-late';
    // Nobody names a look, nor a cancellation from the UI: each is one more.
    if (commandId !== undefined && says.kind !== 'check' && says.kind !== 'operator') {
      if (this.#known.has(nameOf(word))) return 'repeated';
      this.#known.add(nameOf(word));
    }
    const before = copyOf(this.#fields);
    const worth = this.#weigh(word, this.#fields);
    const isRetry = says.kind === 'retry' && worth === 'taken';
    // A plan that was asked for without this word comes to nothing.
    if (isRetry || worth === 'invalid' || !areAlike(before, this.#fields)) this.#asked = undefined;
    this.#note(at);
    return worth;
  }

  /** The stay shows that its end has begun, or that it lives again. */
  show(isEnding: boolean, at: number): void {
    if (isEnding === this.#isEnding) return;
    this.#isEnding = isEnding;
    this.#isPutAgain = false;
    this.#isNewLife ||= !isEnding;
    this.#asked = undefined;
    this.#note(at);
  }

  /** The stay asks for a plan of what it has heard. */
  ask(): void {
    if (this.#fields !== undefined) this.#asked ??= copyOf(this.#fields);
  }

  /** The plan that was asked for is made. */
  plan(): void {
    if (this.#asked === undefined) return;
    this.#planned = this.#asked;
    this.#asked = undefined;
    this.#isNewLife = false;
    this.#isPutPlanned = true;
  }

  /** It is refused. If it ends before it begins, whoever wrote that since the last plan is refused. */
  refuse(at: number): void {
    const asked = this.#asked;
    this.#asked = undefined;
    if (asked === undefined || this.#fields === undefined || !isImpossible(asked)) return;
    const isPutFine = this.#put !== undefined && authorsOfWindow(asked, this.#put).size > 0;
    const base = this.#baseOf(isPutFine);
    if (base === undefined) return;
    const authors = authorsOfWindow(asked, base);
    for (const author of authors) this.#refused.add(author);
    takeBack(this.#fields, base, authors);
    this.#note(at);
  }

  /** Whether what a word says was refused, together with whoever had said the same before. */
  isRefused(word: Word): boolean {
    return [...(this.#standsWith.get(word) ?? [])].some((author) => this.#refused.has(author));
  }

  /** Its run has closed. One that failed was a refusal: what it had heard counts for nothing later. */
  close(at: number, isRefusal: boolean): void {
    this.#isOver = true;
    this.#isEnding = false;
    if (!isRefusal) this.#knownBefore = Math.max(this.#revision, this.#knownBefore);
    this.#note(at);
  }

  /** Whether a put in a run that was stale from its beginning is news all the same: the run lives by it. */
  #isRevivedBy({ says, revision = 0 }: Word): boolean {
    if (says.kind !== 'put' || revision <= this.#knownBefore) return false;
    this.#isStale = false;
    this.#isOver = !LISTINGS.has(says.listingId);
    return true;
  }

  /** The highest revision that counts. */
  get #revision(): number {
    return this.#fields === undefined ? 0 : latestOf(this.#fields);
  }

  /** What a refused word returns to: also to a put that is not planned yet, if that is not at fault. */
  #baseOf(isPutFine: boolean): Fields | undefined {
    const isByPut = this.#isNewLife || this.#isPutAgain || (!this.#isPutPlanned && isPutFine);
    return isByPut ? this.#put : this.#planned;
  }

  #weigh(word: Word, fields: Fields): Worth {
    const { says, revision } = word;
    const isOver =
      (this.#isEnding || (fields.cancelled.value && says.kind !== 'cancel')) && !this.#isPutAgain;
    if (says.kind === 'retry' || says.kind === 'check') return isOver ? 'too-late' : 'taken';
    if (says.kind === 'cancel' || says.kind === 'operator') {
      // What is cancelled already may be answered by what was asked for, too.
      if (this.#isEnding && !this.#isPutAgain)
        return fields.cancelled.value ? 'agreed' : 'too-late';
      const took = this.#set(fields.cancelled, true, word);
      if (took === 'superseded') return took;
      this.#isPutAgain = false;
      return took;
    }
    if (says.kind === 'change' && isOver) return 'too-late';
    // Only news brings a stay back, whether its run has closed yet or not.
    if (isOver && revision !== undefined && revision <= this.#revision) return 'superseded';
    if (says.listingId !== undefined && !LISTINGS.has(says.listingId)) {
      Object.assign(fields.listingId, this.#baseOf(true)?.listingId);
      return 'invalid';
    }
    const { checkIn, checkOut, listingId } = says;
    const took = [
      ...(says.kind === 'put' ? [this.#set(fields.cancelled, false, word)] : []),
      ...(checkIn ? [this.#set(fields.checkIn, checkIn.at, word, checkIn.text)] : []),
      ...(checkOut ? [this.#set(fields.checkOut, checkOut.at, word, checkOut.text)] : []),
      ...(listingId ? [this.#set(fields.listingId, listingId, word)] : []),
    ];
    if (took.every((worth) => worth === 'superseded')) return 'superseded';
    if (says.kind === 'put') {
      this.#isPutAgain ||= this.#isEnding;
      this.#put = copyOf(fields);
      this.#isPutPlanned = false;
    }
    return took.includes('taken') ? 'taken' : 'agreed';
  }

  #set<T>(field: Field<T>, value: T, word: Word, text = String(value)): Worth {
    const isTaken = overtakes(word.revision, field.revision, value === true);
    if (isTaken) {
      if (field.text !== text) field.by = word;
      Object.assign(field, { value, text });
      field.revision = word.revision ?? field.revision;
    }
    if (field.text === text) {
      this.#standsWith.set(word, new Set([...(this.#standsWith.get(word) ?? []), field.by]));
    }
    if (isTaken) return 'taken';
    return field.value === value ? 'agreed' : 'superseded';
  }

  #note(at: number): void {
    if (this.#fields === undefined) return;
    const { checkIn, checkOut, listingId, cancelled } = this.#fields;
    const next: Entitlement = {
      since: at,
      isAlive: !this.#isOver && !this.#isEnding && !cancelled.value,
      listingId: listingId.value,
      opensAt: checkIn.value,
      closesAt: checkOut.value,
    };
    const { current } = this;
    if (current === undefined || !isSame(current, next)) this.periods.push(next);
  }
}

function nameOf({ says, commandId = '' }: Word): string {
  return `${says.kind} ${commandId}`;
}

function overtakes(mine: number | undefined, theirs: number | undefined, shuts: boolean): boolean {
  if (mine === undefined || theirs === undefined) return true;
  return mine > theirs || (shuts && mine === theirs);
}

function isSame(a: Entitlement, b: Entitlement): boolean {
  return (
    a.isAlive === b.isAlive &&
    a.listingId === b.listingId &&
    a.opensAt === b.opensAt &&
    a.closesAt === b.closesAt
  );
}
