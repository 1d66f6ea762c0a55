import type { ActivityStep, Outcome } from '../../../src/stay/step.ts';
import { answerOf } from '../seam/answering.ts';
import { carryOut } from '../seam/carrying-out.ts';
import { isRecent, type AbstractSeam } from '../seam/objects.ts';
import { hiddenFrom, leftOf, remainOf } from '../seam/proving.ts';

import { answerStep, removedBy, type SeamStep } from './attempts.ts';
import { QUIET_MS } from './listings.ts';
import type { World } from './world.ts';

/** What may be wrong with one kind of step alone. */
export type Disturbance =
  | 'it does not go'
  | 'the list shows what is gone'
  | 'the list does not show what is there'
  | 'the list does not show the group'
  | 'the access is in trouble'
  | 'the door is offline'
  | 'the system is in trouble'
  | 'the system suspends nobody'
  | 'the same code again'
  | 'the same code for ever';

/** How often an object that does not go is tried in vain. */
const STICKS = 3;

interface Disturbed {
  readonly seam: AbstractSeam;
  readonly outcome: Outcome;
}

/** Ends a step in a way that only this kind of step has. */
export function disturbedLook(world: World, step: SeamStep, how: Disturbance): Disturbed {
  const { seam, now } = world;
  const plain = (s: AbstractSeam = seam): Disturbed => answerStep(s, step, false, now);
  switch (how) {
    case 'it does not go':
      return plain(stick(seam, removedBy(step) ?? ''));
    case 'the list shows what is gone':
      return done(seam, { found: [...foundBy(world, step), ...stillShown(world).map(remainOf)] });
    case 'the list does not show what is there': {
      const hidden = hiddenBy(world, step);
      return done(seam, { found: foundBy(world, step).filter(({ id }) => !hidden.includes(id)) });
    }
    case 'the list does not show the group': {
      const seen = resultOf(world, step) as { readonly groupIds: readonly string[] };
      return done(seam, { ...seen, groupIds: seen.groupIds.slice(1) });
    }
    case 'the access is in trouble': {
      const seen = resultOf(world, step) as { readonly trouble?: string };
      // The gravest trouble is told: one of the suspension goes before it, one of a removal that failed after it.
      const { trouble = 'AccessSystemRefused' } = seen;
      return done(seam, {
        ...seen,
        trouble: trouble === 'AccessSystemRefused' ? 'NoSeatLeft' : trouble,
      });
    }
    case 'the door is offline':
      return done(seam, { trouble: 'EntranceOffline', ...(resultOf(world, step) as object) });
    case 'the system is in trouble': {
      const { seam: after, outcome } = plain();
      if (outcome.outcome !== 'done') return { seam: after, outcome };
      return done(after, { ...(outcome.result as object), systemTrouble: 'SiteNearlyFull' });
    }
    case 'the system suspends nobody':
      return plain({ ...seam, cannotSuspend: true });
    case 'the same code again':
      return plain({ ...seam, ...lastCode(seam, 'nextCode') });
    case 'the same code for ever':
      return plain({ ...seam, ...lastCode(seam, 'onlyCode') });
  }
}

/** What a list that lags still shows. */
export function stillShown({ seam, now }: World) {
  return seam.justGone
    .filter(({ user, since }) => isRecent(since, now) && !user.isForeign)
    .map(({ user }) => user);
}

/** What a list that lags does not show yet. */
export function hiddenBy({ seam, now }: World, step: ActivityStep): readonly string[] {
  return step.do === 'proveAbsence' ? hiddenFrom(seam, step.input, now) : [];
}

function foundBy({ seam }: World, step: ActivityStep) {
  return step.do === 'proveAbsence' ? leftOf(seam, step.input) : [];
}

function resultOf({ seam, now }: World, step: SeamStep): unknown {
  const attempt = { now, isAgain: false, hasMade: false, hadDoubles: false, quietMs: QUIET_MS };
  const answer = answerOf(seam, step, attempt);
  return 'result' in answer ? answer.result : {};
}

function done(seam: AbstractSeam, result: unknown): Disturbed {
  return { seam, outcome: { outcome: 'done', result } };
}

function stick(seam: AbstractSeam, id: string): AbstractSeam {
  return carryOut(seam, { do: 'change', id, facts: { sticks: STICKS } }, 0);
}

/** The next code, or every one, is that of the last credential once more. */
function lastCode({ objects }: AbstractSeam, name: 'nextCode' | 'onlyCode'): Partial<AbstractSeam> {
  const last = objects.findLast((o) => o.kind === 'credential')?.code;
  return last === undefined ? {} : { [name]: last };
}
