import type { Dice } from './dice.ts';
import { momentsOf } from './generate-conditions.ts';
import { moment } from './generate-words.ts';
import type { Guest, Says, Word } from './story.ts';

const MINUTE = 60_000;
/** Of the stories, how many have any of these requests: the others stay what they are. */
const SHARE = 0.3;
/** Between a hold and its release, and between a cancellation and the put that it was for. */
const HELD_MS = [500, 30_000, 20 * MINUTE, 120 * MINUTE] as const;
const LATE_MS = [20, 5_000, 30_000, 100_000, 700_000] as const;

const KINDS = [
  ...['guest', 'guest', 'address', 'reissue', 'reissue', 'hold', 'hold'],
  ...['held from the start', 'cancelled before'],
] as const;

type Put = Extract<Says, { kind: 'put' }>;

/**
 * Adds what few stays are told: that somebody else comes, or that the key is to go elsewhere; that a new
 * PIN is wanted; that nobody is to get in for a while; and a cancellation that overtakes the put it is for.
 */
export function withRequests(
  dice: Dice,
  words: readonly Word[],
  beginsAt: number,
): readonly Word[] {
  if (!dice.chance(SHARE)) return words;
  let said = words;
  for (let more = dice.pick([1, 1, 2]); more > 0; more -= 1) {
    said = withOne(dice, said, beginsAt, dice.pick(KINDS));
  }
  return numberedAnew(said).toSorted((a, b) => a.at - b.at);
}

function withOne(
  dice: Dice,
  words: readonly Word[],
  beginsAt: number,
  kind: string,
): readonly Word[] {
  const at = momentFor(dice, words, beginsAt);
  const later = (): number => at + dice.pick(HELD_MS);
  switch (kind) {
    case 'guest':
    case 'address':
      return withGuests(dice, words, beginsAt, kind);
    case 'reissue':
      return withAsks(dice, words, [
        [at, 'reissue'],
        ...(dice.chance(0.3) ? [[at + dice.whole(1, 60_000), 'reissue'] as const] : []),
      ]);
    case 'hold':
      return withAsks(dice, words, [
        [at, 'hold'],
        ...(dice.chance(0.8) ? [[later(), 'release'] as const] : []),
      ]);
    case 'held from the start':
      return withAsks(
        dice,
        heldFromTheStart(words),
        dice.chance(0.8) ? [[later(), 'release']] : [],
      );
    default:
      return cancelledBefore(dice, words);
  }
}

/** A moment around which it matters what is said. */
function momentFor(dice: Dice, words: readonly Word[], beginsAt: number): number {
  const near = dice.pick(momentsOf(words, beginsAt));
  const off = dice.pick([-60_000, -1_000, 20, 1_000, 30_000, 400_000, 20 * MINUTE]);
  return Math.max(1, Math.round(near + off));
}

/** Messages that say nothing but their name, some of them twice. */
function withAsks(
  dice: Dice,
  words: readonly Word[],
  asks: readonly (readonly [at: number, kind: 'reissue' | 'hold' | 'release'])[],
): readonly Word[] {
  const { reservationId } = first(words);
  const said = asks.map(([at, kind]): Word => {
    const via = dice.chance(0.8) ? 'update' : 'signal';
    return { at, reservationId, says: { kind }, via, commandId: 'new' };
  });
  return [...words, ...said, ...twice(dice, said)];
}

/** Puts of another guest, or of the same one whom a key reaches elsewhere; then perhaps of the first again. */
function withGuests(
  dice: Dice,
  words: readonly Word[],
  beginsAt: number,
  kind: 'guest' | 'address',
): readonly Word[] {
  const { guest } = putIn(first(words));
  const another = kind === 'guest' ? somebodyElse(guest) : elsewhere(guest);
  const one = putAgain(dice, words, beginsAt, another);
  if (!dice.chance(0.3)) return [...words, one, ...twice(dice, [one])];
  const said = [...words, one];
  const back = dice.chance(0.5) ? guest : kind === 'guest' ? elsewhere(another) : another;
  return [...said, putAgain(dice, said, beginsAt, back)];
}

/** The last put once more, for this guest. */
function putAgain(dice: Dice, words: readonly Word[], beginsAt: number, guest: Guest): Word {
  const at = momentFor(dice, words, beginsAt);
  const puts = words.filter(({ says }) => says.kind === 'put');
  const last = puts.at(-1) ?? first(words);
  const says = putIn(last);
  const least = beginsAt + at + dice.pick([5, 60, 600]) * MINUTE;
  const checkOut =
    says.checkOut.at >= least ? says.checkOut : moment(least - beginsAt, beginsAt, dice);
  const { hold: _hold, ...plain } = says;
  const revisions = words.flatMap(({ revision }) => revision ?? []);
  return {
    ...{ at, reservationId: last.reservationId, commandId: 'new' },
    via: dice.chance(0.8) ? 'update' : 'signal',
    says: { ...plain, checkOut, guest },
    ...(revisions.length === 0 ? {} : { revision: Math.max(...revisions) + 1 }),
  };
}

function somebodyElse({ fullName }: Guest): Guest {
  const isBen = fullName.startsWith('Ben');
  return isBen
    ? { fullName: 'Cleo Third', email: 'cleo.third@example.com', phone: '+15555550303' }
    : { fullName: 'Ben Other', email: 'ben.other@example.com', phone: '+15555550202' };
}

/** The same person by name, where both a key by e-mail and one by phone go elsewhere. */
function elsewhere(guest: Guest): Guest {
  const { accountId: _account, ...rest } = guest;
  return { ...rest, email: 'elsewhere@example.com', phone: '+15555550404' };
}

/** The put that begins the stay has it held. */
function heldFromTheStart(words: readonly Word[]): readonly Word[] {
  const begins = first(words);
  return words.map((word) => {
    const isIt = word.commandId === begins.commandId && word.says.kind === 'put';
    return isIt ? { ...word, says: { ...putIn(word), hold: true } } : word;
  });
}

/** A cancellation that comes before the put: of an older revision, of the same, or of a newer one. */
function cancelledBefore(dice: Dice, words: readonly Word[]): readonly Word[] {
  const { reservationId, revision } = first(words);
  if (revision === undefined) return words;
  const later = dice.pick(LATE_MS);
  const cancel: Word = {
    ...{ at: 0, reservationId, says: { kind: 'cancel' }, commandId: 'new' },
    via: dice.chance(0.8) ? 'update' : 'signal',
    revision: dice.pick([revision - 1, revision, revision + 1, revision + 3]),
  };
  const delayed = words.map((word) => ({ ...word, at: word.at + later }));
  return [cancel, ...twice(dice, [cancel]), ...delayed];
}

function twice(dice: Dice, words: readonly Word[]): readonly Word[] {
  const again = words.filter(() => dice.chance(0.15));
  return again.map((word) => ({
    ...word,
    at: word.at + dice.pick([1, 100, 7_000, 600_000]),
    via: dice.pick(['update', 'signal'] as const),
  }));
}

/** Gives what was added a command id of its own; what is said twice has one. */
function numberedAnew(words: readonly Word[]): readonly Word[] {
  const ids = new Map<Says, string>();
  return words.map((word) => {
    if (word.commandId !== 'new') return word;
    const commandId = ids.get(word.says) ?? `n-${ids.size + 1}`;
    ids.set(word.says, commandId);
    return { ...word, commandId };
  });
}

function first(words: readonly Word[]): Word {
  const found = words.find(({ says }) => says.kind === 'put');
  if (found === undefined) throw new TypeError('a story without a put');
  return found;
}

function putIn({ says }: Word): Put {
  if (says.kind !== 'put') throw new TypeError('a word that is no put');
  return says;
}
