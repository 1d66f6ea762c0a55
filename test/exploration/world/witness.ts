import type { Absence } from '../../../src/contract/steps.ts';
import type { StayState } from '../../../src/stay/state.ts';
import type { ActivityStep, Outcome } from '../../../src/stay/step.ts';
import { ownObjects } from '../seam/objects.ts';

import type { RequestName } from './alphabet.ts';
import type { Witness, World } from './world.ts';

/** What is remembered of a request: of a reissue the credentials that it is to replace, and who asked for another guest. */
export function noteReceived(world: World, after: StayState, name: RequestName): Witness {
  const { witness, seam, now } = world;
  const number = after.requests.received;
  if (name === 'reissue') {
    const ids = ownObjects(seam).flatMap((o) =>
      o.kind === 'credential' && !o.isUntold ? [o.id] : [],
    );
    return { ...witness, toReplace: [...witness.toReplace, { number, ids }] };
  }
  return name === 'put for another guest' && witness.otherGuestAt === undefined
    ? { ...witness, otherGuestAt: now }
    : witness;
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
  const { failing, ...witness } =
    outcome === 'done' ? noteLook(before, step, isFinding, now) : before;
  const next = CHANGING.has(step.do) ? noteChange(witness, step) : witness;
  if ((outcome === 'done' && !isFinding) || outcome === 'interrupted') return next;
  const count = failing?.key === step.key ? failing.count + 1 : 1;
  return { ...next, failing: { key: step.key, count } };
}

/** Steps after which Seam shows another access than before. */
const CHANGING: ReadonlySet<string> = new Set([
  'identifyGuest',
  'enrollPhone',
  'addAccessUser',
  'joinAccessGroups',
  'issueCredential',
  'moveWindow',
  'resumeAccess',
]);

/** What was proven or seen before it counts no more. */
function noteChange({ provenAt, ...witness }: Witness, { effect }: ActivityStep): Witness {
  return {
    ...witness,
    isUnseen: true,
    ...(effect === 'granting' ? { hasCreated: true as const } : provenAt && { provenAt }),
  };
}

function noteLook(before: Witness, step: ActivityStep, isFinding: boolean, now: number): Witness {
  if (step.do === 'confirmAccess') {
    const { isTampered: _tampered, isUnseen: _unseen, ...witness } = before;
    return { ...witness, lookedAfter: step.received, lookBegunAt: step.about.begunAt };
  }
  if (step.do !== 'proveAbsence' || step.about.target.scopes !== undefined) return before;
  const { provenAt = now, ...witness } = before;
  return isFinding ? witness : { ...witness, provenAt };
}

function hasFound(step: ActivityStep, result: unknown): boolean {
  return step.do === 'proveAbsence' && (result as Absence).found.length > 0;
}
