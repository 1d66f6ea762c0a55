import { figure, ratios } from '../figures.ts';
import { openBareHouse } from '../ground/bare-house.ts';
import type { Ground } from '../ground/ground.ts';
import { type House, openHouse, reservation } from '../ground/house.ts';
import { startSlowSeam } from '../ground/slow-seam.ts';
import { using } from '../ground/using.ts';
import type { Row } from '../row.ts';

const DAY_MS = 86_400_000;
/** What an answer of Seam's takes over a good line. */
const SEAM_MS = 20;
const RAW_CALLS = 5;
/** The first ones load code and open connections. */
const WARM_UP = 3;

/** How long a guest waits whose stay is put. */
export const put: Row = {
  name: 'put',
  what: `From a put to \`applied\`, while Seam answers in ${SEAM_MS} ms, in units of ${RAW_CALLS} raw requests one after the other`,
  aim: '2.2 at most',
  size: { stays: 1, times: 20 },
  measure: (ground, { times }) =>
    using(startSlowSeam(ground.sandboxUrl, SEAM_MS), ({ url }) =>
      using(openHouse(ground, { name: 'Nightlatch', seamUrl: url }), (house) =>
        using(openBareHouse(ground, url), async (bare) => {
          const [ours, bares, raws]: [number[], number[], number[]] = [[], [], []];
          for (let nth = -WARM_UP; nth < times; nth += 1) {
            const checkIn = Date.now() + 7 * DAY_MS;
            const whole = { checkIn, checkOut: checkIn + DAY_MS };
            const id = `P-${nth + WARM_UP}`;
            const our = await timeOf(() => applied(house, id, whole));
            const its = await timeOf(() => bare.put(id, whole));
            const raw = await timeOf(() => rawCalls(ground, url, house));
            if (nth < 0) continue;
            ours.push(our);
            bares.push(its);
            raws.push(raw);
          }
          return [
            figure('Nightlatch', 'ms', ours),
            figure('the bare workflow', 'ms', bares),
            figure(`${RAW_CALLS} raw requests`, 'ms', raws),
            figure('Nightlatch', `of ${RAW_CALLS} raw requests`, ratios(ours, raws)),
            figure('the bare workflow', `of ${RAW_CALLS} raw requests`, ratios(bares, raws)),
          ];
        }),
      ),
    ),
};

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function applied(
  { stays }: House,
  id: string,
  times: Parameters<typeof reservation>[1],
): Promise<void> {
  const verdict = await stays.put(reservation(id, times));
  if (verdict.outcome !== 'applied') throw new Error(`The put was ${verdict.outcome}.`);
}

async function rawCalls(ground: Ground, url: string, { desk }: House): Promise<void> {
  const headers = { authorization: `Bearer ${desk.key}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ acs_system_id: '11111111-1111-1111-1111-111111111111' });
  for (let nth = 0; nth < RAW_CALLS; nth += 1) {
    const answer = await fetch(`${url}/acs/systems/get`, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(`${ground.sandboxUrl} answered with ${answer.status}.`);
    await answer.text();
  }
}
