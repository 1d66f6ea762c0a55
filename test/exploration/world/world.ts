import type { Recalled } from '../../../src/contract/steps.ts';
import { begin } from '../../../src/stay/begin.ts';
import { decide } from '../../../src/stay/decide.ts';
import { newState } from '../../../src/stay/first-state.ts';
import { receive } from '../../../src/stay/receive.ts';
import type { FieldRevisions } from '../../../src/stay/requests.ts';
import type { StayState } from '../../../src/stay/state.ts';
import type { ActivityStep, FailStep, FinishStep, WaitStep } from '../../../src/stay/step.ts';
import { seamOfOthers, type AbstractSeam } from '../seam/objects.ts';

import { BOOKED_AT, OTHERS_ADDRESS, REQUESTS, type RequestName } from './alphabet.ts';
import { heardWith } from './hearing.ts';
import type { Trait } from './traits.ts';

/** A stay, what is at Seam, and what the stay is doing. Instants are epoch milliseconds. */
export interface World {
  readonly trait: Trait;
  readonly state: StayState;
  readonly seam: AbstractSeam;
  readonly now: number;
  readonly running: Running;
  /** What the run before has come to. */
  readonly earlier?: Recalled;
  readonly witness: Witness;
}

/** What a stay does until something happens. */
export interface Running {
  readonly step: ActivityStep | WaitStep | FinishStep | FailStep;
  /** A request has overtaken it, and its attempt has not reported yet. */
  readonly isCancelled?: true;
  /** It takes long. */
  readonly isSlow?: true;
}

/** What was seen on the way and is not in the state: by this the invariants are judged. */
export interface Witness {
  /** Somebody has changed something behind the stay's back, and no look was taken since. */
  readonly isTampered?: true;
  /** When a proof found nothing at all last, of those that count. */
  readonly provenAt?: number;
  /** A creating step was begun, by whichever run. */
  readonly hasCreated?: true;
  /** An earlier run was held, and nobody has released the stay since. */
  readonly isHeld?: true;
  /** The requests that were received when the last look at the access began, and when it did. */
  readonly lookedAfter?: number;
  readonly lookBegunAt?: number;
  /** The credential that was looked at last. */
  readonly lookedAt?: string;
  /** Keys of the scopes, and of the groups in them, in which the access was changed since. */
  readonly unseen: readonly string[];
  /** The credentials that a reissue is to replace, and their codes, by the request's number. */
  readonly toReplace: readonly Replaced[];
  /** The last request that held the stay, or released it. */
  readonly switchedBy?: { readonly number: number };
  /** The newest revision of each field; absent where an earlier run may have heard of more. */
  readonly heard?: FieldRevisions;
  /** When another guest was asked for. */
  readonly otherGuestAt?: number;
  /** Steps that Seam asked not to take before some moment, by their names. */
  readonly askedToWait?: { readonly name: string; readonly until: number };
  /** How often steps failed in a row, and when last, by their keys. */
  readonly failing: Readonly<Record<string, Failing>>;
}

export interface Replaced {
  readonly number: number;
  /** When it was asked for. */
  readonly at: number;
  readonly ids: readonly string[];
  readonly codes: readonly number[];
  /** The guest had none yet that was seen well: the one that is being made will do. */
  readonly isFirst?: true;
}

export interface Failing {
  readonly count: number;
  readonly at: number;
}

/** A run of which nothing was seen yet. */
export const NOTHING_SEEN: Witness = { toReplace: [], unseen: [], failing: {} };

/** A world that has received its first request. */
export function begun(trait: Trait, first: RequestName = 'put with a revision'): World {
  const state = receive(newState('stay-1'), REQUESTS[first], BOOKED_AT);
  const world = {
    trait,
    state,
    seam: {
      ...seamOfOthers(OTHERS_ADDRESS, 'site'),
      ...(trait.oneKeyEach && { oneKeyEach: trait.oneKeyEach }),
    },
    now: BOOKED_AT,
    running: { step: { do: 'finish' } as const },
    witness: { ...NOTHING_SEEN, heard: heardWith({}, REQUESTS[first]) },
  };
  return settle(world);
}

const MOST_TURNS = 10;

/** At the end only what was to be removed has been tried before. */
function removalsOf(failing: Witness['failing']): Witness['failing'] {
  return Object.fromEntries(Object.entries(failing).filter(([key]) => key.startsWith('remove')));
}

/** Goes on until the stay does something that takes time: an activity, a wait, or its end. */
export function settle(world: World): World {
  let { state, witness } = world;
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const step = decide(state, world.now);
    if (step.do === 'finish' || step.do === 'fail')
      return { ...world, state, running: { step }, witness };
    state = begin(state, step, world.now);
    if (step.do !== 'end' && step.do !== 'close')
      return { ...world, state, running: { step }, witness };
    if (step.do === 'end') witness = { ...witness, failing: removalsOf(witness.failing) };
  }
  throw new Error(`The stay turns round ${MOST_TURNS} times without doing anything.`);
}
