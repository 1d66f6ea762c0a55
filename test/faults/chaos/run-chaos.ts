import type { Client } from '@temporalio/client';

import { isStayError, StayClient } from '../../../src/client/index.ts';
import { stayWorkflowId } from '../../../src/contract/names.ts';
import { until } from '../until.ts';

import { bookAll, type Load } from './book-all.ts';
import { befall, type Calendar, type Happened } from './disasters.ts';
import type { Span } from './door-judge.ts';
import { DoorWatch } from './door-watch.ts';
import { type Figures, figuresOf } from './figures.ts';
import type { Guest } from './guest.ts';
import { type End, judgeGuest, judgeHouse } from './judge.ts';
import { setUpChaos, type ChaosSetup } from './setup.ts';
import { tellStory } from './tell-story.ts';

/** How a run goes. */
export interface ChaosOptions extends Load {
  /** The built command line, `src/cli/main.js`. */
  readonly program: string;
  readonly workers: number;
  readonly calendar: Calendar;
  readonly onProgress: (sentence: string) => void;
}

/** What a run came to. */
export interface ChaosResult {
  readonly wrongs: readonly string[];
  readonly happened: Happened & { readonly workerKills: number };
  readonly figures: Figures;
}

const QUIET_MS = 3_000;
const HEALED_WITHIN_MS = 180_000;
const TELL_EVERY_MS = 10_000;
const LOOK_EVERY_MS = 1_000;

/** Lives so many stays while workers, Temporal and Seam die and come back; then everything is judged. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    return await liveThrough(await setUpChaos(options, undo), options);
  } finally {
    for (const end of undo.toReversed()) await end();
  }
}

async function liveThrough(setup: ChaosSetup, options: ChaosOptions): Promise<ChaosResult> {
  const { seam, crew, client } = setup;
  const begun = Date.now();
  const guests = new Map<string, Guest>();
  const watch = new DoorWatch(guests, seam);
  const over = new AbortController();
  const telling = setInterval(
    () => options.onProgress(`${guests.size} stays booked, ${seam.insiders().size} open now`),
    TELL_EVERY_MS,
  );
  try {
    const [happened, { said }] = await Promise.all([
      befall(setup, options.calendar, options.seed, over.signal),
      bookAll(setup, options, guests).finally(() => over.abort()),
    ]);
    options.onProgress('Everything is healed; waiting for the last stays to end');
    await said;
    const ended = await endsOf(client, [...guests.keys()]);
    const judged = await Promise.all(
      [...guests.values()].map((guest) => judge(setup, guest, ended, watch, happened.troubles)),
    );
    return {
      wrongs: [
        ...judged.flat(),
        ...watch.strangers().map((id) => `a door was open for ${id}, who booked nothing`),
        ...judgeHouse(seam),
        ...crew.ownEnds,
      ],
      happened: { ...happened, workerKills: crew.kills },
      figures: figuresOf(guests, ended, watch, happened, seam, begun),
    };
  } finally {
    over.abort();
    clearInterval(telling);
    watch.stop();
  }
}

/** Each wrong of a stay, the last one with its story. */
async function judge(
  { client, seam }: ChaosSetup,
  guest: Guest,
  ended: ReadonlyMap<string, End>,
  watch: DoorWatch,
  troubles: readonly Span[],
): Promise<readonly string[]> {
  const { id, recipe } = guest.booking;
  const status = ended.get(id);
  const wrongs =
    status === undefined
      ? ['it has not ended']
      : judgeGuest(guest, status, watch.sightOf(id), QUIET_MS, troubles);
  if (wrongs.length === 0) return [];
  const story = [...guest.answers, ...(await tellStory(client, seam, id))];
  return [`${id} (${recipe}): ${wrongs.join('; ')}\n${story.join('\n')}`];
}

/**
 * The last status of every stay that ends in time. A booking that no worker had planned when its
 * check-out came is refused, and its run fails: there was never a stay.
 */
async function endsOf(client: Client, ids: readonly string[]): Promise<Map<string, End>> {
  const deadline = Date.now() + HEALED_WITHIN_MS;
  const ended = new Map<string, End>();
  const backend = new StayClient(client);
  await Promise.all(
    ids.map(async (id) => {
      const handle = client.workflow.getHandle(stayWorkflowId(id));
      const isClosed = async (): Promise<boolean> =>
        (await handle.describe()).status.name !== 'RUNNING';
      try {
        await until('end', deadline - Date.now(), isClosed, LOOK_EVERY_MS);
        ended.set(id, await backend.show(id));
      } catch (error) {
        if (isStayError(error, 'StayRefused')) ended.set(id, 'refused');
      }
    }),
  );
  return ended;
}
