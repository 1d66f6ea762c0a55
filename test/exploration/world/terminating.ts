import { lastSaidOf } from '../../../src/contract/closing.ts';
import type { Recalled } from '../../../src/contract/steps.ts';
import { newState, orphanState, rememberingState } from '../../../src/stay/first-state.ts';
import { leftBy, withUnlearned } from '../../../src/stay/inheriting.ts';
import { systemsOf, systemsOnlyNamed } from '../../../src/stay/ledger-ids.ts';
import { receive } from '../../../src/stay/receive.ts';
import { isActivity } from '../../../src/stay/record.ts';
import { statusOf } from '../../../src/stay/status-of.ts';
import { ownObjects } from '../seam/objects.ts';
import { remainOf } from '../seam/proving.ts';

import { REQUESTS } from './alphabet.ts';
import { sendUnanswered } from './attempts.ts';
import { QUIET_MS } from './listings.ts';
import { changesSeam } from './playing.ts';
import { NOTHING_SEEN, settle, type Witness, type World } from './world.ts';

/** What follows a run that somebody terminated. */
export type Closing = 'closed by the reconciler' | 'put again';

/** Somebody terminates the run. What its step had sent may still be carried out. */
export function terminate(world: World, then: Closing): World {
  const { running, now } = world;
  const { step } = running;
  const isUnderWay = isActivity(step) && changesSeam(step) && step.effect !== 'revoking';
  // What is carried out after the run that follows has looked is the reconciler's to find.
  const fate = then === 'put again' ? 'committed' : 'late';
  const seam = isUnderWay ? sendUnanswered(world.seam, step, fate, now) : world.seam;
  const left = { ...world, seam };
  return then === 'put again' ? beginAgain(left, 'put') : closeIt(left);
}

/** With what a run begins that follows another. */
export type Beginning = 'put' | 'put with a revision' | 'a cancellation';

/** The revision of the cancellation with which a run may begin. */
const CANCELLED_AT = 7;

/** The run that follows one which is closed. */
export function beginAgain(world: World, by: Beginning): World {
  const { state, now } = world;
  const { reservationId } = state;
  const next =
    by === 'a cancellation'
      ? rememberingState(reservationId, CANCELLED_AT, now)
      : receive(newState(reservationId), REQUESTS[by], now);
  return settle({ ...world, state: next, earlier: recalledOf(world), witness: witnessOf(world) });
}

/** Nothing of an earlier run counts, but that something was created and not proven gone, and that nobody is to get in. */
function witnessOf({ state, witness, seam }: World): Witness {
  const { phase } = state.life;
  // A run that was no stay holds none.
  const isStay = phase !== 'refused' && phase !== 'superseded';
  const isHeld = witness.isHeld || (isStay && state.hold !== undefined);
  const isProven = phase === 'ended' || phase === 'superseded';
  // If all that it had was an identity which is somebody else's, its step has found that, and made nothing.
  const hasMadeNothing = state.ledger.every(({ kept }) => kept) && seam.late.length === 0;
  const isToProve = witness.hasCreated && !isProven && !hasMadeNothing;
  const created = isToProve ? { hasCreated: true as const } : {};
  return { ...NOTHING_SEEN, ...created, ...(isHeld && { isHeld }) };
}

/** Whether the reconciler finds anything of a stay whose run is gone. */
export function isOrphan({ seam }: World): boolean {
  return ownObjects(seam).some((o) => o.kind !== 'enrollment');
}

/** As the activity that recalls an earlier run. */
function recalledOf({ state, now, earlier = {} }: World): Recalled {
  const previous = statusOf(state, now);
  // A put that was refused was no stay.
  const isRefused = state.life.phase === 'refused';
  if (isRefused || (state.recalled === undefined && earlier.previous !== undefined)) {
    const since = [{ status: previous, ...(isRefused && { isRefused }) }];
    const known = withUnlearned(earlier.previous, since);
    return { ...earlier, ...(known && { previous: known }) };
  }
  if (previous.phase === 'revoked') return { previous };
  return { previous, ...leftBy(state.ledger), quietPeriodMs: QUIET_MS };
}

function closeIt(world: World): World {
  const { state, seam, now } = world;
  const kinds = ['identity', 'user', 'credential'];
  const found = ownObjects(seam)
    .filter(({ kind }) => kinds.includes(kind))
    .toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))
    .map(remainOf);
  const left = state.ledger.filter((e) => e.state !== 'removed');
  const status = statusOf(state, now);
  const isPast = status.closesAt !== undefined && Date.parse(status.closesAt) <= now;
  const closed = orphanState(
    {
      reservationId: state.reservationId,
      found,
      systemIds: systemsOf(left),
      onlyNamedIn: [...systemsOnlyNamed(left)],
      quietPeriodMs: QUIET_MS,
      last: lastSaidOf(status),
      endedBy: status.endedBy ?? (isPast ? 'check-out' : 'operator'),
      mayBeNamedByGuide: true,
    },
    now,
  );
  return settle({ ...world, state: closed, earlier: recalledOf(world), witness: witnessOf(world) });
}
