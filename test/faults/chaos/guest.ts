import { setTimeout as delay } from 'node:timers/promises';

import { isStayError, type StayClient } from '../../../src/client/index.ts';
import type { Change } from '../../../src/contract/reservation.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import type { Scenario } from '../scenario.ts';
import type { SeamWatch } from '../seam-watch.ts';

import type { Booking, Word } from './booking.ts';
import type { Answered } from './door-judge.ts';

/** What a guest was promised, by the answers to the words of the booking backend. */
export interface Promised {
  opensAt: number;
  /** The check-out that was acknowledged last. */
  closesAt: number;
  /** The latest that was ever asked for: whether it was heard is open until it is answered. */
  latestClosesAt: number;
  listingId: string;
  moveAskedAt?: number;
  /** When and how the first move was answered that is kept. */
  moved?: Answered;
  /** The same of a cancellation. */
  cancelled?: Answered;
  /** A word came so shortly before the check-out that either may have been first. */
  isCloseCall: boolean;
}

/** One guest of a run: the booking, what was promised, what went wrong. */
export interface Guest {
  readonly booking: Booking;
  readonly scenario: Scenario;
  readonly promised: Promised;
  readonly wrongs: string[];
  /** How often a word had to be said before it was answered. */
  sayings: number;
  /** The answers as they came, for the story of a stay that went wrong. */
  readonly answers: string[];
}

const SAY_AGAIN_AFTER_MS = 500;
/** Longer than any disaster lasts. */
const ANSWERED_WITHIN_MS = 120_000;
/** A word that Temporal kept so shortly before the check-out may be overtaken by it. */
const CLOSE_CALL_MS = 1_000;
/** So long no worker may be there. An extension puts the check-out off all the same; a move does not. */
const NO_WORKER_MS = 60_000;

/** Books a stay, and says its changes when their time has come. */
export async function visit(guest: Guest, stays: StayClient, seam: SeamWatch): Promise<void> {
  const { booking, promised, scenario } = guest;
  const { id, words } = booking;
  const booked = await say(guest, () =>
    stays.put({
      reservationId: id,
      listingId: scenario.from,
      guest: { fullName: 'Ada Guest', email: `${id}@example.com`, phone: '+15555550100' },
      checkIn: iso(promised.opensAt),
      checkOut: iso(promised.closesAt),
      revision: 1,
      commandId: `${id}-1`,
    }),
  );
  if (booked.outcome === 'applied') lookAtGrant(guest, scenario.fromDoors, seam);
  else if (booked.outcome !== 'pending' && Date.now() < promised.closesAt) {
    guest.wrongs.push(`the booking was ${booked.outcome}`);
  }
  for (const [index, word] of words.entries()) {
    await delay(Math.max(0, promised.opensAt + word.afterMs - Date.now()));
    await change(guest, word, index + 2, stays, seam);
  }
}

async function change(
  guest: Guest,
  word: Word,
  revision: number,
  stays: StayClient,
  seam: SeamWatch,
): Promise<void> {
  const { booking, promised, scenario } = guest;
  if (promised.cancelled !== undefined) return;
  const command = { revision, commandId: `${booking.id}-${revision}` };
  const closesAt = word.say === 'extend' ? promised.closesAt + word.byMs : promised.closesAt;
  promised.latestClosesAt = Math.max(promised.latestClosesAt, closesAt);
  const wish: Change =
    word.say === 'extend' ? { checkOut: iso(closesAt) } : { listingId: scenario.to };
  if (word.say === 'move') promised.moveAskedAt ??= Date.now();
  const saidBefore = guest.sayings;
  const verdict = await say(guest, () =>
    word.say === 'cancel'
      ? stays.cancel(booking.id, command)
      : stays.change(booking.id, { ...wish, ...command }),
  );
  guest.answers.push(`${iso(Date.now())} ${word.say}: ${verdict.outcome}`);
  const margin = word.say === 'move' ? NO_WORKER_MS : CLOSE_CALL_MS;
  if (!isHeard(guest, verdict, guest.sayings - saidBefore > 1, margin)) return;
  promised.closesAt = closesAt;
  const isApplied = verdict.outcome === 'applied';
  const answered: Answered = { at: Date.now(), isApplied };
  if (word.say === 'move') {
    promised.listingId = scenario.to;
    promised.moved ??= answered;
    if (isApplied) lookAtGrant(guest, scenario.toDoors, seam);
  }
  if (word.say !== 'cancel') return;
  promised.cancelled = answered;
  if (isApplied && seam.doorsFor(booking.id).length > 0) {
    guest.wrongs.push('a door was open when the cancellation was answered applied');
  }
}

/** Says a word until it is answered: the same command, however often it must be said. */
async function say(guest: Guest, word: () => Promise<Verdict>): Promise<Verdict> {
  const deadline = Date.now() + ANSWERED_WITHIN_MS;
  for (;;) {
    guest.sayings += 1;
    try {
      return await word();
    } catch (error) {
      if (!isStayError(error) || Date.now() > deadline) throw error;
      await delay(SAY_AGAIN_AFTER_MS);
    }
  }
}

function isHeard(
  { wrongs, promised }: Guest,
  { outcome }: Verdict,
  saidAgain: boolean,
  closeCallMs: number,
): boolean {
  switch (outcome) {
    case 'applied':
      return true;
    case 'pending':
      if (Date.now() < promised.closesAt - closeCallMs) return true;
      promised.isCloseCall = true;
      return false;
    case 'too-late':
      // It was heard too late to be carried out, or the run that knew the command is closed.
      if (saidAgain || Date.now() >= promised.closesAt) promised.isCloseCall = true;
      else wrongs.push('a word was too late before the check-out');
      return false;
    case 'superseded':
    case 'refused':
      wrongs.push(`a word was ${outcome}`);
      return false;
  }
}

/** Applied means granted, where the lock itself waits for the check-in: these doors open then, if no other. */
function lookAtGrant(
  { booking, promised, scenario, wrongs }: Guest,
  wanted: readonly string[],
  seam: SeamWatch,
): void {
  const now = Date.now();
  if (scenario.window !== 'seam' || now >= promised.closesAt) return;
  const doors = seam.doorsFor(booking.id, Math.max(promised.opensAt, now));
  if (!wanted.every((door) => doors.includes(door))) {
    wrongs.push('applied, and the doors do not open');
  }
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
