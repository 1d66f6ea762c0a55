import { scopeOf, type Plan } from '../../../src/stay/plan.ts';
import { scopeKey } from '../../../src/stay/scope.ts';
import { ownObjects, type SeamObject } from '../seam/objects.ts';
import type { World } from '../world/world.ts';

import { openings } from './doors.ts';
import { isExcused, isJoinUnconfirmed } from './excuses.ts';

/** What is wrong with the access at Seam, if it is to be as planned; undefined if nothing is. */
export function flawOfAccess(world: World): string | undefined {
  const { planned } = world.state;
  if (planned === undefined) return 'there is no plan';
  const { plan } = planned;
  if (world.state.hold !== undefined) return flawOfHold(world);
  if (!isGrantDue(world, plan)) return flawOfAbsence(world, 'before the grant is due');
  if (world.witness.isTampered) return undefined;
  const user = usersOf(world).find((o) => isThePlans(world, o) && !isExcused(world, o));
  if (user === undefined)
    return usersOf(world).some((o) => isThePlans(world, o)) ? undefined : 'the guest has no user';
  return (
    flawOfUser(world, plan, user) ??
    flawOfCredentials(world, plan, user) ??
    flawOfOthers(world, user)
  );
}

/** Whether something of the stay is at Seam that nothing explains; undefined if not. */
export function flawOfAbsence(world: World, when: string): string | undefined {
  const left = ownObjects(world.seam).find(
    (o) => (o.kind === 'user' || o.kind === 'credential') && !isExcused(world, o),
  );
  return left === undefined ? undefined : `${left.id} is there ${when}`;
}

function flawOfHold(world: World): string | undefined {
  const open = openings(world.seam).find(
    ({ user, credential }) => !isExcused(world, user) && !isExcused(world, credential),
  );
  return open === undefined || world.witness.isTampered
    ? undefined
    : `${open.credential.id} opens ${open.doors.join(', ')} although the stay is held`;
}

function flawOfUser(world: World, plan: Plan, user: SeamObject): string | undefined {
  if (isExcused(world, user)) return undefined;
  if (user.isSuspended) return `${user.id} is suspended`;
  if (world.trait.window === 'user' && !holds(user, plan)) return `${user.id} has another window`;
  const { groupIds = [] } = user;
  const lacks = plan.accessGroupIds.find((id) => !groupIds.includes(id));
  if (lacks !== undefined) return `${user.id} is not in ${lacks}`;
  const extra = groupIds.find(
    (id) => !plan.accessGroupIds.includes(id) && !isJoinUnconfirmed(world, user, id),
  );
  return extra === undefined ? undefined : `${user.id} is in ${extra}`;
}

function flawOfCredentials(world: World, plan: Plan, user: SeamObject): string | undefined {
  const all = ownObjects(world.seam).filter(({ userId }) => userId === user.id);
  const told = all.filter((o) => !isExcused(world, o));
  const [credential] = told;
  if (credential === undefined) return all.length > 0 ? undefined : `${user.id} has no credential`;
  if (told.length > 1) return `${user.id} has ${told.length} credentials`;
  const { fullName, email } = world.state.requests.accepted?.guest.value ?? {};
  if (credential.of !== fullName && credential.of !== email)
    return `${credential.id} was made for somebody else`;
  if (!world.trait.namesDoors) return undefined;
  if (!isSameSet(credential.entranceIds ?? [], plan.entranceIds))
    return `${credential.id} opens ${credential.entranceIds?.join()}`;
  return holds(credential, plan) ? undefined : `${credential.id} has another window`;
}

function flawOfOthers(world: World, user: SeamObject): string | undefined {
  const other = usersOf(world).find((o) => o !== user && !isExcused(world, o));
  return other === undefined ? undefined : `${other.id} is there beside ${user.id}`;
}

/**
 * Whether a user is for the plan's guest, in its system, and where the credential names them at its
 * doors: whose it is to be only the ledger tells then.
 */
export function isThePlans({ state, trait }: World, user: SeamObject): boolean {
  const { planned, ledger } = state;
  if (planned === undefined) return false;
  const { plan, guest } = planned;
  const isHere = user.systemId === plan.acsSystemId && user.guest === guest;
  if (!isHere || !trait.namesDoors) return isHere;
  const scope = ledger.find(({ id, state: is }) => id === user.id && is !== 'removed')?.scope;
  return (
    scope?.of === 'access' &&
    scope.fixed?.opensAt === plan.opensAt &&
    isSameSet(scope.fixed.entranceIds, plan.entranceIds)
  );
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.toSorted().join() === b.toSorted().join();
}

function usersOf({ seam }: World): readonly SeamObject[] {
  return ownObjects(seam).filter(({ kind }) => kind === 'user');
}

function holds({ window }: SeamObject, { opensAt, closesAt }: Plan): boolean {
  return window?.opensAt === opensAt && window.closesAt === closesAt;
}

/** Whether the access may be there already. */
export function isGrantDue({ now }: World, { grantAt }: Plan): boolean {
  return grantAt === undefined || now >= Date.parse(grantAt);
}

/** Whether the access that the plan wants was changed since somebody looked. */
export function isUnseen({ witness, state }: World): boolean {
  const { planned } = state;
  if (planned === undefined) return false;
  const here = scopeKey(scopeOf(planned.plan, planned.guest));
  const keys = [here, ...planned.plan.accessGroupIds.map((id) => `${here} ${id}`)];
  return keys.some((key) => witness.unseen.includes(key));
}
