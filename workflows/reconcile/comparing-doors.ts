import type { StayLook, Waking } from '../../src/contract/reconciling.ts';

import { cleanlySeen } from './clean.ts';
import { compareLists, lookAt, type Sources } from './comparing.ts';
import {
  accessesIn,
  areDoorsAsInLedger,
  doorsOf,
  type AccessesOf,
  type OpenLook,
} from './doors.ts';
import type { Access, Doors, Known, KnownStays } from './memory.ts';
import { readDoors, type DoorsRead } from './reading-doors.ts';

/** What the groups and PINs of guests in the house came to. */
export interface ComparedDoors {
  /** What the looks showed at those stays that were asked because their doors are others. */
  readonly looks: readonly StayLook[];
  readonly differing: readonly Waking[];
  /** Of these Seam shows what they say, or what it showed at their last clean look. */
  readonly clean: KnownStays;
  /** Reservation ids of those of whose doors Seam gives no answer. */
  readonly silent: ReadonlySet<string>;
  /** The doors of some others could not be read either. */
  readonly isPartUnread: boolean;
}

/**
 * Reads the groups and the PIN of each guest in the house whose stay is `alike` in the lists, and compares them with
 * what the stay says. Of the stays `inTurn`, that were not asked, it reads them too: one is asked if they are not as
 * they were.
 */
export async function compareDoors(
  alike: readonly OpenLook[],
  inTurn: readonly string[],
  sources: Sources,
): Promise<ComparedDoors> {
  const { known } = sources;
  const own = alike
    .filter(isInHouse)
    .map((look) => [look.reservationId, ownIn(look, sources)] as const);
  const kept = inTurn.map((id) => [id, known.get(id)?.doors?.accesses ?? []] as const);
  const read = await readDoors(leastMissedFirst([...kept, ...own], known));
  const first = judge(alike, read, sources);
  const changed = inTurn.filter((id) => areOthers(known.get(id)?.doors, id, read));
  const looks = await lookAt(changed);
  const again = compareLists(looks, sources);
  const second = judge(again.alike, read, sources);
  const unasked = inTurn.filter((id) => !changed.includes(id));
  return {
    looks,
    differing: [...first.differing, ...again.differing, ...second.differing],
    clean: new Map([...stillClean(unasked, read, known), ...first.clean, ...second.clean]),
    silent: read.silent,
    isPartUnread: read.unread.size > 0,
  };
}

/** Those of which Seam gave no answer come last: three of them in a row would keep the others from being read. */
function leastMissedFirst(
  accesses: readonly (readonly [id: string, ofStay: readonly Access[]])[],
  known: KnownStays,
): AccessesOf {
  const missed = (id: string): number => known.get(id)?.doors?.missed ?? 0;
  return new Map(accesses.toSorted(([a], [b]) => missed(a) - missed(b)));
}

/** Only where a guest can open now: the others look for themselves when they open. */
function isInHouse({ phase, hasProblem }: OpenLook): boolean {
  return phase === 'open' && !hasProblem;
}

function ownIn({ ledger }: OpenLook, { survey }: Sources): readonly Access[] {
  return accessesIn(ledger, new Set(survey.systems.keys()));
}

function judge(
  looks: readonly OpenLook[],
  read: DoorsRead,
  sources: Sources,
): Pick<ComparedDoors, 'differing' | 'clean'> {
  const differing: Waking[] = [];
  const clean = new Map<string, Known>();
  for (const look of looks) {
    const { reservationId: id, ledger } = look;
    const ofStay = isInHouse(look) ? read.seen.get(id) : undefined;
    if (ofStay !== undefined && !areDoorsAsInLedger(ledger, ofStay)) {
      differing.push({ reservationId: id, systemIds: [] });
      continue;
    }
    const own = ownIn(look, sources);
    const before = sources.known.get(id)?.doors?.missed;
    const doors = ofStay
      ? doorsOf(id, own, ofStay)
      : missedIn(read, id, { digest: '', accesses: own, missed: before });
    const known = cleanlySeen(look, sources.listed.get(id), sources.survey, doors);
    if (known !== undefined) clean.set(id, known);
  }
  return { differing, clean };
}

/** What is remembered of stays that were not asked: whether their doors were read, or the next pass has to. */
function stillClean(ids: readonly string[], read: DoorsRead, known: KnownStays): KnownStays {
  const clean = new Map<string, Known>();
  for (const id of ids) {
    const before = known.get(id);
    if (before?.doors === undefined) continue;
    const { missed: _missed, ...asRead } = before.doors;
    clean.set(id, { ...before, doors: missedIn(read, id, before.doors) ?? asRead });
  }
  return clean;
}

/** Doors that were to be read, and were not; undefined if they were, or if Seam refuses to tell of them. */
function missedIn({ silent, unread }: DoorsRead, id: string, doors: Doors): Doors | undefined {
  const { missed = 0 } = doors;
  if (silent.has(id)) return { ...doors, missed: missed + 1 };
  return unread.has(id) ? { ...doors, missed } : undefined;
}

function areOthers(before: Doors | undefined, id: string, { seen }: DoorsRead): boolean {
  const now = seen.get(id);
  if (before === undefined || now === undefined) return false;
  return doorsOf(id, before.accesses, now).digest !== before.digest;
}
