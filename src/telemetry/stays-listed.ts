import type { Client } from '@temporalio/client';

import { listStays, parseFilter, type StaySummary } from '../client/list-stays.ts';

const PAGE = 1_000;

/** Every open stay of a client's namespace, as Temporal's visibility lists them. Throws what the client throws. */
export async function openStays(client: Client): Promise<readonly StaySummary[]> {
  const stays: StaySummary[] = [];
  let cursor: string | undefined;
  do {
    const more = cursor === undefined ? {} : { cursor };
    const filter = parseFilter({ isRunning: true, limit: PAGE, ...more });
    const page = await listStays(client, filter);
    stays.push(...page.stays);
    ({ cursor } = page);
  } while (cursor !== undefined);
  return stays;
}
