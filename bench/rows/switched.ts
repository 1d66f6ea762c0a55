import { join } from 'node:path';

import { addKey } from '../../src/codec/write-ring.ts';
import { figure, type Figure, ratios } from '../figures.ts';
import type { Ground } from '../ground/ground.ts';
import { type HouseOptions, openHouse } from '../ground/house.ts';
import { liveInTurn } from '../ground/lives.ts';
import { using } from '../ground/using.ts';
import type { Row, Size } from '../row.ts';

const SIZE: Size = { stays: 20, times: 3 };

/** What encrypted payloads cost a worker. */
export const encryption: Row = {
  name: 'encryption',
  what: 'Processor time of the worker for a PIN stay, with payloads encrypted and in clear',
  aim: 'none; it is told',
  size: SIZE,
  measure(ground, size) {
    const ring = join(ground.folder, `ring-${Date.now()}.json`);
    addKey(ring, { isStandby: false }, new Date());
    return onAndOff(ground, { name: 'encrypted', ring }, 'in clear', size);
  },
};

/** What a worker pays for being measured. */
export const metrics: Row = {
  name: 'metrics',
  what: 'Processor time of the worker for a PIN stay, with its metrics kept and without',
  aim: 'none; it is told',
  size: SIZE,
  measure: (ground, size) =>
    onAndOff(ground, { name: 'with metrics', hasMetrics: true }, 'without', size),
};

function onAndOff(
  ground: Ground,
  on: HouseOptions,
  off: string,
  { stays, times }: Size,
): Promise<readonly Figure[]> {
  return using(openHouse(ground, on), (one) =>
    using(openHouse(ground, { name: off }), async (other) => {
      const { first, second } = await liveInTurn([one, other], stays, times);
      return [
        figure(on.name, 'ms a stay', first),
        figure(off, 'ms a stay', second),
        figure(on.name, `of ${off}`, ratios(first, second)),
      ];
    }),
  );
}
