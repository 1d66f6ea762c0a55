import type { ReservationInput } from '../../src/contract/reservation.ts';
import type { Status } from '../../src/contract/status.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import type { Rig } from '../support/rig.ts';

import type { Message } from './change-message.ts';
import type { Point } from './change-points.ts';
import type { Opening, System } from './change-table.ts';

/** One thing that a stay is told, and what it must answer. */
export interface Line {
  readonly title: string;
  /** Made when it is sent, at `now` in epoch milliseconds. */
  message(booking: ReservationInput, now: number): Message;
  readonly answer: ExpectedAnswer;
  /** The next one is told when this one is answered. */
  readonly isSettledFirst?: true;
}

/** What one stay of a company is told, and what must come of it. */
export interface Part {
  /** What it is told in each scene, one after the other. */
  readonly lines: readonly (readonly Line[])[];
  /** What the booking's own put is answered. */
  readonly firstAnswer: Verdict['outcome'];
  readonly opens?: Opening | undefined;
  readonly isHeld?: boolean;
  readonly isNewCredential?: boolean;
  readonly endedBy: Status['endedBy'];
}

/** What a message is answered; `none` where it was a signal or the operator's. */
export interface ExpectedAnswer {
  readonly outcome: Verdict['outcome'] | 'none';
  readonly type?: string | undefined;
}

/** A point at which each stay of a company is sent its next message. */
export interface Scene {
  readonly point: Point;
  /** Seam sits on everything meanwhile, so that the next scene's message overtakes this one's. */
  readonly inOneBreath?: true;
}

/** Stays of one age, told different things at the same points. */
export interface Play {
  readonly rig: Rig;
  readonly system: System;
  /** Begins the reservation ids: each play has its own. */
  readonly name: string;
  readonly scenes: readonly Scene[];
  readonly parts: readonly Part[];
  readonly asSignals?: true;
}

/** One stay of a company. */
export interface Member {
  readonly id: string;
  readonly title: string;
  readonly part: Part;
  readonly system: System;
  readonly booking: ReservationInput;
  readonly firstAnswer: Promise<Verdict>;
  readonly answers: Promise<Verdict | undefined>[];
  /** The credential and its PIN before the first message, where there was one. */
  keysBefore?: string | undefined;
  /** A busy machine was too slow: an edge passed before the stay had heard, or the client gave up waiting. */
  isLate?: true;
}

/** What is wrong with the stays of a play, in words, and the parts that the machine was too slow for. */
export interface Outcome {
  readonly faults: readonly string[];
  readonly late: readonly Part[];
}
