import type { Verdict } from '../../src/client/index.ts';
import { figure } from '../figures.ts';
import { openHouse, reservation } from '../ground/house.ts';
import { allOf, idsOf } from '../ground/many.ts';
import { using } from '../ground/using.ts';
import type { Row } from '../row.ts';

const DAY_MS = 86_400_000;
const SECOND_MS = 1_000;

/** A backend that sends everything at once. */
export const inFlight: Row = {
  name: 'in-flight',
  what: 'Puts that a backend sends all at once: how many are not answered with what became of them',
  aim: 'none is `pending` while a worker lives',
  size: { stays: 150, times: 2 },
  measure: (ground, { stays, times }) =>
    using(openHouse(ground, { name: 'Nightlatch' }), async (house) => {
      const [untaken, unsettled, took]: [number[], number[], number[]] = [[], [], []];
      for (let nth = 0; nth < times; nth += 1) {
        const began = Date.now();
        const whole = { checkIn: began + 7 * DAY_MS, checkOut: began + 8 * DAY_MS };
        const verdicts = await allOf(
          idsOf(`F${nth}`, stays).map((id) => house.stays.put(reservation(id, whole))),
        );
        took.push((Date.now() - began) / SECOND_MS);
        const pending = verdicts.filter(({ outcome }) => outcome === 'pending');
        untaken.push(pending.filter(isUntaken).length);
        unsettled.push(pending.length - pending.filter(isUntaken).length);
      }
      return [
        figure(`of ${stays} puts \`pending\`, since no worker took them`, 'puts', untaken),
        figure('`pending`, since a minute was not enough for their steps', 'puts', unsettled),
        figure('the last is answered after', 's', took),
      ];
    }),
};

function isUntaken({ reason = '' }: Verdict): boolean {
  return reason.startsWith('No worker');
}
