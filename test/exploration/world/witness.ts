import type { Absence } from '../../../src/contract/steps.ts';
import { scopeOf } from '../../../src/stay/plan.ts';
import { isSameScope, scopeKey } from '../../../src/stay/scope.ts';
import type { StayState } from '../../../src/stay/state.ts';
import type { ActivityStep, Outcome } from '../../../src/stay/step.ts';
import { ownObjects } from '../seam/objects.ts';

import { REQUESTS, type RequestName } from './alphabet.ts';
import { heardAfter, heardWith } from './hearing.ts';
import type { Witness, World } from './world.ts';

/** What is remembered of a request: of a reissue the credentials that it is to replace, what held the stay or released it, and who asked for another guest. */
export function noteReceived(world: World, after: StayState, name: RequestName): Witness {
  const { heard } = world.witness;
  const revisions = heard && { heard: heardWith(heard, REQUESTS[name]) };
  return { ...noteAsked(world, after, name), ...revisions };
}

/** What is remembered of what a request asks for. */
function noteAsked(world: World, after: StayState, name: RequestName): Witness {
  const { witness, seam, now } = world;
  const number = after.requests.received;
  if (name === 'reissue') {
    const known = ownObjects(seam)
      .filter((o) => o.kind === 'credential' && !o.isUntold)
      .filter(({ id }) => !isOfRoomThatWasLeft(world.state, id));
    const ids = known.map(({ id }) => id);
    // Where another reissue is under way, the code of before may be of a credential that is gone by now.
    const { open } = world.state.requests;
    const waiting = witness.toReplace.filter((r) => open.some((o) => o.number === r.number));
    const codes = [known.flatMap(({ code }) => code ?? []), ...waiting.map((r) => r.codes)].flat();
    const isFirst = world.state.access.credentialId === undefined;
    const replaced = { number, at: now, ids, codes, ...(isFirst && { isFirst: true as const }) };
    return { ...witness, toReplace: [...witness.toReplace, replaced] };
  }
  const isReleased = name === 'release' && after.requests.open.some((r) => r.number === number);
  const { isHeld: _held, ...free } = witness;
  const known = isReleased ? free : witness;
  const isSwitched = (world.state.hold === undefined) !== (after.hold === undefined);
  if (isSwitched || isReleased) return { ...known, ...(isSwitched && { switchedBy: { number } }) };
  return name === 'put for another guest' && witness.otherGuestAt === undefined
    ? { ...witness, otherGuestAt: now }
    : witness;
}

/** What a step may have answered: of a request that is refused, what it overtook counts again. */
export function noteRefused(witness: Witness, before: StayState, after: StayState): Witness {
  const { heard } = witness;
  const next = heard && heardAfter(heard, before, after);
  return next === heard ? witness : { ...witness, heard: next ?? {} };
}

/** Whether it is a move’s to take away: the guest has the room that they moved to, and that was seen. */
function isOfRoomThatWasLeft({ ledger, planned }: StayState, credentialId: string): boolean {
  const entry = ledger.find(({ id }) => id === credentialId);
  const scope = planned && scopeOf(planned.plan, planned.guest);
  return entry?.isReplaced === true && scope !== undefined && !isSameScope(entry.scope, scope);
}

/** What is remembered of the end of a step. */
export function noteOutcome(
  before: Witness,
  step: ActivityStep,
  ended: Outcome,
  now: number,
): Witness {
  const { outcome } = ended;
  const isFinding = outcome === 'done' && hasFound(step, ended.result);
  const witness = outcome === 'done' ? noteLook(before, step, isFinding, now) : before;
  const changed = changedBy(step);
  const { againAfterMs } = 'failure' in ended ? ended.failure : {};
  const asked = againAfterMs && { askedToWait: { name: step.do, until: now + againAfterMs } };
  const next = {
    ...(changed.length > 0 ? noteChange(witness, step, changed) : witness),
    ...asked,
  };
  if (outcome === 'interrupted') return next;
  const failing = outcome === 'done' ? withoutRefused(next.failing, step) : next.failing;
  const { [step.key]: known, ...others } = failing;
  if (outcome === 'done' && !isFinding) return { ...next, failing: others };
  const failed = { count: (known?.count ?? 0) + 1, at: now };
  return { ...next, failing: { ...others, [step.key]: failed } };
}

/** A new key that was refused beside an old one may be asked for again once the old one is gone. */
function withoutRefused(failing: Witness['failing'], step: ActivityStep): Witness['failing'] {
  if (step.do !== 'removeCredential') return failing;
  return Object.fromEntries(
    Object.entries(failing).filter(([key]) => !key.startsWith('issueCredential')),
  );
}

/** What was proven or seen before a step counts no more, if the step may have changed something. */
function noteChange(
  { provenAt, ...witness }: Witness,
  { effect }: ActivityStep,
  changed: readonly string[],
): Witness {
  return {
    ...witness,
    unseen: [...new Set([...witness.unseen, ...changed])],
    ...(effect === 'granting' ? { hasCreated: true as const } : provenAt && { provenAt }),
  };
}

/** What Seam may show otherwise after a step: keys of scopes, and of the groups in them. */
function changedBy(step: ActivityStep): readonly string[] {
  switch (step.do) {
    case 'identifyGuest':
    case 'enrollPhone':
    case 'addAccessUser':
    case 'issueCredential':
      return [scopeKey(step.about.entry.scope)];
    case 'joinAccessGroups':
      return step.about.keys.map(({ scope, id = '' }) => `${scopeKey(scope)} ${id}`);
    case 'moveWindow':
    case 'resumeAccess':
      return step.about.keys.slice(0, 1).map(({ scope }) => scopeKey(scope));
    default:
      return [];
  }
}

function noteLook(before: Witness, step: ActivityStep, isFinding: boolean, now: number): Witness {
  if (step.do === 'confirmAccess') {
    const { isTampered: _tampered, ...witness } = before;
    const unseen = witness.unseen.filter((key) => !key.startsWith(scopeKey(step.about.scope)));
    const { credentialId: lookedAt } = step.input;
    const { begunAt: lookBegunAt } = step.about;
    return { ...witness, unseen, lookedAfter: step.received, lookBegunAt, lookedAt };
  }
  if (step.do !== 'proveAbsence' || step.about.target.scopes !== undefined) return before;
  const { provenAt = now, ...witness } = before;
  return isFinding ? witness : { ...witness, provenAt };
}

function hasFound(step: ActivityStep, result: unknown): boolean {
  return step.do === 'proveAbsence' && (result as Absence).found.length > 0;
}
