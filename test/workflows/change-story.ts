import { describe, expect, it } from 'vitest';

import type { Rig } from '../support/rig.ts';
import { useRig } from '../support/use-rig.ts';

import { playTogether } from './change-company.ts';
import { messageOf, ROOMS } from './change-message.ts';
import { pointAt, POINTS, type Point } from './change-points.ts';
import type { Line, Part, Play } from './change-roles.ts';
import { CHANGES, MARGINS, rowOf, type ChangeName, type System } from './change-table.ts';

/** One history of so many is replayed in the end: they are many, and much alike. */
export const REPLAY_EVERY = 6;
/** So often a stay is played again for which the machine was too slow. */
const MOST_TRIES = 8;
const HOUR_MS = 3_600_000;

const NAMES = Object.keys(CHANGES) as readonly ChangeName[];

/** Tells, for one access system, what every change comes to at every point of a stay's life. */
export function tellEveryChange(system: System): void {
  describe(`a change of a stay at ${system}`, () => {
    const rig = useRig(
      `seam_changes_${system.replace(' ', '_').toLowerCase()}`,
      async (started) => {
        openWithMargins(started, system);
        await warmUp(started);
      },
      REPLAY_EVERY,
    );

    // Failure rows: 19, 20, 21, 22, 26, 27, 35
    it.each(POINTS[system])('comes to what the table says $name', async (point) => {
      const name = `C${POINTS[system].indexOf(point)}`;
      const parts = partsAt(point, system);
      expect(await faultsOf({ rig, system, name, scenes: [{ point }], parts })).toEqual([]);
    });

    it(`comes to the same as a signal ${SIGNALLED[system]}`, async () => {
      const point = pointAt(system, SIGNALLED[system]);
      const parts = partsAt(point, system).map(unanswered);
      const play = { rig, system, name: 'S', scenes: [{ point }], parts, asSignals: true } as const;
      expect(await faultsOf(play)).toEqual([]);
    });
  });
}

const SIGNALLED: Readonly<Record<System, string>> = {
  'Salto KS': 'while it waits for check-in',
  'Salto Space': 'while it is open',
};

/** Adds a listing to move to: the next room, which opens sooner than is booked and shuts later. */
function openWithMargins({ listings }: Rig, system: System): void {
  const { next } = ROOMS[system];
  const listing = listings.get(next);
  if (listing === undefined) throw new Error(`The house has no ${next}.`);
  listings.set(`${next}-margins`, {
    ...listing,
    listingId: `${next}-margins`,
    opensBeforeMs: MARGINS.hoursBefore * HOUR_MS,
    closesAfterMs: MARGINS.hoursAfter * HOUR_MS,
  });
}

/** Lives one stay before any is timed: the first one waits for programs that are still loading. */
export async function warmUp(rig: Rig): Promise<void> {
  await rig.stays.put(rig.reservation('cold', 24, 48));
  await rig.stays.cancel('cold');
}

/** Plays a company, and those of it again for whom the machine was too slow. */
export async function faultsOf(play: Play): Promise<readonly string[]> {
  const faults: string[] = [];
  let { parts } = play;
  for (let tries = 0; parts.length > 0; tries += 1) {
    if (tries === MOST_TRIES) return [...faults, `${parts.length} stays never heard in time`];
    const outcome = await playTogether({ ...play, parts, name: `${play.name}.${tries}` });
    faults.push(...outcome.faults);
    parts = outcome.late;
  }
  return faults;
}

/** One stay for each change with an effect; those without are told to one stay, one after the other. */
function partsAt(point: Point, system: System): readonly Part[] {
  const idle = NAMES.filter((name) => isIdle(name, point, system) && mayBeOneOfMany(name, point));
  const others = NAMES.filter((name) => !idle.includes(name));
  const parts = others.map((name) => partOf([name], point, system));
  // A put that is refused after the end is the last that is told of a stay.
  const inOrder = idle.toSorted((a, b) => Number(isRefused(a)) - Number(isRefused(b)));
  return idle.length === 0 ? parts : [...parts, partOf(inOrder, point, system)];

  function isRefused(name: ChangeName): boolean {
    return rowOf(name, point.time, system).answer === 'refused';
  }
}

/** Whether there is time for several messages, and this one does not act on the step under way. */
function mayBeOneOfMany(name: ChangeName, { isSharp, time, moment }: Point): boolean {
  if (isSharp === true && (moment?.seconds ?? 0) < 0) return false;
  return time !== 'while a granting step is under way' || NUDGES.includes(name);
}

const NUDGES: readonly ChangeName[] = [
  'put the same again',
  'put another guest',
  'check',
  'reissue',
  'release though it is not held',
];

/** Whether a change leaves the stay as it is. */
function isIdle(change: ChangeName, { time }: Point, system: System): boolean {
  const { answer, opens, isNewCredential } = rowOf(change, time, system);
  if (answer === 'too-late' || answer === 'refused') return true;
  const as = rowOf('check', time, system).opens;
  return isNewCredential === undefined && JSON.stringify(opens) === JSON.stringify(as);
}

function partOf(changes: readonly ChangeName[], point: Point, system: System): Part {
  const [change = 'check'] = changes;
  const { opens, isHeld, isNewCredential, endedBy } = rowOf(change, point.time, system);
  const isUnderWay = point.moment === undefined;
  return {
    lines: [changes.flatMap((name) => linesOf(name, point, system))],
    firstAnswer: isUnderWay && change.startsWith('cancel') ? 'superseded' : 'applied',
    opens,
    isHeld: isHeld === true,
    isNewCredential: isNewCredential === true,
    endedBy,
  };
}

/** A change, and what is told before it: settled by then, unless Seam sits on a step meanwhile. */
function linesOf(change: ChangeName, point: Point, system: System): readonly Line[] {
  const { after } = CHANGES[change];
  const line = lineOf(change, point, system);
  if (after === undefined) return [line];
  const before = lineOf(after, point, system);
  if (point.hold === undefined) return [{ ...before, isSettledFirst: true }, line];
  const isOvertaken = before.answer.outcome === 'applied';
  return [isOvertaken ? { ...before, answer: { outcome: 'superseded' } } : before, line];
}

function lineOf(change: ChangeName, { time }: Point, system: System): Line {
  const { answer, type } = rowOf(change, time, system);
  return {
    title: change,
    message: (booking, now) => messageOf(change, booking, system, now),
    answer: { outcome: answer, type },
  };
}

function unanswered(part: Part): Part {
  const lines = part.lines.map((said) =>
    said.map((line): Line => ({ ...line, answer: { outcome: 'none' } })),
  );
  return { ...part, lines };
}
