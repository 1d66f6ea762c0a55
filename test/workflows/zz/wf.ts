import { sleep, setHandler, defineUpdate, upsertSearchAttributes } from '@temporalio/workflow';

import { stayPhase } from '../../../src/contract/search-attributes.ts';
export const poke = defineUpdate<number>('poke');
export async function nap(): Promise<number> {
  let n = 0;
  setHandler(poke, () => ++n);
  upsertSearchAttributes([{ key: stayPhase, value: 'open' }]);
  await sleep('10 days');
  return n;
}
