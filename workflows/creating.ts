import type { AddedUser, Creating, Gone } from '../src/contract/steps.ts';
import {
  ask,
  findEntry,
  idsElsewhere,
  isPinLost,
  lateUntil,
  note,
  noteGone,
  noteMade,
  type EntryKey,
  type LedgerEntry,
} from '../src/stay/ledger.ts';
import type { Plan } from '../src/stay/plan.ts';

import { Interrupted } from './interruptions.ts';
import { isoNow } from './now.ts';
import { ATTEMPT_MS } from './policies.ts';
import { inRounds, type InputOf, type Step } from './rounds.ts';
import type { Stay } from './stay.ts';

type CreatingStep = 'identifyGuest' | 'enrollPhone' | 'addAccessUser' | 'issueCredential';

/** A creating step, as the vocabulary words it: what is special to it beside the common input. */
export interface Creation<N extends CreatingStep> {
  readonly key: EntryKey;
  readonly step: Omit<Step<N>, 'input'>;
  readonly input: Omit<InputOf<N>, keyof Creating>;
  /** What the ledger shall know of it beside its id. */
  readonly facts?: Partial<LedgerEntry>;
  /** What it builds on may still go: look again afterwards, whatever the answer. */
  readonly isShaky?: boolean;
}

/**
 * Takes a creating step, unless the ledger has what it makes and no doubt of it has run out; answers
 * what the step answered, or the id that the ledger has. It is written down before and after: whatever
 * stops it in between, the stay knows that it was asked for.
 */
export async function create<N extends CreatingStep>(
  stay: Stay,
  plan: Plan,
  creation: Creation<N>,
): Promise<Partial<AddedUser>> {
  const { key, facts, isShaky = false } = creation;
  stay.interruptIfOutdated();
  const known = findEntry(stay.ledger, key);
  const isLive = known?.state === 'live';
  const isTheSame = (['by', 'guest', 'hungOn'] as const).every(
    (fact) => known?.[fact] === facts?.[fact],
  );
  if (isLive && !isDoubtDue(known) && isTheSame)
    return known.id === undefined ? {} : { id: known.id };
  const mayCome = lateUntil(stay.ledger, key, Date.now()) !== undefined;
  const isAgain = known?.state === 'asked' || mayCome || (isShaky && !isLive);
  beginCreate(stay, key);
  const { isNameCut, ...made } = await inDoubt<Partial<AddedUser>>(stay, plan, [key], () =>
    inRounds(stay, {
      ...creation.step,
      input: (again) =>
        ({ ...creation.input, ...common(stay, plan, key, again || isAgain) }) as InputOf<N>,
    }),
  );
  stay.lastCreateAt = Date.now();
  // What it found instead of what it knew stands alone: nothing hangs on it yet.
  if (known?.id !== undefined && made.id !== known.id) lose(stay, [known.id]);
  stay.ledger = noteMade(stay.ledger, key, { ...facts, ...made });
  // It was looked at again, so there may be news of everything that hangs together with it.
  if (isLive) stay.confirmed = undefined;
  return { ...made, ...(isNameCut && { isNameCut }) };
}

/** From here on something may exist at Seam: whatever was proven before counts no more. */
function beginCreate(stay: Stay, key: EntryKey): void {
  stay.ledger = ask(stay.ledger, key);
  stay.lastCreateAt = Date.now();
}

/**
 * Does what may leave a request under way. Whatever stops it, its last attempt may still be carried
 * out: the entries carry that doubt. Where it finds that what it builds on is gone, the stay starts over.
 */
export async function inDoubt<R extends object>(
  stay: Stay,
  plan: Plan,
  keys: readonly EntryKey[],
  work: () => Promise<R | Gone>,
): Promise<R> {
  let answer: R | Gone;
  try {
    answer = await work();
  } catch (error) {
    stay.lastCreateAt = Date.now() + ATTEMPT_MS;
    const unconfirmedUntil = afterQuiet(stay.lastCreateAt, plan);
    for (const key of keys) stay.ledger = note(stay.ledger, key, { unconfirmedUntil });
    throw error;
  }
  if ('gone' in answer) {
    lose(stay, answer.gone);
    throw new Interrupted();
  }
  // A doubt is over by this clock: the worker's may be minutes off.
  return 'unconfirmedUntil' in answer
    ? { ...answer, unconfirmedUntil: afterQuiet(Date.now(), plan) }
    : answer;
}

function afterQuiet(ms: number, { quietPeriodMs }: Plan): string {
  return new Date(ms + quietPeriodMs).toISOString();
}

/** Notes what was seen gone, and what goes with it. It is made anew, and with it the PIN. */
export function lose(stay: Stay, ids: readonly string[]): void {
  const before = stay.ledger;
  for (const id of ids) stay.ledger = noteGone(stay.ledger, id, isoNow());
  if (isPinLost(before, stay.ledger)) stay.problems.show('pin', 'PinChanged');
}

function common(stay: Stay, plan: Plan, { kind, place }: EntryKey, again: boolean): Creating {
  const ours = findEntry(stay.ledger, { kind, place })?.id;
  return {
    reservationId: stay.reservationId,
    ...(ours === undefined ? {} : { ours }),
    notOurs: idsElsewhere(stay.ledger, kind, place),
    again,
    quietPeriodMs: plan.quietPeriodMs,
  };
}

/** Whether the doubt of an entry has run out, so that a look can settle it. */
export function isDoubtDue({ unconfirmedUntil }: LedgerEntry): boolean {
  return unconfirmedUntil !== undefined && Date.now() >= Date.parse(unconfirmedUntil);
}
