import { guestAsRead, type ReadGuest } from '../world/guest-as-read.ts';
import { LISTINGS } from '../world/listings.ts';
import type { Margins, Word } from '../world/story.ts';

import {
  areAlike,
  copyOf,
  type Field,
  type Fields,
  fieldsOf,
  guestText,
  isImpossible,
  latestOf,
  NAMES,
  raise,
  standsBy,
} from './intent-fields.ts';
import { isReachedAs, isSamePerson } from './same-guest.ts';

/** What the guest was entitled to, from a moment on until the next such. */
export interface Entitlement {
  readonly since: number;
  /** Booked, not cancelled, and not at its end. */
  readonly isAlive: boolean;
  readonly listingId: string;
  /** Nobody is to get in until it is released. */
  readonly isHeld: boolean;
  readonly guest: ReadGuest;
  /** How many new PINs or keys were asked for. */
  readonly reissues: number;
  /** As booked. */
  readonly checkIn: number;
  readonly checkOut: number;
  /** The same with the margins of the listing, neither shorter nor longer. */
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
  /** How often the guest whom a plan is for came in place of another. */
  replacements = 0;
  /** How many messages were. */
  heard = 0;
  /** By kind and command id: the same id of a put and of a cancellation means two commands. */
  readonly #known = new Set<string>();
  #fields: Fields | undefined;
  /** What was wanted when the last plan was asked for, when that was made, and before any word since. */
  #asked: Fields | undefined;
  #askedAt = 0;
  #planned: Fields | undefined;
  /** Words that no plan has answered, in the order of their arrival. */
  #pending: Word[] = [];
  /** Nothing has been planned since the put that it lives by. */
  #isNewLife = true;
  /** Who wrote the fields as each word says them, and whose word was refused. */
  readonly #standsWith = new Map<Word, ReadonlySet<Word>>();
  readonly #refused = new Set<Word>();
  #isEnding = false;
  #isPutAgain = false;
  /** A put that came while it ended is planned, and the stay has not shown since whether it lives. */
  isPlannedAgain = false;
  /** A stale put came to a stay that there is not, which has not shown since that it knows. */
  #isPutStale = false;
  /** The run is closed, or never was more than a refusal. */
  #isOver = true;
  /** The run was begun by a put that is older than what an earlier run knew. */
  #isStale = false;
  /** Changes that a stale run heard, newer than what was known before it. */
  readonly #heardStale = new Set<Word>();
  #knownBefore = 0;
  /** The newest revision of any cancellation that was heard. */
  #cancelledAt = 0;
  /** What refused words had overtaken in this run: that stays so. */
  #overtaken: Partial<Record<keyof Fields, number>> = {};
  /** The run was begun by a cancellation of a stay that there was not, and no put that is newer has come. */
  #isRemembering = false;
  #isBegunByCancellation = false;
  #isHeld = false;
  /** It was, when this run began: what one hears that is refused whole counts for nothing later. */
  #wasHeld = false;
  /** So is the life that a put has yet to begin. */
  #willBeHeld = false;
  #reissues = 0;
  /** When the guest of the last plan was asked for, if that is another than the one before, or reached elsewhere. */
  #replacedAt: number | undefined;
  #replacedBy: Word | undefined;
  readonly #heardAt = new Map<Word, number>();
  readonly #margins: Readonly<Record<string, Margins>>;

  constructor(margins: Readonly<Record<string, Margins>> = {}) {
    this.#margins = margins;
  }

  get current(): Entitlement | undefined {
    return this.periods.at(-1);
  }

  get isEnding(): boolean {
    return this.#isEnding;
  }

  /**
   * Before when its end may not begin by itself, in epoch milliseconds. Until it has been planned that is its
   * check-out: what is new is refused in the margin after that.
   */
  get livesUntil(): number {
    const { checkOut = 0, closesAt = 0 } = this.current ?? {};
    return this.#isNewLife ? checkOut : closesAt;
  }

  /** A put came while the stay was ending, and has not been lived yet. */
  get isPutAgain(): boolean {
    return this.#isPutAgain;
  }

  /** When the guest whom the last plan replaced was; undefined if it replaced none. */
  get replacedAt(): number | undefined {
    return this.#replacedAt;
  }

  /** Who said that guest. */
  get replacedBy(): Word | undefined {
    return this.#replacedBy;
  }

  /** A run begins with the reservation of a first put, or with a cancellation that is to be remembered. */
  begin(word: Word, at: number): void {
    const { says, revision } = word;
    this.#wasHeld = this.#isHeld;
    this.#willBeHeld = false;
    this.#overtaken = {};
    this.#isBegunByCancellation = says.kind === 'cancel';
    this.#isRemembering = this.#isBegunByCancellation;
    if (this.#isRemembering) return this.#beginRemembering(word, at);
    if (says.kind !== 'put') throw new TypeError('a run that begins without a reservation');
    this.#isStale = revision !== undefined && revision <= this.#knownBefore;
    this.#isOver = !LISTINGS.has(says.listingId) || this.#isStale;
    this.#isEnding = false;
    this.#isPutAgain = false;
    this.#known.clear();
    if (word.commandId !== undefined) this.#known.add(nameOf(word));
    this.#fields = fieldsOf(word, says);
    this.#planned = undefined;
    this.#pending = [word];
    this.#asked = undefined;
    this.#isNewLife = true;
    // What is superseded from its beginning holds nobody either.
    this.#willBeHeld = says.hold === true && !this.#isStale;
    this.#heardAt.set(word, at);
    this.#note(at);
  }

  #beginRemembering(word: Word, at: number): void {
    this.#knownBefore = Math.max(this.#knownBefore, word.revision ?? 0);
    this.#isOver = true;
    this.#isStale = false;
    this.#isEnding = true;
    this.#isPutAgain = false;
    this.#known.clear();
    this.#fields = undefined;
    this.#planned = undefined;
    this.#pending = [];
    this.#asked = undefined;
    this.#note(at);
  }

  /** There is no stay: only a put that is newer than what was cancelled makes one. */
  #hearRemembering(word: Word, at: number): Worth {
    const { says, revision } = word;
    if (word.commandId !== undefined && this.#known.has(nameOf(word))) return 'repeated';
    this.#known.add(nameOf(word));
    if (says.kind === 'cancel') {
      this.#knownBefore = Math.max(this.#knownBefore, revision ?? 0);
      return 'agreed';
    }
    // Until the run has asked what was before it, the put may be lived: a hold or a release beside it is that life's.
    if ((says.kind === 'hold' || says.kind === 'release') && this.#isPutStale) return 'agreed';
    if (says.kind !== 'put') return 'too-late';
    if (revision !== undefined && revision <= this.#knownBefore) {
      this.#isPutStale = true;
      return 'superseded';
    }
    this.#isRemembering = false;
    this.#isOver = !LISTINGS.has(says.listingId);
    this.#fields = fieldsOf(word, says);
    this.#isPutAgain = true;
    this.#isNewLife = true;
    this.#willBeHeld = says.hold === true;
    this.#pending = [word];
    this.#note(at);
    return 'taken';
  }

  hear(word: Word, at: number): Worth {
    this.heard += 1;
    const { says, commandId } = word;
    // Whatever the stay does by then, a put that is not newer than a cancellation opens nothing.
    if (says.kind === 'cancel') this.#cancelledAt = Math.max(this.#cancelledAt, word.revision ?? 0);
    if (!this.#heardAt.has(word)) this.#heardAt.set(word, at);
    if (this.#isRemembering) return this.#hearRemembering(word, at);
    if (this.#isStale && !this.#isRevivedBy(word)) {
      if (says.kind === 'change' && (word.revision ?? 0) > this.#knownBefore)
        this.#heardStale.add(word);
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
    const wasHeld = this.#isHeld;
    const worth = this.#weigh(word, this.#fields);
    const isRetry = says.kind === 'retry' && worth === 'taken';
    // A plan that was asked for without this word comes to nothing.
    const isNews = !areAlike(before, this.#fields);
    if (isRetry || this.#isHeld !== wasHeld || worth === 'invalid' || isNews)
      this.#asked = undefined;
    if (isNews) this.#pending = this.#pending.filter((one) => this.#stands(one));
    // A put that is sent once more may be news in another life of the stay.
    if (isNews) this.#heardAt.set(word, at);
    this.#note(at);
    return worth;
  }

  /** The stay shows that its end has begun, or that it lives again. */
  show(isEnding: boolean, at: number): void {
    this.isPlannedAgain = false;
    this.#isPutStale = false;
    if (isEnding === this.#isEnding) return;
    this.#isEnding = isEnding;
    this.#isPutAgain = false;
    this.#asked = undefined;
    if (isEnding) {
      this.#planned = this.#fields && copyOf(this.#fields);
      this.#pending = [];
      this.#isNewLife = true;
    } else this.#beginLife();
    this.#note(at);
  }

  /** What a put said of a hold counts from here on, and for good. */
  #beginLife(): void {
    this.#isHeld ||= this.#willBeHeld;
    this.#willBeHeld = false;
  }

  /** The stay asks for a plan of what it has heard. */
  ask(at: number): void {
    if (this.#fields === undefined || this.#asked !== undefined) return;
    this.#asked = copyOf(this.#fields);
    this.#askedAt = at;
  }

  /** Whether a plan is asked for of a new stay whose check-out, as it was put, was past by then: margin or not. */
  isAskedTooLate(skewMs: number): boolean {
    const checkOut = this.#asked?.checkOut;
    // A run that is stale lives by none of its plans.
    if (checkOut === undefined || !this.#isNewLife || this.#isStale) return false;
    // A change may end in the past, which means now, also where a later one says again what the put had said.
    if (this.#pending.some(({ says }) => says.kind === 'change' && says.checkOut !== undefined))
      return false;
    return checkOut.by.says.kind === 'put' && checkOut.value + skewMs <= this.#askedAt;
  }

  /** The plan that was asked for is made. */
  plan(): void {
    this.#replacedAt = undefined;
    if (this.#asked === undefined) return;
    if (this.#planned !== undefined) this.#noteReplaced(this.#planned, this.#asked);
    this.#beginLife();
    this.#planned = this.#asked;
    this.#pending = [];
    this.#asked = undefined;
    this.#isNewLife = false;
    // One whose check-out was moved into the past meanwhile is over as soon as it is planned.
    this.isPlannedAgain = this.#isPutAgain;
    this.#isPutAgain = false;
  }

  #noteReplaced(before: Fields, { guest, listingId }: Fields): void {
    const [was, is] = [before.guest.value, guest.value];
    // The key of the listing before may be wanted again before it is gone.
    const listings = [before.listingId.value, listingId.value];
    const isReached = listings.every((listing) => isReachedAs(listing, was, is));
    if (isSamePerson(was, is) && isReached) return;
    this.#replacedAt = this.#heardAt.get(guest.by);
    this.#replacedBy = guest.by;
    this.replacements += 1;
  }

  /**
   * It is refused. Because it ends before it begins: of the two the one that was said last is, with all that its
   * words said, and what the others said is planned again. Because it has ended: so is all that
   * was said, since a put until Sunday lets nobody in whom the next one has sent home this morning.
   */
  refuse(at: number, type: string | undefined): void {
    const asked = this.#asked;
    this.#asked = undefined;
    if (asked === undefined || this.#fields === undefined) return;
    const isPast = type === 'CheckOutPast' && this.#isNewLife;
    if (!isPast && !isImpossible(asked)) return;
    if (isPast) {
      this.#drop(() => true);
      return this.#note(at);
    }
    // Who said the one before may be right: a put is not wrong because the next one repeats its check-in.
    const checkIn = this.#pending.indexOf(asked.checkIn.by);
    const checkOut = this.#pending.indexOf(asked.checkOut.by);
    const newest = Math.max(checkIn, checkOut);
    if (newest < 0) return;
    this.#drop(({ says }) => {
      if (says.kind !== 'put' && says.kind !== 'change') return false;
      return (
        (checkIn === newest && says.checkIn?.text === asked.checkIn.text) ||
        (checkOut === newest && says.checkOut?.text === asked.checkOut.text)
      );
    });
    this.#note(at);
  }

  /** Whether what a word says was refused, together with whoever had said the same before. */
  isRefused(word: Word): boolean {
    return [...(this.#standsWith.get(word) ?? [])].some((author) => this.#refused.has(author));
  }

  /** Whether a change that a stale run heard says no more than the put that brought the stay back. */
  isSaidByRevival(word: Word): boolean {
    const { says } = word;
    if (!this.#heardStale.has(word) || says.kind !== 'change') return false;
    if (this.#isStale || this.#fields === undefined) return false;
    const { checkIn, checkOut, listingId } = this.#fields;
    return (
      (says.checkIn === undefined || says.checkIn.at === checkIn.value) &&
      (says.checkOut === undefined || says.checkOut.at === checkOut.value) &&
      (says.listingId === undefined || says.listingId === listingId.value)
    );
  }

  /** A run goes on where a reset has put it: what the guest was entitled to by now was so all the same. */
  follow({ periods, replacements }: Intent, at: number): void {
    this.replacements = Math.max(this.replacements, replacements);
    this.periods.splice(0, this.periods.length, ...periods);
    if (this.#fields !== undefined) this.#note(at);
  }

  /** Its run has closed. One that failed was a refusal: what it had heard counts for nothing later. */
  close(at: number, isRefusal: boolean): void {
    this.#isOver = true;
    this.#isEnding = false;
    if (isRefusal) this.#isHeld = this.#wasHeld;
    const heard = isRefusal ? this.#cancelledAt : this.#revision;
    const known = [...Object.values(this.#overtaken), heard];
    this.#knownBefore = Math.max(this.#knownBefore, ...known);
    this.#note(at);
  }

  /** Whether a put in a run that was stale from its beginning is news all the same: the run lives by it. */
  #isRevivedBy({ says, revision = 0 }: Word): boolean {
    if (says.kind !== 'put' || revision <= Math.max(this.#knownBefore, this.#cancelledAt))
      return false;
    this.#isStale = false;
    this.#isOver = !LISTINGS.has(says.listingId);
    return true;
  }

  /** The highest revision that counts. */
  get #revision(): number {
    const known = this.#fields === undefined ? 0 : latestOf(this.#fields);
    return Math.max(known, this.#cancelledAt);
  }

  /** Whether what is wanted is somewhere still as the word says it. */
  #stands(word: Word): boolean {
    const authors = this.#standsWith.get(word);
    return (
      this.#fields !== undefined &&
      (standsBy(this.#fields, word) || (authors !== undefined && this.#isAnyOf(authors)))
    );
  }

  #isAnyOf(authors: ReadonlySet<Word>): boolean {
    return [...authors].some(
      (author) => this.#fields !== undefined && standsBy(this.#fields, author),
    );
  }

  /** Words are refused: it is as if they had never been said. */
  #drop(isRefused: (word: Word) => boolean): void {
    for (const word of this.#pending) {
      if (!isRefused(word)) continue;
      this.#refused.add(word);
      this.#noteOvertaken(word);
    }
    const left = this.#pending.filter((word) => !isRefused(word));
    const hasPut = left.some(({ says }) => says.kind === 'put');
    this.#pending = this.#planned !== undefined && !this.#isPutAgain ? left : hasPut ? left : [];
    if (!hasPut) this.#isPutAgain = false;
    if (!left.some(({ says }) => says.kind === 'put' && says.hold === true))
      this.#willBeHeld = false;
    if (!hasPut && this.#planned === undefined && this.#isBegunByCancellation) {
      this.#isRemembering = true;
      this.#fields = undefined;
      return;
    }
    let fields = this.#planned && copyOf(this.#planned);
    for (const word of this.#pending) {
      const { says } = word;
      if (fields === undefined && says.kind === 'put') fields = fieldsOf(word, says);
      else if (fields !== undefined) this.#write(fields, word);
    }
    this.#fields = fields ?? this.#fields;
    if (fields !== undefined) raise(fields, this.#overtaken);
  }

  /** What a refused word was newer than does not come back; the same revision may. */
  #noteOvertaken({ says, revision }: Word): void {
    if (revision === undefined || (says.kind !== 'put' && says.kind !== 'change')) return;
    for (const name of NAMES) {
      const isSaid =
        says.kind === 'put' ||
        (name !== 'guest' && name !== 'cancelled' && says[name] !== undefined);
      if (isSaid) this.#overtaken[name] = Math.max(this.#overtaken[name] ?? 0, revision - 1);
    }
  }

  #weigh(word: Word, fields: Fields): Worth {
    const { says, revision } = word;
    const isOver =
      (this.#isEnding || (fields.cancelled.value && says.kind !== 'cancel')) && !this.#isPutAgain;
    if (says.kind === 'retry' || says.kind === 'check') return isOver ? 'too-late' : 'taken';
    if (says.kind === 'hold' || says.kind === 'release') {
      if (isOver) return 'too-late';
      this.#isHeld = says.kind === 'hold';
      this.#willBeHeld = false;
      return 'taken';
    }
    if (says.kind === 'reissue') {
      if (isOver || this.#isEnding) return 'too-late';
      this.#reissues += 1;
      return 'taken';
    }
    if (says.kind === 'cancel' || says.kind === 'operator') {
      // What is cancelled already may be answered by what was asked for, too.
      if (this.#isEnding && !this.#isPutAgain)
        return fields.cancelled.value ? 'agreed' : 'too-late';
      const took = this.#set(fields.cancelled, true, word);
      if (took === 'superseded') return took;
      this.#isPutAgain = false;
      this.#willBeHeld = false;
      return took;
    }
    if (says.kind === 'change' && isOver) return 'too-late';
    // Only news brings a stay back, whether its run has closed yet or not.
    if (isOver && revision !== undefined && revision <= this.#revision) return 'superseded';
    const took = this.#write(fields, word);
    if (took.every((worth) => worth === 'superseded')) return 'superseded';
    if (says.kind === 'put' && this.#isEnding && !this.#isPutAgain) {
      this.#isPutAgain = true;
      this.#willBeHeld = says.hold === true;
    }
    this.#pending.push(word);
    if (says.listingId !== undefined && !LISTINGS.has(says.listingId)) {
      this.#pending = this.#pending.filter((one) => this.#stands(one));
      this.#drop((one) => one === word);
      return 'invalid';
    }
    return took.includes('taken') ? 'taken' : 'agreed';
  }

  #write(fields: Fields, word: Word): readonly Worth[] {
    const { says } = word;
    if (says.kind !== 'put' && says.kind !== 'change') return [];
    const { checkIn, checkOut, listingId } = says;
    return [
      ...(says.kind === 'put' ? [this.#set(fields.cancelled, false, word)] : []),
      ...(checkIn ? [this.#set(fields.checkIn, checkIn.at, word, checkIn.text)] : []),
      ...(checkOut ? [this.#set(fields.checkOut, checkOut.at, word, checkOut.text)] : []),
      ...(listingId ? [this.#set(fields.listingId, listingId, word)] : []),
      ...(says.kind === 'put'
        ? [this.#set(fields.guest, guestAsRead(says.guest), word, guestText(says))]
        : []),
    ];
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
    // What is older was overtaken, also where it says the same.
    if ((word.revision ?? 0) < (field.revision ?? 0)) return 'superseded';
    return field.value === value || field.text === text ? 'agreed' : 'superseded';
  }

  #note(at: number): void {
    if (this.#fields === undefined) return this.#noteNothing(at);
    const { checkIn, checkOut, listingId, guest, cancelled } = this.#fields;
    const { opensBeforeMs = 0, closesAfterMs = 0 } = this.#margins[listingId.value] ?? {};
    const next: Entitlement = {
      since: at,
      isAlive: !this.#isOver && !this.#isEnding && !cancelled.value,
      listingId: listingId.value,
      isHeld: this.#isHeld || this.#willBeHeld,
      guest: guest.value,
      reissues: this.#reissues,
      checkIn: checkIn.value,
      checkOut: checkOut.value,
      opensAt: checkIn.value - opensBeforeMs,
      closesAt: checkOut.value + closesAfterMs,
    };
    const { current } = this;
    if (current === undefined || !isSame(current, next)) this.periods.push(next);
  }

  /** Nothing is known of a stay but that it is cancelled: what was wanted before is over. */
  #noteNothing(at: number): void {
    const { current } = this;
    if (current?.isAlive) this.periods.push({ ...current, since: at, isAlive: false });
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
    a.isHeld === b.isHeld &&
    JSON.stringify(a.guest) === JSON.stringify(b.guest) &&
    a.reissues === b.reissues &&
    a.checkIn === b.checkIn &&
    a.checkOut === b.checkOut
  );
}
