import type { Client } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';

import { stayWorkflowId } from '../../../src/contract/names.ts';
import type { SeamWatch } from '../seam-watch.ts';

/** What happened to a stay, by its history and by what Seam was asked about it, in the order of time. */
export async function tellStory(
  client: Client,
  seam: SeamWatch,
  reservationId: string,
): Promise<readonly string[]> {
  const { events } = await client.workflow.getHandle(stayWorkflowId(reservationId)).fetchHistory();
  const steps = (events ?? []).map((event) => {
    const [kind = '', facts] =
      Object.entries(event).find(([key]) => key.endsWith('Attributes')) ?? [];
    const { activityType, attempt } = (facts ?? {}) as {
      readonly activityType?: { readonly name?: string };
      readonly attempt?: number;
    };
    const nth = attempt !== undefined && attempt > 1 ? ` attempt ${attempt}` : '';
    const what = `${kind.replace('EventAttributes', '')} ${activityType?.name ?? ''}${nth}`;
    return { at: optionalTsToMs(event.eventTime) ?? 0, what };
  });
  const names = new RegExp(`[":]${reservationId}[" ]`);
  const asked = seam
    .requests()
    .filter(({ parameters }) => names.test(JSON.stringify(parameters)))
    .map((line) => ({
      at: Date.parse(line.arrived_at),
      what: `  ${line.route} ${line.status ?? 'lost'} ${line.fault ?? ''}`,
    }));
  const first = steps[0]?.at ?? 0;
  return [...steps, ...asked]
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, what }) => `${((at - first) / 1_000).toFixed(2).padStart(7)} ${what}`);
}
