import type { Dice } from './dice.ts';
import type { Guest, Margins, Moment, Says, Word } from './story.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Listings by recipe and place: those of one line are moves within a system. */
const LISTING_IDS = [
  'ks-pin',
  'ks-pin-garden',
  'ks-mobile',
  'ks-enrolled',
  'space',
  'space-tower',
  'latch',
  'latch-loft-2',
] as const;

const NO_MARGINS: Margins = { opensBeforeMs: 0, closesAfterMs: 0 };

/** What the backend wants by now, as far as the next word depends on it. */
interface Draft {
  listingId: string;
  checkIn: number;
  checkOut: number;
}

/** Makes up what is said to a stay: a booking, and a few changes of mind, at the moments where it matters. */
export function generateWords(
  dice: Dice,
  beginsAt: number,
  margins: Readonly<Record<string, Margins>>,
): readonly Word[] {
  const reservationId = `R-${dice.whole(1, 99)}`;
  const draft: Draft = {
    listingId: dice.pick(LISTING_IDS),
    checkIn: dice.chance(0.2) ? -dice.whole(1, 3) * HOUR : dice.pick([1, 5, 60, 600]) * MINUTE,
    checkOut: 0,
  };
  draft.checkOut = Math.max(draft.checkIn, 0) + dice.pick([10, 90, 600, 3_000]) * MINUTE;
  const isRevised = dice.chance(0.4);
  const guest = guestOf(reservationId, dice);
  const words: Word[] = [];
  const say = (at: number, says: Says): void => {
    const number = words.length + 1;
    words.push({
      ...{ at, reservationId, says },
      via: dice.chance(0.8) ? 'update' : 'signal',
      ...(isRevised && hasRevision(says) ? { revision: number } : {}),
      ...(says.kind === 'check' ? {} : { commandId: `c-${number}` }),
    });
  };
  say(0, putOf(draft, guest, beginsAt, dice));
  const changes = dice.pick([0, 1, 1, 2, 3, 5]);
  for (let change = 0; change < changes; change += 1) {
    const last = words.at(-1)?.at ?? 0;
    const at = dice.chance(0.3)
      ? last + dice.whole(1, 5_000)
      : Math.max(last + 1, momentOf(dice, draft, margins[draft.listingId]));
    const changed = { ...draft };
    const next = nextWord(dice, changed, guest, beginsAt, at);
    if (isRevised && !isValidInAnyOrder(next)) continue;
    Object.assign(draft, changed);
    say(at, next);
  }
  const oddly = withOddPayloads(dice.for('payloads'), words);
  return withDuplicates(dice, disordered(dice, oddly, isRevised));
}

/** A moment near something that matters: right after the put, around check-in, around check-out, after the end. */
function momentOf(dice: Dice, { checkIn, checkOut }: Draft, margins: Margins = NO_MARGINS): number {
  const closes = checkOut + margins.closesAfterMs;
  const near = dice.pick([
    ...[0, checkIn, checkOut, closes + 3_000, (checkIn + checkOut) / 2],
    ...(margins === NO_MARGINS ? [] : [checkIn - margins.opensBeforeMs, closes]),
  ]);
  return Math.max(
    1,
    Math.round(near + dice.pick([-60_000, -1_000, -20, 0, 20, 1_000, 30_000, 400_000])),
  );
}

function nextWord(dice: Dice, draft: Draft, guest: Guest, beginsAt: number, at: number): Says {
  const kind = dice.pick([
    ...['extend', 'extend', 'shorten', 'move', 'move', 'cancel', 'put again', 'put again'],
    ...['later', 'earlier', 'end now', 'retry', 'check', 'operator', 'nowhere'],
  ]);
  switch (kind) {
    case 'extend':
      draft.checkOut = Math.max(draft.checkOut, at) + dice.pick([1, 30, 300]) * MINUTE;
      return { kind: 'change', checkOut: moment(draft.checkOut, beginsAt, dice) };
    case 'shorten':
      draft.checkOut = Math.max(
        draft.checkIn + MINUTE,
        draft.checkOut - dice.pick([1, 30, 300]) * MINUTE,
      );
      return { kind: 'change', checkOut: moment(draft.checkOut, beginsAt, dice) };
    case 'end now':
      draft.checkOut = Math.max(draft.checkIn + 1_000, at - dice.pick([0, 1_000, 60_000]));
      return { kind: 'change', checkOut: moment(draft.checkOut, beginsAt, dice) };
    case 'move':
      draft.listingId = dice.pick(LISTING_IDS);
      return { kind: 'change', listingId: draft.listingId };
    case 'later':
      draft.checkIn = Math.min(
        draft.checkOut - MINUTE,
        draft.checkIn + dice.pick([1, 60]) * MINUTE,
      );
      return { kind: 'change', checkIn: moment(draft.checkIn, beginsAt, dice) };
    case 'earlier':
      draft.checkIn -= dice.pick([1, 60]) * MINUTE;
      return { kind: 'change', checkIn: moment(draft.checkIn, beginsAt, dice) };
    case 'put again':
      draft.checkOut = Math.max(draft.checkOut, at + dice.pick([5, 60, 600]) * MINUTE);
      if (dice.chance(0.3)) draft.listingId = dice.pick(LISTING_IDS);
      return putOf(draft, guest, beginsAt, dice);
    case 'nowhere':
      return { kind: 'change', listingId: 'nowhere' };
    case 'cancel':
    case 'retry':
    case 'check':
    case 'operator':
      return { kind };
    default:
      throw new TypeError(`no such word: ${kind}`);
  }
}

/** Whether a word is fine whatever came before it: only then does the order not matter. */
function isValidInAnyOrder(says: Says): boolean {
  if (says.kind !== 'change') return true;
  return says.listingId !== 'nowhere' && says.checkIn === undefined;
}

/** Cancellations that a backend writes badly; the first sometimes has the command id of the put. */
function withOddPayloads(dice: Dice, words: readonly Word[]): readonly Word[] {
  const [first] = words;
  const nth = words.findIndex(({ says }) => says.kind === 'cancel');
  return words.map((word, index) => {
    if (word.says.kind !== 'cancel') return word;
    const isShared = index === nth && first?.commandId !== undefined && dice.chance(0.4);
    return writtenOddly(dice, isShared ? { ...word, commandId: first.commandId } : word);
  });
}

/** A cancellation as its payload is malformed: the word is what the stay is to make of it. */
function writtenOddly(dice: Dice, word: Word): Word {
  const { revision, commandId, ...rest } = word;
  const named = commandId === undefined ? rest : { ...rest, commandId };
  const says = (oddly: unknown): Says => ({ kind: 'cancel', oddly });
  switch (
    dice.pick(['', '', '', 'long', 'null', 'unknown', 'digits', 'no revision', 'no object'])
  ) {
    case 'long':
      return { ...word, says: says({ reason: 'x'.repeat(501) }) };
    case 'null':
      return { ...word, says: says({ reason: null }) };
    case 'unknown':
      return { ...word, says: says({ because: 'the guest is ill' }) };
    case 'digits':
      return revision === undefined ? word : { ...word, says: says({ revision: `${revision}` }) };
    case 'no revision':
      return { ...named, says: says({ revision: 'new' }) };
    case 'no object':
      return { ...rest, says: says('now') };
    default:
      return word;
  }
}

/** Messages that overtake each other; only where revisions tell which is the newer. */
function disordered(dice: Dice, words: readonly Word[], isRevised: boolean): readonly Word[] {
  if (!isRevised || !dice.chance(0.5)) return words;
  const [first, ...rest] = words;
  if (first === undefined) return words;
  const moments = dice.shuffled(rest.map(({ at }) => at));
  return [first, ...rest.map((word, index) => ({ ...word, at: moments[index] ?? word.at }))];
}

/** Messages that are sent twice, by the same command id. */
function withDuplicates(dice: Dice, words: readonly Word[]): readonly Word[] {
  const twice = words.filter((word) => word.says.kind !== 'operator' && dice.chance(0.15));
  const again = twice.map((word) => ({
    ...word,
    at: word.at + dice.pick([1, 100, 7_000, 600_000]),
    via: dice.pick(['update', 'signal'] as const),
  }));
  return [...words, ...again].toSorted((a, b) => a.at - b.at);
}

function putOf(draft: Draft, guest: Guest, beginsAt: number, dice: Dice): Says {
  return {
    kind: 'put',
    listingId: draft.listingId,
    guest,
    checkIn: moment(draft.checkIn, beginsAt, dice),
    checkOut: moment(draft.checkOut, beginsAt, dice),
  };
}

/** A guest, sometimes as people type one; whatever listing it comes to has what it needs. */
function guestOf(reservationId: string, dice: Dice): Guest {
  const line = String(dice.whole(1_000, 9_999));
  const account = dice.chance(0.3) ? { accountId: 'account-1' } : {};
  const typed = dice.for('typed');
  const email = 'ada.guest@example.com';
  const phones = [`+1 (555) 555-${line}`, `001-555-555-${line}`];
  return {
    fullName: typed.pick([`Ada Guest of ${reservationId}`, ` Ada\tGuest of ${reservationId} `]),
    email: typed.pick([email, ` ${email} `]),
    phone: typed.pick([`+1555555${line}`, ...phones]),
    ...(typed.chance(0.3) ? { accountId: typed.pick(['', null]) } : account),
  };
}

/** A moment as a payload may write it: with one of several offsets, or on the listing's own clock. */
export function moment(at: number, beginsAt: number, dice: Dice): Moment {
  const epoch = beginsAt + at;
  const iso = (offsetHours: number): string =>
    new Date(epoch + offsetHours * HOUR).toISOString().slice(0, -1);
  const text = dice.pick([`${iso(0)}Z`, `${iso(1)}+01:00`, `${iso(-5)}-05:00`, iso(1)]);
  return { at: epoch, text };
}

function hasRevision({ kind }: Says): boolean {
  return kind === 'put' || kind === 'change' || kind === 'cancel';
}
