import type { FaultOutcome } from '../../../sandbox/fault-plan.ts';
import type { Switches } from '../../../sandbox/switches.ts';

import { type Keys, unreadTimes } from './keys.ts';
import type { ReceiverTraits } from './receivers.ts';

/** Everything that happens to a few stays, as data: the same story always ends the same way. Milliseconds. */
export interface Story {
  readonly seed: string;
  /** Epoch milliseconds; every other moment is counted from here. */
  readonly beginsAt: number;
  readonly quietPeriodMs: number;
  readonly words: readonly Word[];
  readonly conditions: Conditions;
  /** Of the listings that have any, by id. */
  readonly margins?: Readonly<Record<string, Margins>>;
  /** What staff do at the access system's own console. */
  readonly staff?: readonly StaffAct[];
  /** Runs that somebody terminates. */
  readonly stops?: readonly Stop[];
  /** Workflows that an operator resets. */
  readonly resets?: readonly Reset[];
  /** When the reconciler makes a pass. */
  readonly passes?: readonly number[];
  /** When somebody asks for what the guest opens the door with. */
  readonly readings?: readonly number[];
  /** Payloads are encrypted, with key rings that change; in clear unless said. */
  readonly keys?: Keys;
  /** Those who are told of events, by the names of their endpoints; nobody unless said. */
  readonly receivers?: Readonly<Record<string, ReceiverTraits>>;
}

/** Somebody terminates the run of a stay: only the reconciler, by `closeStay`, ends what it leaves. */
export interface Stop {
  readonly at: number;
  readonly reservationId: string;
}

/** An operator resets the latest run of a workflow: of a stay, or of what tells others of it. */
export interface Reset {
  readonly at: number;
  readonly workflowId: string;
  /** To which of the tasks that were answered: 0 is the first, 1 the last. */
  readonly to: number;
}

/** How much sooner than booked the doors of a listing open, and how much later they shut. */
export interface Margins {
  readonly opensBeforeMs: number;
  readonly closesAfterMs: number;
}

/** What staff can do to the access user of a stay; `share`: they hang a user of their own on its identity. */
export type Deed = 'rename' | 'suspend' | 'unsuspend' | 'ungroup' | 'relink' | 'delete' | 'share';

/** Something that staff do to a stay's own objects. */
export interface StaffAct {
  readonly at: number;
  readonly reservationId: string;
  readonly does: Deed;
  /** What they call a user that they rename or make. */
  readonly name: string;
}

/** One message to a stay, and how it is sent. */
export interface Word {
  readonly at: number;
  readonly reservationId: string;
  readonly via: 'update' | 'signal';
  readonly says: Says;
  readonly revision?: number;
  readonly commandId?: string;
}

/** What a message says. Check-in and check-out as moments, and as the payload writes them. */
export type Says =
  | {
      readonly kind: 'put';
      readonly listingId: string;
      readonly checkIn: Moment;
      readonly checkOut: Moment;
      readonly guest: Guest;
      /** Held from the start, if this put begins the stay. */
      readonly hold?: boolean;
    }
  | {
      readonly kind: 'change';
      readonly listingId?: string;
      readonly checkIn?: Moment;
      readonly checkOut?: Moment;
    }
  /** `oddly`: what its payload says beside, or instead: a cancellation is obeyed all the same. */
  | { readonly kind: 'cancel'; readonly oddly?: unknown }
  | { readonly kind: 'retry' }
  | { readonly kind: 'check' }
  /** A new PIN or key is wanted, and the old one is to die. */
  | { readonly kind: 'reissue' }
  /** Nobody is to get in until it is released. */
  | { readonly kind: 'hold' }
  | { readonly kind: 'release' }
  /** Cancelled from the Temporal UI. */
  | { readonly kind: 'operator' };

export interface Moment {
  readonly at: number;
  readonly text: string;
}

/** A guest as a payload writes them. */
export interface Guest {
  readonly fullName: string;
  readonly email?: string;
  readonly phone?: string;
  readonly accountId?: string | null;
}

/** A time in which requests and attempts go wrong. */
export interface Disturbance {
  readonly from: number;
  readonly to: number;
  /** Of the requests, how many. */
  readonly faulty: number;
  readonly outcomes: readonly WireOutcome[];
  /** Of the attempts: how many die, stand still for a while, or lose their last word. */
  readonly deaths: number;
  readonly freezes: number;
  readonly lostResults: number;
}

/** What can befall a request: Seam's faults, and a network that takes its time. */
export type WireOutcome = FaultOutcome | 'slow-request' | 'slow-answer';

/** What is meant for one request, the nth on its route; `dies`: where its attempt ends for good. */
export interface Strike {
  readonly route: string;
  readonly nth: number;
  readonly outcome?: WireOutcome;
  readonly dies?: Place;
  /** Milliseconds until a late commit. */
  readonly delayMs?: number;
  /** Seconds. */
  readonly retryAfter?: number;
}

/** A place where an attempt's process may die or stand still; the last one is after all its requests. */
export type Place = 'before-send' | 'in-flight' | 'after-answer' | 'after-completion';

/** What goes wrong in a story and when, and how Seam, the network and the clocks are throughout. */
export interface Conditions {
  readonly disturbances: readonly Disturbance[];
  /** Beside the disturbances, which strike by chance. */
  readonly strikes?: readonly Strike[];
  /** Seam is away. */
  readonly outages: readonly Span[];
  /** The worker process dies, and another one comes after a while. */
  readonly workerDeaths: readonly Span[];
  /** Nobody takes the Seam steps, while the stays' worker is there; never unless said. */
  readonly seamWorkerAway?: readonly Span[];
  /** Temporal is away. */
  readonly serverOutages: readonly Span[];
  /** How often a worker has to replay before it works on a task. */
  readonly evictions: number;
  /** The worker's clock is off by that much. */
  readonly skewMs: number;
  /** At most so late are the server's timers. */
  readonly lateTimersMs: number;
  /** How long a request takes each way, at most. */
  readonly wireMs: number;
  readonly switches: Partial<Switches>;
  /** Of the removals, how many are refused by the lock until nothing goes wrong any more. */
  readonly sticky: number;
  /** How many users, credentials or identities Seam gives at once; as many as it likes unless said. */
  readonly pageSize?: number;
  /** Lists are so many seconds behind gets; current unless said. */
  readonly listsLagS?: number;
  /** How many steps at Seam are begun in a second, of all stays together; as many as there are unless said. */
  readonly stepsPerSecond?: number;
  /** How far Temporal’s list of runs is behind; not at all unless said. */
  readonly visibilityLagMs?: number;
  /** Nobody else is known at Seam. */
  readonly isHouseEmpty?: boolean;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** When nothing goes wrong any more with the keys either, and no operator comes. */
export function undisturbedFrom({ conditions, keys, resets = [] }: Story): number {
  const unread = unreadTimes(keys).map(({ to }) => to);
  return Math.max(faultsEndAt(conditions), ...unread, ...resets.map(({ at }) => at));
}

/** When nothing goes wrong any more. */
export function faultsEndAt(conditions: Conditions): number {
  const { disturbances, outages, workerDeaths, seamWorkerAway = [], serverOutages } = conditions;
  const spans = [...disturbances, ...outages, ...workerDeaths, ...seamWorkerAway, ...serverOutages];
  return Math.max(0, ...spans.map(({ to }) => to));
}
