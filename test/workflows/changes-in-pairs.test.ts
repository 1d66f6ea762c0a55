import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startRig, type Rig } from '../support/rig.ts';

import { messageOf } from './change-message.ts';
import { ORDERS, type Order } from './change-orders.ts';
import { fateOf, PAIRED, type Pair, type Paired } from './change-pairs.ts';
import { pointAt } from './change-points.ts';
import type { ExpectedAnswer, Line, Part } from './change-roles.ts';
import { faultsOf, REPLAY_EVERY, warmUp } from './change-story.ts';
import { IN, OUT, room, rowOf, type ChangeName, type System } from './change-table.ts';

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
  ...meetingsOf('Salto Space', ['while it is open']).filter(({ inOneBreath }) => inOneBreath),
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

it('what is otherwise than it should be is found: at the doors, in answers, credentials and ends', async () => {
  const system = 'Salto KS';
  const point = pointAt(system, 'while it is open');
  const asIs = { firstAnswer: 'applied', endedBy: 'check-out', opens: room(IN, OUT) } as const;
  const told = (
    title: ChangeName,
    outcome: ExpectedAnswer['outcome'],
    wrong: Partial<Part>,
  ): Part => ({
    ...asIs,
    lines: [[lineOf(title, { outcome }, system)]],
    ...wrong,
  });
  const parts = [
    told('check', 'refused', {}),
    told('retry', 'applied', { isNewCredential: true }),
    told('put the same again', 'applied', { endedBy: 'operator' }),
    told('stay longer', 'applied', { opens: room(IN, OUT) }),
    told('move to the next room', 'applied', {}),
    told('cancel', 'applied', { endedBy: 'cancellation' }),
  ];
  const faults = await faultsOf({ rig, system, name: 'W', scenes: [{ point }], parts });
  const found = (text: string): unknown => expect.stringContaining(text);
  expect(faults).toEqual(
    expect.arrayContaining([
      'check: check is answered applied instead of refused',
      'retry: its credential is the same',
      'put the same again: ends revoked by check-out instead of by operator',
      found('stay longer: at check-in plus 48.01 h opens [Apartment 1,'),
      found('move to the next room: at check-in plus 6.00 h opens [Apartment 2,'),
      found('cancel: at check-in plus 6.00 h opens [] instead of [Apartment 1,'),
    ]),
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
