import type { DeliveryMeans, KnownEndpoint } from '../../activities/index.ts';
import type { Measures } from '../telemetry/meter.ts';
import { deliver, type Sender } from '../webhooks/deliver.ts';
import { type Endpoint, wants } from '../webhooks/endpoint.ts';

/** So many events are on their way to one endpoint at once, so that one that is slow delays no other. */
const MOST_AT_ONCE = 25;

type Endpoints = () => Promise<readonly Endpoint[]>;

/** The endpoints as the hand-over has to know them. */
export async function knownEndpoints(endpoints: Endpoints): Promise<readonly KnownEndpoint[]> {
  return (await endpoints()).map((endpoint) => ({
    name: endpoint.name,
    wants: (type) => wants(endpoint, type),
  }));
}

/**
 * Sends events to the endpoints of a file, and counts what became of it. One that wants nothing any more (410)
 * gets nothing until this process ends.
 */
export function eventSender(
  endpoints: Endpoints,
  sender: Sender,
  measures: Measures,
): DeliveryMeans['send'] {
  const gone = new Set<string>();
  const busy = new Map<string, number>();
  return async (name, id, body) => {
    const all = await endpoints().catch(() => undefined);
    if (all === undefined) return { outcome: 'failed', why: 'the webhooks file cannot be used' };
    const endpoint = all.find((one) => one.name === name);
    if (endpoint === undefined) return { outcome: 'unknown' };
    if (gone.has(`${name} ${endpoint.url}`)) return { outcome: 'gone' };
    const atOnce = busy.get(name) ?? 0;
    if (atOnce >= MOST_AT_ONCE) return { outcome: 'busy' };
    busy.set(name, atOnce + 1);
    try {
      const delivery = await deliver(sender, endpoint, { id, body: JSON.stringify(body) });
      const { outcome } = delivery;
      measures.count('nightlatch_events_sent_total', { endpoint: name, outcome });
      if (outcome === 'gone') gone.add(`${name} ${endpoint.url}`);
      return delivery.outcome === 'failed' ? delivery : { outcome: delivery.outcome };
    } finally {
      busy.set(name, (busy.get(name) ?? 1) - 1);
    }
  };
}
