import type { ListedRun } from '../../src/contract/reconciling.ts';

import type { Sources } from './comparing.ts';
import { isItsTurn } from './doors.ts';
import { LOOKED_AT, type Doors } from './memory.ts';
import { isUnchanged } from './shown.ts';

/** Which doors a pass reads, and whether it is the first run of it. */
export interface PassTerms {
  readonly everyDoor: boolean;
  /** An earlier run of this pass has looked already. */
  readonly isContinued: boolean;
  readonly turn: number;
}

/** Which stays a pass has to ask, and of which it reads the groups and PINs although they need not be asked. */
export interface Suspects {
  /** Those that may be orphans first. */
  readonly toAsk: readonly string[];
  readonly inTurn: readonly string[];
}

/** Finds the stays of which a list shows something else than at their last clean look. */
export function findSuspects(sources: Sources, terms: PassTerms): Suspects {
  const { survey, listed, known } = sources;
  const [orphaned, open, inTurn]: [string[], string[], string[]] = [[], [], []];
  for (const [id, run] of listed) {
    const isStopped = run[1] === 'stopped';
    // A stay that is overdue is asked although the lists show the same as before: it should have ended.
    const isOverdue = run[1] === 'overdue';
    const isLate = isOverdue || (isStopped && survey.identities.has(id));
    const same = !isLate && isUnchanged(run, known.get(id), survey);
    const doors = known.get(id)?.doors;
    if (same && !isDoorDue(run, doors, terms)) continue;
    if (same && doors !== undefined) inTurn.push(id);
    else (isStopped || isOverdue ? orphaned : open).push(id);
  }
  // Nobody lists a run of theirs: a list may be behind, or nobody looks after them any more.
  for (const id of new Set([...survey.users.keys(), ...survey.identities.keys()])) {
    if (!listed.has(id)) orphaned.push(id);
  }
  const isNew = (id: string): boolean => !terms.isContinued || known.get(id)?.run !== LOOKED_AT.run;
  return { toAsk: [...orphaned, ...open].filter(isNew), inTurn };
}

/** Its turn has come, or somebody asks for every door, or a pass before this one could not read them. */
function isDoorDue(
  [id, is]: ListedRun,
  doors: Doors | undefined,
  { everyDoor, isContinued, turn }: PassTerms,
): boolean {
  const isDue = everyDoor || doors?.missed !== undefined || isItsTurn(id, turn);
  return is === 'open' && !isContinued && isDue;
}
