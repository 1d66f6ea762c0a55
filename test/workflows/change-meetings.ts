import { expect, it } from 'vitest';

import type { Rig } from '../support/rig.ts';
import { useRig } from '../support/use-rig.ts';

import { messageOf } from './change-message.ts';
import { fateOf, PAIRED, type Pair, type Paired } from './change-pairs.ts';
import { pointAt } from './change-points.ts';
import type { ExpectedAnswer, Line, Part } from './change-roles.ts';
import { faultsOf, REPLAY_EVERY, warmUp } from './change-story.ts';
import { rowOf, type System } from './change-table.ts';

type Meeting = Omit<Pair, 'changes'>;

/** Where two changes meet: at one point, the second before or after the first is settled, or at the next. */
const MEETINGS: readonly Meeting[] = [
  ...meetingsOf('Salto KS', [
    'before Seam has issued the PIN',
    'while it waits for check-in',
    'while it is open',
    'between the two proofs',
    'after its end',
  ]),
];

function meetingsOf(system: System, names: readonly string[]): readonly Meeting[] {
  const points = names.map((name) => pointAt(system, name));
  return points.flatMap((point, index): readonly Meeting[] => {
    const next = points[index + 1];
    // Elsewhere the second message would cancel a step in flight, and on the time-skipping server such an
    // activity never ends once its attempt has failed. The simulator plays those: simulation/pairs.test.ts.
    const isInStep =
      point.hold !== undefined && rowOf('cancel', point.time, system).answer === 'applied';
    const meeting = { system, inOneBreath: false };
    return [
      ...(isInStep ? [{ system, points: [point, point] as const, inOneBreath: true }] : []),
      ...(point.hold === undefined ? [{ ...meeting, points: [point, point] as const }] : []),
      ...(next === undefined ? [] : [{ ...meeting, points: [point, next] as const }]),
    ];
  });
}

/** The rig of stories of two changes. `name` tells it from others. */
export function useRigForPairs(name: string): Rig {
  return useRig(`seam_${name}`, warmUp, REPLAY_EVERY);
}

/** Tells every two changes where they meet in one breath, or where the second comes when the first is settled. */
export function tellPairs(rig: Rig, when: 'in one breath' | 'settled'): void {
  const meetings = MEETINGS.filter((one) => one.inOneBreath === (when === 'in one breath'));
  it.each(meetings.map((meeting) => [titleOf(meeting), meeting] as const))(
    'the second acts on what the first has left: %s',
    async (_title, meeting) => {
      const { system, points, inOneBreath } = meeting;
      const parts = partsOf(meeting);
      const [point, later] = points;
      const scenes = [
        { point, ...(inOneBreath && { inOneBreath: true as const }) },
        { point: later },
      ];
      const name = `P${MEETINGS.indexOf(meeting)}`;
      expect(await faultsOf({ rig, system, name, scenes, parts })).toEqual([]);
    },
  );
}

function titleOf({ system, points: [first, second], inOneBreath }: Meeting): string {
  const when = inOneBreath
    ? 'and in one breath'
    : first === second
      ? 'and at once'
      : `then ${second.name}`;
  return `${first.name}, ${when}, at ${system}`;
}

/** One stay for each pair; changes that come too late are told to one stay, one after the other. */
function partsOf(meeting: Meeting): readonly Part[] {
  const [at] = meeting.points;
  const { early, late } = Object.groupBy(PAIRED, (name) =>
    rowOf(name, at.time, meeting.system).answer === 'too-late' ? 'late' : 'early',
  );
  // In one breath a cancellation may have begun to end the stay or not, depending on the step that is under way.
  const alone = (early ?? []).filter((name) => !meeting.inOneBreath || name !== 'cancel');
  const firsts = [...alone.map((name) => [name]), ...(late === undefined ? [] : [late])];
  return firsts.flatMap((first) => partsAfter(first, meeting));
}

function partsAfter(firsts: readonly Paired[], meeting: Meeting): readonly Part[] {
  const [first] = firsts;
  if (first === undefined) return [];
  const pairs = PAIRED.map((second) => {
    const { answers, ...fate } = fateOf({ ...meeting, changes: [first, second] });
    return { second, answers, fate };
  });
  const tooLate = pairs.filter(({ answers }) => answers[1] === 'too-late');
  const others = pairs.filter(({ answers }) => answers[1] !== 'too-late').map((pair) => [pair]);
  return [...others, ...(tooLate.length > 0 ? [tooLate] : [])].flatMap((group) => {
    const [pair] = group;
    if (pair === undefined) return [];
    const [outcome] = pair.answers;
    const told = firsts.map((name) => lineOf(name, { outcome }, meeting.system));
    const then = group.map(({ second, answers }) =>
      lineOf(second, { outcome: answers[1] }, meeting.system),
    );
    return [{ ...pair.fate, lines: [told, then] }];
  });
}

/** A change as it is told to a stay, and how it is to be answered. */
export function lineOf(
  title: Parameters<typeof messageOf>[0],
  answer: ExpectedAnswer,
  system: System,
): Line {
  return { title, message: (booking, now) => messageOf(title, booking, system, now), answer };
}
