import type { EndedBy, Phase } from './status.ts';

/** The kinds of events of a stay that are told to others. */
export type StayEventType =
  | 'stay.planned'
  | 'stay.granted'
  | 'stay.opened'
  | 'stay.changed'
  | 'stay.credential_changed'
  | 'stay.problem'
  | 'stay.problem_cleared'
  | 'stay.held'
  | 'stay.released'
  | 'stay.revoked'
  | 'stay.proven';

/** What an event says of its stay, as it was then. Nothing personal, no PIN. */
export interface StayEventData {
  readonly listingId: string;
  readonly phase: Phase;
  readonly opensAt?: string;
  readonly closesAt?: string;
  readonly problem?: { readonly type: string };
  readonly endedBy?: EndedBy;
}

/** An event of a stay that is to be told. */
export interface Announcement {
  /** From 1 in each stay. */
  readonly number: number;
  /** The run that recorded it; absent while that run goes on. */
  readonly run?: string;
  readonly type: StayEventType;
  /** ISO 8601. */
  readonly at: string;
  readonly data: StayEventData;
}

/** What a stay says of its announcements. */
export interface Announced {
  /** The number of the last one. */
  readonly last: number;
  /** Those that were not handed over to be delivered; absent if there are none. */
  readonly waiting?: readonly Announcement[];
}

/** What is still to be announced. Instants are epoch milliseconds. */
export interface Outbox {
  /** The number of the last event. */
  readonly last: number;
  /** Oldest first. */
  readonly waiting: readonly Announcement[];
  /** What was told of this life of the stay: another state is an event. */
  readonly told: AnnouncedState;
  /** The hand-over failed so often in a row, and is tried again then. */
  readonly failed?: { readonly times: number; readonly notBefore: number };
  /** It was tried after the end as well: the run closes with what is waiting. */
  readonly isGivenUp?: true;
}

/** What the events of a stay have said of it: once that differs, there is another event. */
export interface AnnouncedState {
  /** The window, and what is reached by it. */
  readonly plan?: string;
  readonly credential?: { readonly id: string; readonly tag?: string };
  readonly isOpen?: true;
  readonly isHeld?: true;
  readonly problem?: string;
  readonly isRevoked?: true;
  readonly isProven?: true;
}

/** The announcements with the run that recorded them, where they name none yet. */
export function recordedBy(
  waiting: readonly Announcement[],
  run: string,
): readonly (Announcement & { readonly run: string })[] {
  return waiting.map((one) => ({ ...one, run: one.run ?? run }));
}

/** What a run that is over had announced: its events are that run's. */
export function announcedBy(
  { announced }: { readonly announced?: Announced },
  run: string,
): { readonly announced?: Announced } {
  if (announced?.waiting === undefined) return {};
  return { announced: { ...announced, waiting: recordedBy(announced.waiting, run) } };
}

/** An outbox of a stay that goes on after another run of it. */
export function outboxAfter({ last, waiting = [] }: Announced): Outbox {
  return { last, waiting, told: {} };
}
