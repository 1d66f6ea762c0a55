import { connectSeam } from '../../../src/seam/seam-http.ts';

import { openGate } from './gate.ts';
import { paceOf } from './pace.ts';
import { type Left, removeAll } from './removal.ts';
import { tellAll, type Told } from './tell-all.ts';
import { findSites, refuseRealDoors } from './workspace.ts';

/** With what every mark begins, of this run and of those before. */
export const PREFIX = 'seam-story-';

/** Where stories are told, and how. */
export interface Telling {
  readonly apiKey: string;
  readonly endpoint: string;
  /** Requests a second. */
  readonly rate: number;
  /** Ends the telling; what was made is removed all the same. */
  readonly signal: AbortSignal;
  /** How long the telling may take, and then the removal, in milliseconds. */
  readonly withinMs: { readonly telling: number; readonly removal: number };
  say(line: string): void;
}

/** What came of it. */
export interface Opinion extends Told {
  /** For each 429, whether it said when to come again. */
  readonly tooFast: readonly string[];
  readonly left: Left;
}

/**
 * Tells every story to the sandbox and to Seam, with `mark` on everything that is made, and removes it
 * again. Throws CannotTell if the workspace cannot have stories told, before anything is made in it;
 * a SeamError if Seam cannot be asked for what is to be removed.
 */
export async function secondOpinion(telling: Telling, mark: string): Promise<Opinion> {
  const { apiKey, endpoint, rate, withinMs, signal, say } = telling;
  const [pace, tooFast] = [paceOf(rate), new Array<string>()];
  const onTooFast = (said: string): void => void tooFast.push(said);
  await using gate = await openGate({ target: endpoint, mark, pace, onTooFast });
  await using broom = await openGate({ target: endpoint, mark, pace, onTooFast });
  const seam = connectSeam({ apiKey, endpoint: gate.url });
  await refuseRealDoors(gate.url, apiKey);
  const sites = await findSites(seam);
  const ending = AbortSignal.any([signal, AbortSignal.timeout(withinMs.telling)]);
  const clear = (): Promise<Left> =>
    removeAll(connectSeam({ apiKey, endpoint: broom.url }), mark, withinMs.removal);
  let told: Told;
  try {
    told = await tellAll({ service: { apiKey, gate, sites }, mark, signal: ending, say });
  } catch (error) {
    await gate.shut();
    await clear();
    throw error;
  }
  await gate.shut();
  say('Removing what was made');
  return { ...told, left: await clear(), tooFast };
}

/** Removes what runs before this one have left, by their mark and nothing else. Throws as {@link secondOpinion}. */
export async function removeLeftovers(telling: Telling): Promise<Left> {
  const { endpoint, apiKey, rate, withinMs } = telling;
  await using broom = await openGate({ target: endpoint, mark: PREFIX, pace: paceOf(rate) });
  await refuseRealDoors(broom.url, apiKey);
  return await removeAll(connectSeam({ apiKey, endpoint: broom.url }), PREFIX, withinMs.removal);
}
