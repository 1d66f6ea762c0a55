import { overtakes } from '../../../src/stay/overtakes.ts';
import { receive } from '../../../src/stay/receive.ts';
import { isActivity } from '../../../src/stay/record.ts';

import { REQUESTS, type RequestName } from './alphabet.ts';
import { carryOutLate, expire } from './attempts.ts';
import { playStep, type How } from './playing.ts';
import { tamper, type Tampering } from './tampering.ts';
import { beginAgain, terminate, type Beginning, type Closing } from './terminating.ts';
import { noteReceived } from './witness.ts';
import { settle, type World } from './world.ts';

/** So long before its end a wait is almost over. Milliseconds. */
const ALMOST_MS = 60_000;

/** One thing that the world does to a stay. */
export type Move =
  | { readonly does: 'receives'; readonly request: RequestName }
  | { readonly does: 'step'; readonly step: string; readonly how: How }
  | { readonly does: 'waits' | 'almostWaits'; readonly for: string }
  | { readonly does: 'takesLong'; readonly step: string }
  | { readonly does: 'commitsLate'; readonly index: number }
  | { readonly does: 'staff'; readonly act: Tampering; readonly id: string }
  | { readonly does: 'isTerminated'; readonly next: Closing }
  | { readonly does: 'beginsAgain'; readonly by: Beginning };

/** The world after a move. Throws if the move cannot be made. */
export function play(world: World, move: Move): World {
  switch (move.does) {
    case 'receives':
      return receiveRequest(world, move.request);
    case 'step':
      return playStep(world, move.how);
    case 'waits':
      return wait(world);
    case 'almostWaits':
      return passTo(world, almostOver(world) ?? world.now);
    case 'takesLong':
      return { ...passTo(world, nextInstant(world) ?? world.now), running: slow(world) };
    case 'commitsLate':
      return { ...world, seam: carryOutLate(world.seam, move.index, world.now) };
    case 'staff':
      return tamper(world, move.act, move.id);
    case 'isTerminated':
      return terminate(world, move.next);
    case 'beginsAgain':
      return beginAgain(world, move.by);
  }
}

/** A request wakes a stay that waits; of a step it may make one that is pointless. */
function receiveRequest(world: World, name: RequestName): World {
  const { running, now } = world;
  const state = receive(world.state, REQUESTS[name], now);
  const next = { ...world, state, witness: noteReceived(world, state, name) };
  if (!isActivity(running.step)) return settle(next);
  const isCancelled = running.isCancelled || overtakes(state, running.step);
  return isCancelled ? { ...next, running: { ...running, isCancelled } } : next;
}

function wait(world: World): World {
  const { step } = world.running;
  if (step.do !== 'wait') throw new Error(`The stay does not wait, it takes ${step.do}.`);
  return settle(passTo(world, step.until));
}

/** A moment before a long wait is over, at which somebody may change their mind. */
export function almostOver({ running, now }: World): number | undefined {
  const { step } = running;
  if (step.do !== 'wait' || step.until - now < 10 * ALMOST_MS) return undefined;
  return step.until - ALMOST_MS;
}

/** The world at a later moment. */
function passTo(world: World, now: number): World {
  return { ...world, now, seam: expire(world.seam, now) };
}

function slow({ running }: World): World['running'] {
  return { ...running, isSlow: true };
}

/** The next moment at which something may be different, before the running step's time is over. */
export function nextInstant({ state, now, running }: World): number | undefined {
  const until = 'until' in running.step ? (running.step.until ?? Infinity) : Infinity;
  const { planned, requests, ledger } = state;
  const written = [requests.accepted, ...requests.open.map((r) => r.writes)];
  const instants = [
    planned?.plan.opensAt,
    planned?.plan.closesAt,
    ...written.flatMap((fields) => [fields?.checkIn?.value, fields?.checkOut?.value]),
    ...ledger.map((e) => e.unconfirmedUntil),
  ].flatMap((text) => (text === undefined ? [] : [Date.parse(text)]));
  const next = [...instants, planned?.replaceBy ?? 0].filter((at) => at > now && at < until);
  return next.length === 0 ? undefined : Math.min(...next);
}
