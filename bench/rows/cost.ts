import { figure, type Figure, ratios } from '../figures.ts';
import { openBareHouse } from '../ground/bare-house.ts';
import type { Contender } from '../ground/contender.ts';
import { openHouse } from '../ground/house.ts';
import { liveInTurn, liveThrough } from '../ground/lives.ts';
import { using } from '../ground/using.ts';
import type { Row } from '../row.ts';

/** What a stay costs that nothing disturbs, at Seam and at Temporal. */
export const stay: Row = {
  name: 'stay',
  what: 'Requests and events of an undisturbed PIN stay',
  aim: '18 requests; 89 events, as before',
  size: { stays: 3, times: 1 },
  measure: (ground, { stays }) =>
    using(openHouse(ground, { name: 'Nightlatch' }), (house) =>
      using(openBareHouse(ground), async (bare) => [
        ...(await countsOf(house, 'stay:', stays)),
        ...(await countsOf(bare, 'bare:', stays)),
      ]),
    ),
};

async function countsOf(
  contender: Contender,
  prefix: string,
  stays: number,
): Promise<readonly Figure[]> {
  const ids = await liveThrough(contender, 'C', stays);
  const { length } = await contender.desk.requests();
  const runs = ids.map((id) => contender.client.workflow.getHandle(`${prefix}${id}`).describe());
  const events = (await Promise.all(runs)).map((run) => run.historyLength);
  return [
    figure(`requests of a stay, ${contender.name}`, 'requests', [length / stays]),
    figure(`events of a stay, ${contender.name}`, 'events', events),
  ];
}

/** What a worker computes for a stay. */
export const cpu: Row = {
  name: 'cpu',
  what: 'Processor time of the worker for a PIN stay, against a bare workflow',
  aim: '1.4 of bare at most',
  size: { stays: 20, times: 3 },
  measure: (ground, { stays, times }) =>
    using(openHouse(ground, { name: 'Nightlatch' }), (house) =>
      using(openBareHouse(ground), async (bare) => {
        const { first, second } = await liveInTurn([house, bare], stays, times);
        return [
          figure('Nightlatch', 'ms a stay', first),
          figure('the bare workflow', 'ms a stay', second),
          figure('Nightlatch', 'of bare', ratios(first, second)),
        ];
      }),
    ),
};
