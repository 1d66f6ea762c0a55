import type { ListedRun, StayLook, Waking } from '../../src/contract/reconciling.ts';
import { compare, type SeenAccess } from '../../src/stay/reconciliation.ts';

import { cleanlySeen } from './clean.ts';
import {
  accessesIn,
  areDoorsAsTold,
  doorsOf,
  readDoors,
  type AccessesOf,
  type OpenLook,
} from './doors.ts';
import type { Known, KnownStays } from './memory.ts';
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

/** What became of the stays that were looked at. */
export interface Compared {
  /** What the looks showed, also at those stays that were asked because their doors are others. */
  readonly looks: readonly StayLook[];
  /** Of these Seam shows less, more or something else than they know of. */
  readonly differing: readonly Waking[];
  /** Of these it shows what they say. */
  readonly clean: KnownStays;
}

/** Looks at the runs of stays, a few at a time. */
export async function lookAt(ids: Iterable<string>): Promise<readonly StayLook[]> {
  const looks: StayLook[] = [];
  for (const group of groupsOf(ids, LOOKED_AT_ONCE)) looks.push(...(await runs.lookAtStays(group)));
  return looks;
}

/**
 * Compares the open stays that were looked at with Seam. Where a guest can open now, the groups and the PIN
 * are read as well, which no list shows; of the stays `inTurn`, that were not looked at, only these: one is
 * asked if they are not as they were.
 */
export async function compareWithSeam(
  looks: readonly StayLook[],
  inTurn: readonly string[],
  sources: Sources,
): Promise<Compared> {
  const { differing, alike } = compareLists(looks, sources);
  const own = alike
    .filter(isInHouse)
    .map((look) => [look.reservationId, ownIn(look, sources)] as const);
  const accesses: AccessesOf = new Map([
    ...inTurn.map((id) => [id, sources.known.get(id)?.doors?.accesses ?? []] as const),
    ...own,
  ]);
  const seen = await readDoors(accesses);
  const first = judgeDoors(alike, seen, sources);
  const changed = inTurn.filter((id) => areOtherDoors(id, seen, sources.known));
  const looksAgain = await lookAt(changed);
  const again = compareLists(looksAgain, sources);
  const second = judgeDoors(again.alike, seen, sources);
  return {
    looks: [...looks, ...looksAgain],
    differing: [...differing, ...again.differing, ...first.differing, ...second.differing],
    clean: new Map([...first.clean, ...second.clean]),
  };
}

function compareLists(
  looks: readonly StayLook[],
  { survey }: Sources,
): { readonly differing: readonly Waking[]; readonly alike: readonly OpenLook[] } {
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

/** Only where a guest can open now: the others look for themselves when they open. */
function isInHouse({ phase, hasProblem }: OpenLook): boolean {
  return phase === 'open' && !hasProblem;
}

function ownIn({ ledger }: OpenLook, { survey }: Sources) {
  return accessesIn(ledger, new Set(survey.systems.keys()));
}

function judgeDoors(
  looks: readonly OpenLook[],
  seen: ReadonlyMap<string, readonly SeenAccess[]>,
  sources: Sources,
): Omit<Compared, 'looks'> {
  const differing: Waking[] = [];
  const clean = new Map<string, Known>();
  for (const look of looks) {
    const { reservationId: id, ledger } = look;
    const ofStay = isInHouse(look) ? seen.get(id) : undefined;
    if (ofStay !== undefined && !areDoorsAsTold(ledger, ofStay)) {
      differing.push({ reservationId: id, systemIds: [] });
      continue;
    }
    const doors = ofStay && doorsOf(id, ownIn(look, sources), ofStay);
    const known = cleanlySeen(look, sources.listed.get(id), sources.survey, doors);
    if (known !== undefined) clean.set(id, known);
  }
  return { differing, clean };
}

function areOtherDoors(
  id: string,
  seen: ReadonlyMap<string, readonly SeenAccess[]>,
  known: KnownStays,
): boolean {
  const [before, now] = [known.get(id)?.doors, seen.get(id)];
  if (before === undefined || now === undefined) return false;
  return doorsOf(id, before.accesses, now).digest !== before.digest;
}
