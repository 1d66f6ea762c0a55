import type { PassMemory, StayLook } from '../../src/contract/reconciling.ts';

import { nothingSeen, placesOf } from './clean.ts';
import type { Sources } from './comparing.ts';
import { LOOKED_AT, UNSEEN, type Known, type KnownStays } from './memory.ts';
import { runs } from './pass-steps.ts';
import { groupsOf, type Survey } from './survey.ts';

const IDS_AT_ONCE = 500;

/** What a pass found out of single stays. */
export interface Findings {
  /** What Seam shows of these is what they say, or what it showed when that was so. */
  readonly clean: KnownStays;
  readonly looks: readonly StayLook[];
  readonly differing: ReadonlySet<string>;
  readonly orphans: ReadonlySet<string>;
}

/** What the next pass is to know of each stay, should Temporal not know it any more. */
export async function knownAfter(
  sources: Sources,
  { clean, looks, differing, orphans }: Findings,
  fading: readonly string[],
): Promise<KnownStays> {
  const { listed, survey, known: before } = sources;
  const after = new Map<string, Known>();
  for (const id of listed.keys()) after.set(id, before.get(id) ?? UNSEEN);
  for (const look of looks) {
    const { reservationId: id } = look;
    const nothing =
      look.run === 'closed' && !orphans.has(id)
        ? nothingSeen(look, listed.get(id), survey)
        : undefined;
    if (nothing !== undefined) after.set(id, nothing);
    // What a list of runs shows is looked at once in a pass, whatever it came to.
    else if (look.run === 'closed' && !listed.has(id)) after.delete(id);
    else after.set(id, LOOKED_AT);
  }
  for (const id of differing) after.set(id, LOOKED_AT);
  for (const [id, known] of clean) after.set(id, known);
  const asked = new Set(looks.map((look) => look.reservationId));
  for (const id of [...survey.users.keys(), ...survey.identities.keys()]) {
    if (!after.has(id)) after.set(id, asked.has(id) ? LOOKED_AT : (before.get(id) ?? UNSEEN));
  }
  for (const id of await stillOurs(sources, after, fading)) after.set(id, UNSEEN);
  return after;
}

/** A system that could not be read may still have something of a stay that only the memory knows. */
async function stillOurs(
  { survey, known: before }: Sources,
  after: KnownStays,
  fading: readonly string[],
): Promise<readonly string[]> {
  if (survey.unread.size === 0) return [];
  const gone = [...before.keys(), ...fading].filter((id) => !after.has(id));
  const ours: string[] = [];
  for (const group of groupsOf(new Set(gone), IDS_AT_ONCE)) {
    ours.push(...(await runs.findForgotten(group)));
  }
  return ours;
}

/**
 * What the next pass is to know of the sites: those that are listed, that could not be read, or where we are. A stay that
 * was looked at may say of one that no listing leads to any more.
 */
export function sitesAfter(
  survey: Survey,
  before: Pick<PassMemory, 'systems' | 'credentials'>,
  { listed, looks }: { readonly listed: readonly string[]; readonly looks: readonly StayLook[] },
): Pick<PassMemory, 'systems' | 'credentials'> {
  const ours = new Set([...survey.users.values()].flat().map((user) => user.systemId));
  const told = looks.flatMap((look) => (look.run === 'silent' ? [] : look.ledger));
  const places = placesOf(told);
  const toRead = places.filter((systemId) => !survey.systems.has(systemId));
  const isOfUse = (systemId: string): boolean =>
    [...listed, ...places].includes(systemId) || survey.unread.has(systemId) || ours.has(systemId);
  const counted = (old: PassMemory['systems'], seen: ReadonlyMap<string, number>) =>
    Object.fromEntries(
      Object.entries({ ...old, ...Object.fromEntries(seen) }).filter(([id]) => isOfUse(id)),
    );
  return {
    systems: {
      ...Object.fromEntries(toRead.map((systemId) => [systemId, 0])),
      ...counted(before.systems, survey.systems),
    },
    credentials: counted(before.credentials, survey.credentialCounts),
  };
}
