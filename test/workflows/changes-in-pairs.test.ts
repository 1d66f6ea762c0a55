import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startRig, type Rig } from '../support/rig.ts';

import type { ExpectedAnswer, Line, Part } from './change-company.ts';
import { messageOf } from './change-message.ts';
import { ORDERS, type Order } from './change-orders.ts';
import { fateOf, PAIRED, type Pair, type Paired } from './change-pairs.ts';
import { pointAt } from './change-points.ts';
import { faultsOf, REPLAY_EVERY, warmUp } from './change-story.ts';
import { rowOf, type System } from './change-table.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig('seam_changes_in_pairs', REPLAY_EVERY);
  await warmUp(rig);
});
afterAll(() => rig.close());

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
  ...meetingsOf('Salto Space', ['while it is open']),
];

function meetingsOf(system: System, names: readonly string[]): readonly Meeting[] {
  const points = names.map((name) => pointAt(system, name));
  return points.flatMap((point, index): readonly Meeting[] => {
    const next = points[index + 1];
    const isLiving = rowOf('cancel', point.time, system).answer === 'applied';
    const meeting = { system, inOneBreath: false };
    return [
      ...(isLiving ? [{ system, points: [point, point] as const, inOneBreath: true }] : []),
      ...(point.hold === undefined ? [{ ...meeting, points: [point, point] as const }] : []),
      ...(next === undefined ? [] : [{ ...meeting, points: [point, next] as const }]),
    ];
  });
}

describe('of two changes', () => {
  it.each(MEETINGS.map((meeting) => [titleOf(meeting), meeting] as const))(
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

  it.each(['while it waits for check-in', 'while it is open'] as const)(
    'one may have to come first: %s',
    async (time) => {
      const system = 'Salto KS';
      const point = pointAt(system, time);
      const parts = ORDERS.filter(({ at }) => at === time).flatMap(partsOfOrder);
      const scenes = [{ point }, { point }];
      const name = `O${time.length}`;
      expect(await faultsOf({ rig, system, name, scenes, parts })).toEqual([]);
    },
  );
});

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

function partsOfOrder({ messages, asListed, turnedRound }: Order): readonly Part[] {
  const [one, other] = messages;
  return [
    { order: [one, other], ending: asListed },
    { order: [other, one], ending: turnedRound },
  ].map(({ order, ending: { answers, type, ...fate } }): Part => {
    const lines = order.map((message, index) => {
      const outcome = answers[index] ?? 'none';
      return [lineOf(message, { outcome, ...(outcome === 'refused' && { type }) }, 'Salto KS')];
    });
    return { ...fate, lines, firstAnswer: 'applied' };
  });
}

function lineOf(
  title: Parameters<typeof messageOf>[0],
  answer: ExpectedAnswer,
  system: System,
): Line {
  return { title, message: (booking, now) => messageOf(title, booking, system, now), answer };
}
