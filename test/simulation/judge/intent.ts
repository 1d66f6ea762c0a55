import { LISTINGS } from '../world/listings.ts';
import type { Word } from '../world/story.ts';

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

interface Field<T> {
  value: T;
  revision: number | undefined;
}

interface Fields {
  readonly checkIn: Field<number>;
  readonly checkOut: Field<number>;
  readonly listingId: Field<string>;
  readonly cancelled: Field<boolean>;
}

/**
 * What a stay is told, folded by the contract's rules and by nothing of the code that is judged:
 * each field goes to the newest revision, without one to the latest arrival.
 */
export class Intent {
  readonly periods: Entitlement[] = [];
  /** The highest revision that was heard. */
  revision = 0;
  /** How many messages were. */
  heard = 0;
  readonly #known = new Set<string>();
  #fields: Fields | undefined;
  /** The listing of the last plan of this life, or of the put that began it: what a refused one returns to. */
  #planned: Field<string> | undefined;
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
    this.#planned = undefined;
    this.#known.clear();
    if (word.commandId !== undefined) this.#known.add(word.commandId);
    this.revision = revision ?? 0;
    this.#fields = {
      checkIn: { value: says.checkIn.at, revision },
      checkOut: { value: says.checkOut.at, revision },
      listingId: { value: says.listingId, revision },
      cancelled: { value: false, revision },
    };
    this.#note(at);
  }

  hear(word: Word, at: number): Worth {
    this.heard += 1;
    if (this.#isStale) return 'superseded';
    if (this.#isOver || this.#fields === undefined) return 'too-late';
    const { says, commandId } = word;
    if (commandId !== undefined && says.kind !== 'check') {
      if (this.#known.has(commandId)) return 'repeated';
      this.#known.add(commandId);
    }
    const worth = this.#weigh(word, this.#fields);
    this.#note(at);
    return worth;
  }

  /** The stay shows that its end has begun, or that it lives again. */
  show(isEnding: boolean, at: number): void {
    if (isEnding === this.#isEnding) return;
    this.#isEnding = isEnding;
    this.#isPutAgain = false;
    this.#note(at);
  }

  /** The stay shows which listing it is planned for. */
  plan(listingId: string): void {
    const listing = this.#fields?.listingId;
    if (listing?.value === listingId) this.#planned = { ...listing };
  }

  close(at: number): void {
    this.#isOver = true;
    this.#isEnding = false;
    this.#knownBefore = Math.max(this.revision, this.#knownBefore);
    this.#note(at);
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
      const took = this.#set(fields.cancelled, true, revision);
      if (took === 'superseded') return took;
      this.#isPutAgain = false;
      return took;
    }
    if (says.kind === 'change' && isOver) return 'too-late';
    // Only news brings a stay back, whether its run has closed yet or not.
    if (isOver && revision !== undefined && revision <= this.revision) return 'superseded';
    if (says.listingId !== undefined && !LISTINGS.has(says.listingId)) {
      if (this.#planned !== undefined) Object.assign(fields.listingId, this.#planned);
      return 'invalid';
    }
    const took = [
      ...(says.kind === 'put' ? [this.#set(fields.cancelled, false, revision)] : []),
      ...(says.checkIn ? [this.#set(fields.checkIn, says.checkIn.at, revision)] : []),
      ...(says.checkOut ? [this.#set(fields.checkOut, says.checkOut.at, revision)] : []),
      ...(says.listingId ? [this.#set(fields.listingId, says.listingId, revision)] : []),
    ];
    if (took.every((worth) => worth === 'superseded')) return 'superseded';
    if (says.kind === 'put' && this.#isEnding) {
      this.#isPutAgain = true;
      this.#planned = { ...fields.listingId };
    }
    return took.includes('taken') ? 'taken' : 'agreed';
  }

  #set<T>(field: Field<T>, value: T, revision: number | undefined): Worth {
    if (!overtakes(revision, field.revision, value === true)) {
      return field.value === value ? 'agreed' : 'superseded';
    }
    field.value = value;
    if (revision !== undefined) {
      field.revision = Math.max(revision, field.revision ?? revision);
      this.revision = Math.max(this.revision, revision);
    }
    return 'taken';
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
