import type { Announcer, HandedOver, QueuedEvent } from '../src/contract/announcing.ts';

/** Runs of a stay of which it is known what they handed over. */
const MOST_RUNS = 20;
/** Events that wait for one receiver or another: who was away for so many has to ask the gateway. */
const MOST_QUEUED = 500;

/**
 * What an announcer knows after it was handed some events. What it was handed before is not taken twice. An
 * event gets the number that the stay has given it, or a higher one where that went to another event: after a
 * reset, or to a run that knows nothing of the one before. `at` is ISO 8601.
 */
export function take(
  announcer: Announcer,
  announcements: readonly HandedOver[],
  at: string,
): Announcer {
  return announcements.reduce((next, one) => takeOne(next, one, at), announcer);
}

function takeOne(announcer: Announcer, one: HandedOver, at: string): Announcer {
  const { run, number, to, ...event } = one;
  const heard = announcer.heard.find((known) => known.run === run);
  if (heard !== undefined && number <= heard.number) return announcer;
  const sequence = Math.max(number, announcer.sequence + 1);
  const others = announcer.heard.filter((known) => known.run !== run);
  const queued: QueuedEvent = { ...event, id: `${run}.${number}`, sequence, since: at, to };
  return {
    ...announcer,
    sequence,
    heard: [...others, { run, number }].slice(-MOST_RUNS),
    queue: to.length === 0 ? announcer.queue : [...announcer.queue, queued].slice(-MOST_QUEUED),
  };
}

/** The events that a queue was too full to keep. */
export function droppedFrom(before: Announcer, after: Announcer): readonly QueuedEvent[] {
  const kept = new Set(after.queue.map(({ id }) => id));
  return before.queue.filter(({ id }) => !kept.has(id));
}

/** The endpoints that have not got everything. */
export function endpointsWaiting({ queue }: Announcer): readonly string[] {
  return [...new Set(queue.flatMap(({ to }) => to))];
}

/** The first event that an endpoint has not got. */
export function nextFor({ queue }: Announcer, endpoint: string): QueuedEvent | undefined {
  return queue.find(({ to }) => to.includes(endpoint));
}

/** The same without an event that an endpoint has got, or does not get any more. */
export function withoutEvent(announcer: Announcer, id: string, endpoint: string): Announcer {
  const queue = announcer.queue
    .map((one) =>
      one.id === id ? { ...one, to: one.to.filter((name) => name !== endpoint) } : one,
    )
    .filter(({ to }) => to.length > 0);
  return { ...announcer, queue };
}
