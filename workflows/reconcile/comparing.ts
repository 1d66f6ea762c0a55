import type { ListedRun, StayLook, Waking } from '../../src/contract/reconciling.ts';
import { compare } from '../../src/stay/reconciliation.ts';

import type { OpenLook } from './doors.ts';
import type { KnownStays } from './memory.ts';
import { runs } from './pass-steps.ts';
import { groupsOf, type Survey } from './survey.ts';

const LOOKED_AT_ONCE = 50;

/** What a pass has to go by. */
export interface Sources {
  readonly survey: Survey;
  /** What the list of runs says, by reservation id. */
  readonly listed: ReadonlyMap<string, ListedRun>;
  readonly known: KnownStays;
}

/** What the lists show of the open stays that were looked at. */
export interface ComparedLists {
  /** Of these Seam shows less, more or something else than they know of. */
  readonly differing: readonly Waking[];
  readonly alike: readonly OpenLook[];
}

/** Looks at the runs of stays, a few at a time. */
export async function lookAt(ids: Iterable<string>): Promise<readonly StayLook[]> {
  const looks: StayLook[] = [];
  for (const group of groupsOf(ids, LOOKED_AT_ONCE)) looks.push(...(await runs.lookAtStays(group)));
  return looks;
}

/** Compares the open stays that were looked at with what Seam's lists show. */
export function compareLists(looks: readonly StayLook[], { survey }: Sources): ComparedLists {
  const { credentials, strangers } = survey;
  const systemIds = new Set(survey.systems.keys());
  const differing: Waking[] = [];
  const alike: OpenLook[] = [];
  for (const look of looks) {
    if (look.run !== 'open') continue;
    const users = survey.users.get(look.reservationId) ?? [];
    const sight = { systemIds, users, credentials, strangers, now: Date.now() };
    const { differs, extraIn } = compare(look, sight);
    if (differs || extraIn.length > 0) {
      differing.push({ reservationId: look.reservationId, systemIds: extraIn });
    } else alike.push(look);
  }
  return { differing, alike };
}
