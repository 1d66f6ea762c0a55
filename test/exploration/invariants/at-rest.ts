import type { Planned } from '../../../src/stay/state.ts';
import type { WaitStep } from '../../../src/stay/step.ts';
import type { World } from '../world/world.ts';

import { flawOfAbsence, flawOfAccess, isGrantDue, isThePlans } from './access.ts';
import { openings, type Opening } from './doors.ts';
import { isBlocked, isExcused, isJoinUnconfirmed, isPaused, isTroubled } from './excuses.ts';
import { judgeReissue } from './reissues.ts';
import { violated, type Violation } from './violation.ts';

const HOUR_MS = 3_600_000;

/** What must hold while a stay waits: it has done everything that it can. */
export function judgeAtRest(world: World): readonly Violation[] {
  const { running, state, now } = world;
  const { step } = running;
  if (step.do !== 'wait') return [];
  if (!(step.until > now && Number.isFinite(step.until)))
    return violated('I12 not stuck', `it waits until ${step.until}, and it is ${now}`);
  const { life, planned } = state;
  if (life.phase === 'ending') return judgeEnding(world, step);
  if (life.phase !== 'living' || planned === undefined) return [];
  return [
    ...openings(world.seam, now).flatMap((open) => judgeOpening(world, planned, open)),
    ...judgeWait(world, planned, step),
    ...judgeLook(world, planned, step),
    ...judgeReissue(world, planned),
  ];
}

function judgeEnding(world: World, { for: why }: WaitStep): readonly Violation[] {
  if (why === 'next try') return [];
  const untold = world.seam.objects.filter((o) => !o.isForeign && !o.isUntold);
  const left = untold.find(({ kind }) => kind !== 'enrollment');
  return left === undefined
    ? []
    : violated('I2 nothing left', `${left.id} is there while it waits for the ${why}`);
}

function judgeOpening(world: World, planned: Planned, open: Opening): readonly Violation[] {
  const { state, now, witness } = world;
  const { user, credential, doors } = open;
  // Without a moment the guest is the same one, with another key.
  const { plan, replaceBy = Infinity } = planned;
  if (isExcused(world, user) || isExcused(world, credential) || witness.isTampered) return [];
  const stranger = (what: string): readonly Violation[] =>
    violated('I1 no stranger', `${credential.id} opens ${doors.join(', ')} ${what}`);
  if (isPaused(world)) return [];
  if (state.hold !== undefined || witness.isHeld) return stranger('although the stay is held');
  const isOff = isBlocked(world) || isTroubled(world);
  if (now >= Date.parse(plan.closesAt)) return stranger('after check-out');
  if (user.guest !== planned.guest && !(isOff && now < replaceBy))
    return stranger('for the guest before');
  if (!isGrantDue(world, plan)) return stranger('before check-in');
  if (isOff) return [];
  if (now < Date.parse(plan.opensAt)) return stranger('before check-in');
  const wanted = [...plan.accessGroupIds, ...plan.entranceIds];
  const isElsewhere =
    user.systemId !== plan.acsSystemId ||
    doors.some((door) => !wanted.includes(door) && !isJoinUnconfirmed(world, user, door));
  return isElsewhere || !isThePlans(world, user) ? stranger('that are not the plan’s') : [];
}

/** A stay that waits is as it was asked to be, or knows what it waits for. */
function judgeWait(world: World, { plan }: Planned, step: WaitStep): readonly Violation[] {
  const { until, isNothingDue } = step;
  if (until > Date.parse(plan.closesAt) && Date.parse(plan.closesAt) > world.now)
    return violated('I1 no stranger', 'it waits until after check-out');
  if (!isNothingDue) {
    const { state, now } = world;
    // An identity whose removal has no answer yet may still go, while the guest has it again.
    const mayGo = state.ledger.some(({ mayGoUntil = '' }) => Date.parse(mayGoUntil) > now);
    const hasReason = mayGo || isPaused(world) || isBlocked(world) || isTroubled(world);
    return hasReason ? [] : violated('I12 not stuck', 'it waits, and nothing keeps it');
  }
  const flaw = flawOfAccess(world);
  if (flaw !== undefined) return violated('I3 no lock-out', `nothing is due, but ${flaw}`);
  const early = isGrantDue(world, plan) ? undefined : flawOfAbsence(world, 'before check-in');
  return early === undefined ? [] : violated('I1 no stranger', early);
}

/** Salto KS takes its seats at check-in only, and what is in trouble is looked at again. */
function judgeLook(world: World, { plan }: Planned, step: WaitStep): readonly Violation[] {
  const { now, state, witness } = world;
  if (isPaused(world) || isBlocked(world)) return [];
  if (isTroubled(world)) {
    // While it is held, the key that was to be replaced is gone, and the new one is made at the release.
    const hasKey = state.ledger.some((e) => e.kind === 'credential' && e.state === 'live');
    if (state.hold !== undefined && !hasKey) return [];
    const isSoon = step.until - now <= 6 * HOUR_MS;
    return isSoon ? [] : violated('I3 no lock-out', 'the access is in trouble, and nobody looks');
  }
  const isOpen = now >= Date.parse(plan.opensAt) && state.hold === undefined;
  const hasLooked = (witness.lookBegunAt ?? 0) >= Date.parse(plan.opensAt);
  return !isOpen || hasLooked
    ? []
    : violated('I3 no lock-out', 'check-in has come, and nobody has looked');
}
