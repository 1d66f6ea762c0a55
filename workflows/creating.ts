import type { Creating, Made } from '../src/contract/steps.ts';
import {
  ask,
  findEntry,
  idsElsewhere,
  note,
  type EntryKey,
  type LedgerEntry,
} from '../src/domain/ledger.ts';
import type { Plan } from '../src/domain/plan.ts';

import { ATTEMPT_MS } from './policies.ts';
import { inRounds, type InputOf, type Step } from './rounds.ts';
import type { Stay } from './stay.ts';

type CreatingStep = 'identifyGuest' | 'addAccessUser' | 'issueCredential';

/** A creating step, as the vocabulary words it: what is special to it beside the common input. */
export interface Creation<N extends CreatingStep> {
  readonly key: EntryKey;
  readonly step: Omit<Step<N>, 'input'>;
  readonly input: Omit<InputOf<N>, keyof Creating>;
  /** What the ledger shall know of it beside its id. */
  readonly facts?: Partial<LedgerEntry>;
}

/**
 * Takes a creating step, unless the ledger has what it makes and no doubt of it has run out. It is
 * written down before and after: whatever stops it in between, the stay knows that it was asked for.
 */
export async function create<N extends CreatingStep>(
  stay: Stay,
  plan: Plan,
  creation: Creation<N>,
): Promise<string> {
  const { key } = creation;
  stay.interruptIfOutdated();
  const known = findEntry(stay.ledger, key);
  if (known?.state === 'live' && known.id !== undefined && !isDoubtDue(known)) return known.id;
  const wasAsked = known?.state === 'asked';
  beginCreate(stay, key);
  try {
    const made: Made = await inRounds(stay, {
      ...creation.step,
      input: (again) =>
        ({ ...creation.input, ...common(stay, plan, key, again || wasAsked) }) as InputOf<N>,
    });
    stay.lastCreateAt = Date.now();
    stay.ledger = note(stay.ledger, key, { ...creation.facts, ...made, state: 'live' });
    return made.id;
  } catch (error) {
    // Whatever stopped it, its last attempt may have sent a create that still commits.
    stay.lastCreateAt = Date.now() + ATTEMPT_MS;
    const doubtUntil = new Date(stay.lastCreateAt + plan.quietPeriodMs).toISOString();
    stay.ledger = note(stay.ledger, key, { doubtUntil });
    throw error;
  }
}

/** From here on something may exist at Seam: whatever was proven before counts no more. */
export function beginCreate(stay: Stay, key: EntryKey): void {
  stay.ledger = ask(stay.ledger, key);
  stay.lastCreateAt = Date.now();
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

function isDoubtDue({ doubtUntil }: LedgerEntry): boolean {
  return doubtUntil !== undefined && Date.now() >= Date.parse(doubtUntil);
}
