import { type Contender, openRuns } from './contender.ts';
import { idsOf, withEach } from './many.ts';
import { cpuOf } from './processes.ts';
import { until } from './until.ts';

/** From the first put to check-in, beside the time for each stay; as long again to check-out. */
const LEAD_MS = 3_000;
/** A machine that is busy with others begins a stay in less. */
const EACH_MS = 150;

/** Lives stays from their put to their second proof, all at once. Answers their ids. */
export async function liveThrough(
  contender: Contender,
  label: string,
  stays: number,
): Promise<readonly string[]> {
  const ids = idsOf(label, stays);
  const checkIn = Date.now() + LEAD_MS + stays * EACH_MS;
  const times = { checkIn, checkOut: checkIn + LEAD_MS };
  await withEach(ids, (id) => contender.begin(id, times));
  await until(
    async () => (await openRuns(contender)) === 0,
    `the end of ${contender.name}’s stays`,
  );
  return ids;
}

/** What the workers of two contenders took of the processors for a stay, in turn. Milliseconds a stay. */
export interface InTurn {
  readonly first: readonly number[];
  readonly second: readonly number[];
}

/** Has two contenders live the same number of stays in turn, so many times, after one that does not count. */
export async function liveInTurn(
  [one, other]: readonly [Contender, Contender],
  stays: number,
  times: number,
): Promise<InTurn> {
  const [first, second]: [number[], number[]] = [[], []];
  for (let nth = 0; nth <= times; nth += 1) {
    const costs = [await costOf(one, nth, stays), await costOf(other, nth, stays)] as const;
    if (nth === 0) continue;
    first.push(costs[0]);
    second.push(costs[1]);
  }
  return { first, second };
}

async function costOf(contender: Contender, nth: number, stays: number): Promise<number> {
  const before = await cpuOfWorkers(contender);
  await liveThrough(contender, `L${nth}`, stays);
  return ((await cpuOfWorkers(contender)) - before) / stays;
}

/** The time of the processors that a contender's workers have had so far. Milliseconds. */
export async function cpuOfWorkers(contender: Contender): Promise<number> {
  const each = await Promise.all(contender.workers().map((pid) => cpuOf(pid)));
  return each.reduce((sum, one) => sum + one, 0);
}
