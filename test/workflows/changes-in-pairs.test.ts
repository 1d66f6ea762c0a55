import { describe, expect, it } from 'vitest';

import { lineOf, useRigForPairs, tellPairs } from './change-meetings.ts';
import { ORDERS, type Order } from './change-orders.ts';
import { pointAt } from './change-points.ts';
import type { ExpectedAnswer, Part } from './change-roles.ts';
import { faultsOf } from './change-story.ts';
import { IN, OUT, room, type ChangeName } from './change-table.ts';

const rig = useRigForPairs('changes_in_pairs');

describe('of two changes', () => {
  tellPairs(rig, 'in one breath');

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
