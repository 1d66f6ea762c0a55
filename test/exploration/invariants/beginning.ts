import { completeDesiredOf } from '../../../src/stay/desired.ts';
import { isSameGuest } from '../../../src/stay/guest.ts';
import type { Plan } from '../../../src/stay/plan.ts';
import { isActivity } from '../../../src/stay/record.ts';
import type { ActivityStep } from '../../../src/stay/step.ts';
import { findObject, type SeamObject } from '../seam/objects.ts';
import { removedBy } from '../world/attempts.ts';
import type { Failing, World } from '../world/world.ts';

import { isGrantDue, isThePlans } from './access.ts';
import { newestOf } from './reissues.ts';
import { violated, type Violation } from './violation.ts';

const CREATING: ReadonlySet<string> = new Set([
  'identifyGuest',
  'enrollPhone',
  'addAccessUser',
  'joinAccessGroups',
  'issueCredential',
  'resumeAccess',
]);

/** What must hold of a step that a stay begins. */
export function judgeBeginning(before: World, after: World): readonly Violation[] {
  const { step } = after.running;
  if (!isActivity(step) || step === before.running.step) return [];
  const { failing, askedToWait } = after.witness;
  if (askedToWait?.name === step.do && after.now < askedToWait.until)
    return violated('I14 polite', `${step.do} is taken sooner than Seam asked`);
  const failed = failing[step.key];
  if (failed !== undefined && after.now - failed.at < leastPause(failed))
    return violated('I14 polite', `${step.key} failed ${failed.count} times, and is taken at once`);
  return [
    ...(step.do === 'planStay' ? judgePlanning(after) : []),
    ...(CREATING.has(step.do) ? judgeGranting(after, step) : []),
    ...judgeRemoving(after, step),
  ];
}

/** What has failed once may be taken again at once; then the pauses double, to a minute. Milliseconds. */
function leastPause({ count }: Failing): number {
  return count < 2 ? 0 : Math.min(60_000, 1_000 * 2 ** (count - 2));
}

/** A put that came while the stay ended is lived once nothing of the life before can come any more. */
function judgePlanning({ state, seam }: World): readonly Violation[] {
  const { life, orphan } = state;
  // What a terminated run had sent in its last seconds is the reconciler's to find. An identity opens no door, and the
  // life that follows takes it for its own, or looks for it at its end.
  const isOnlyIdentities = seam.late.every(
    ({ request }) => request.do === 'make' && request.object.kind === 'identity',
  );
  if (life.phase !== 'ending' || isOnlyIdentities || orphan !== undefined) return [];
  return violated('I7 honest end', 'another life is planned, and a create of this one may come');
}

function judgeGranting(world: World, { do: name }: ActivityStep): readonly Violation[] {
  const { state, now, witness } = world;
  const { life, planned, hold } = state;
  if (life.phase !== 'living' || planned === undefined)
    return violated('I1 no stranger', `${name} is taken while ${life.phase}`);
  const { plan } = planned;
  if (hold !== undefined || witness.isHeld)
    return violated('I1 no stranger', `${name} is taken while held`);
  if (!isGrantDue(world, plan))
    return violated('I1 no stranger', `${name} is taken before the grant is due`);
  return now >= Date.parse(plan.closesAt)
    ? violated('I1 no stranger', `${name} is taken after check-out`)
    : [];
}

function judgeRemoving(world: World, step: ActivityStep): readonly Violation[] {
  if (step.do === 'leaveAccessGroups') {
    const wanted = world.state.planned?.plan.accessGroupIds ?? [];
    const left = step.input.groupIds.find((id) => wanted.includes(id));
    return left === undefined ? [] : violated('I3 no lock-out', `${left} is left, and wanted`);
  }
  const object = findObject(world.seam, removedBy(step));
  if (object === undefined) return [];
  if (object.isForeign) return violated('I15 separate', `${object.id} is somebody else’s`);
  if (isReplacedTooSoon(world, object))
    return violated('I3 no lock-out', `${object.id} is removed before anybody saw the new one`);
  return isNeeded(world, object)
    ? violated('I3 no lock-out', `${object.id} is removed, and the guest needs it`)
    : [];
}

/** Whether a reissue takes the credential of before although nobody has seen the new one, or another in between, yet. */
function isReplacedTooSoon(world: World, { id, kind, userId }: SeamObject): boolean {
  const { state, seam } = world;
  const { life, access, ledger, hold, planned } = state;
  if (kind !== 'credential' || life.phase !== 'living' || hold !== undefined) return false;
  // A guest who asks for another key, and then to come a day later, has none until then: it would open too early.
  if (planned === undefined || !isGrantDue(world, planned.plan)) return false;
  const user = findObject(seam, userId);
  const isHere = user !== undefined && isThePlans(world, user);
  const issueOf = (of?: string): number => ledger.find((e) => e.id === of)?.issue ?? 1;
  const isEarlier = isHere && issueOf(id) < access.issue && !access.issuesOneAtATime;
  const { lookedAt } = world.witness;
  const isSeen = findObject(seam, lookedAt) !== undefined && issueOf(lookedAt) > issueOf(id);
  return isEarlier && newestOf(world)?.id !== lookedAt && !isSeen;
}

/** Past their check-out the guest before needs nothing, where the put of somebody else waits for its plan. */
function isOverForAnother({ state, now }: World, { closesAt }: Plan): boolean {
  const [wanted, before] = [completeDesiredOf(state), state.requests.accepted];
  if (wanted === undefined || before === undefined || now < Date.parse(closesAt)) return false;
  return !isSameGuest(wanted.guest.value, before.guest.value);
}

/** Whether it belongs to the access that the plan wants now. */
function isNeeded(world: World, object: SeamObject): boolean {
  const { state, seam } = world;
  const { life, planned, hold, access, ledger } = state;
  if (life.phase !== 'living' || planned === undefined || hold !== undefined) return false;
  if (!isGrantDue(world, planned.plan) || isOverForAnother(world, planned.plan)) return false;
  // What was only seen is a double of what the guest has.
  const entry = ledger.find(({ id, state: is }) => id === object.id && is !== 'removed');
  if (entry === undefined || entry.scope.of === 'sighting') return false;
  // What Seam does not resume, or failed to remove, makes room for an access that is well.
  if (entry.cannotResume || entry.removalFailed) return false;
  if (object.kind === 'identity') return object.guest === planned.guest;
  const user = object.kind === 'user' ? object : findObject(seam, object.userId);
  if (user === undefined || !isThePlans(world, user)) return false;
  return object.kind === 'user' || (entry.issue ?? 1) >= access.issue;
}
