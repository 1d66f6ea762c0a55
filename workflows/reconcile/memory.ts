import type { MemoryPart, PassMemory, PassRun } from '../../src/contract/reconciling.ts';

import { runs } from './pass-steps.ts';

/** What the last look at a stay that found it as it says is remembered by. */
export interface Known {
  /** A digest of what the list of runs said; empty if no such look was made since. */
  readonly run: string;
  /** What each access system showed of it, as a digest. */
  readonly shown: ReadonlyMap<string, string>;
  /** Ids that only its ledger shows to be its own. */
  readonly beside?: readonly string[];
  readonly doors?: Doors;
}

/** What opens the doors of a guest in the house, and a digest of its groups and PINs. */
export interface Doors {
  /** Empty if they were never read. */
  readonly digest: string;
  readonly accesses: readonly Access[];
  /**
   * They could not be read when they should have been, and the next pass reads them: so many passes in a row Seam
   * gave no answer of them, or none in which nobody has asked it yet.
   */
  readonly missed?: number | undefined;
}

/** An access user, and the credential that is the guest's. */
export type Access = readonly [userId: string, ...credentialIds: string[]];

export type KnownStays = ReadonlyMap<string, Known>;

/** Of this stay nothing is known but that there is something of it. */
export const UNSEEN: Known = { run: '', shown: new Map() };

/** This one was looked at in an earlier run of the same pass, and is not as it says. */
export const LOOKED_AT: Known = { run: '-', shown: new Map() };

/** Of one part at most, in characters: with everything else that is told beside it, it stays under a megabyte. */
const PART_SIZE = 350_000;
const DIGEST_SIZE = 14;
const ID_SIZE = 40;

/** What a pass begins with: whom the one before has looked at is no reason not to look again. */
export function begunWith(known: KnownStays): KnownStays {
  return new Map([...known].map(([id, one]) => [id, one.run === LOOKED_AT.run ? UNSEEN : one]));
}

/** Reads a memory, with the parts that a run kept of it. Of a part that is lost every stay is asked. */
export async function recallKnown(memory: PassMemory, run?: PassRun): Promise<KnownStays> {
  const known = new Map<string, Known>();
  addPart(known, memory);
  if (run === undefined) return known;
  for (let nth = 1; nth <= memory.more; nth += 1) {
    const part = await runs.recallPart({ ...run, nth });
    if (part !== undefined) addPart(known, part);
  }
  return known;
}

/** Cuts what is known into parts, each small enough for one message. There is always a first one. */
export function partsOf(known: KnownStays): readonly [MemoryPart, ...MemoryPart[]] {
  const first = emptyPart();
  const parts: [MemoryPart, ...MemoryPart[]] = [first];
  let part = first;
  let size = 0;
  for (const [id, stay] of known) {
    const more = sizeOf(id, stay);
    if (size > 0 && size + more > PART_SIZE) {
      part = emptyPart();
      parts.push(part);
      size = 0;
    }
    size += more;
    addStay(part, id, stay);
  }
  return parts;
}

function emptyPart(): MemoryPart {
  return { known: {}, shown: {}, beside: {}, doors: {} };
}

function addStay(part: MemoryPart, id: string, { run, shown, beside, doors }: Known): void {
  part.known[id] = run;
  for (const [systemId, digest] of shown) (part.shown[systemId] ??= {})[id] = digest;
  if (beside !== undefined) part.beside[id] = [...beside];
  if (doors !== undefined) {
    const accesses = doors.accesses.map((access): [string, ...string[]] => [...access]);
    part.doors[id] = { ...doors, accesses };
  }
}

function addPart(known: Map<string, Known>, part: MemoryPart): void {
  const shown = new Map<string, Map<string, string>>();
  for (const [systemId, digests] of Object.entries(part.shown)) {
    for (const [id, digest] of Object.entries(digests)) {
      const ofStay = shown.get(id) ?? new Map<string, string>();
      shown.set(id, ofStay.set(systemId, digest));
    }
  }
  // A reservation may be called "constructor": every object has something of that name.
  const besideOf = new Map(Object.entries(part.beside));
  const doorsOf = new Map(Object.entries(part.doors));
  for (const [id, run] of Object.entries(part.known)) {
    const [beside, doors] = [besideOf.get(id), doorsOf.get(id)];
    known.set(id, {
      ...{ run, shown: shown.get(id) ?? UNSEEN.shown },
      ...(beside && { beside }),
      ...(doors && { doors }),
    });
  }
}

function sizeOf(id: string, { shown, beside = [], doors }: Known): number {
  const entry = id.length + DIGEST_SIZE;
  const accesses = doors?.accesses.flat() ?? [];
  const ids = beside.length + accesses.length;
  return entry * (1 + shown.size) + (doors === undefined ? 0 : entry + 50) + ids * ID_SIZE;
}
